const RULES: &str = include_str!("../../contract.rs");
const MACROS: &str = concat!(
    include_str!("api_keys.rs"),
    include_str!("audit.rs"),
    include_str!("companies.rs"),
);
const PORTS: [(&str, &str); 30] = [
    ("api_key_authority", include_str!("../api_key_authority.rs")),
    ("api_key_change", include_str!("../api_key_change.rs")),
    ("api_key_claim", include_str!("../api_key_claim.rs")),
    ("api_key_directory", include_str!("../api_key_directory.rs")),
    ("api_key_manager", include_str!("../api_key_manager.rs")),
    ("api_key_store", include_str!("../api_key_store.rs")),
    ("audit_chain", include_str!("../audit_chain.rs")),
    ("audit_filter", include_str!("../audit_filter.rs")),
    ("audit_inspection", include_str!("../audit_inspection.rs")),
    ("audit_log", include_str!("../audit_log.rs")),
    ("audit_turn", include_str!("../audit_turn.rs")),
    ("audit_walk", include_str!("../audit_walk.rs")),
    ("company_deletion", include_str!("../company_deletion.rs")),
    ("company_store", include_str!("../company_store.rs")),
    ("credential_change", include_str!("../credential_change.rs")),
    ("credential_filter", include_str!("../credential_filter.rs")),
    ("credential_list", include_str!("../credential_list.rs")),
    (
        "credential_serving",
        include_str!("../credential_serving.rs"),
    ),
    ("credential_store", include_str!("../credential_store.rs")),
    ("credential_total", include_str!("../credential_total.rs")),
    ("credential_use", include_str!("../credential_use.rs")),
    (
        "credential_verification",
        include_str!("../credential_verification.rs"),
    ),
    ("credential_walk", include_str!("../credential_walk.rs")),
    ("deadline", include_str!("../deadline.rs")),
    ("idempotency", include_str!("../idempotency.rs")),
    ("maintenance", include_str!("../maintenance.rs")),
    ("rewrapping", include_str!("../rewrapping.rs")),
    ("ring_key_store", include_str!("../ring_key_store.rs")),
    ("seal_search", include_str!("../seal_search.rs")),
    ("store_health", include_str!("../store_health.rs")),
];

#[test]
fn every_rule_is_mounted() {
    for (port, source) in PORTS {
        assert_eq!(rules(source), mounted(port), "the rules of {port}");
    }
}

#[test]
fn every_port_has_its_rules_read_here() {
    let modules = RULES
        .lines()
        .filter_map(|line| line.strip_prefix("pub mod "));
    let ports = modules.map(|module| module.trim_end_matches(';'));
    let ports: Vec<_> = ports.filter(|port| *port != "fixtures").collect();
    assert_eq!(ports, PORTS.map(|(port, _)| port));
}

fn rules(source: &str) -> Vec<&str> {
    let rules = source
        .lines()
        .filter_map(|line| line.strip_prefix("pub async fn "));
    rules.filter_map(|rule| rule.split('(').next()).collect()
}

fn mounted(port: &str) -> Vec<&'static str> {
    let opening = format!("            {port} {{");
    let listed = MACROS.lines().skip_while(|line| *line != opening).skip(1);
    listed
        .take_while(|line| *line != "            }")
        .map(str::trim)
        .collect()
}
