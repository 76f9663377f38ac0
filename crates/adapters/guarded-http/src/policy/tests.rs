use super::*;

fn judged<'a>(policy: &'a Policy, place: &str) -> Result<Reach<'a>, Refusal> {
    policy.judge(&Url::parse(place).unwrap())
}

fn allowing(allowed: &[&str]) -> Policy {
    Policy::allowing(allowed.iter().map(|it| it.parse().unwrap())).unwrap()
}

#[test]
fn without_allowances_only_names_on_443_over_tls_are_taken() {
    let policy = Policy::default();
    for (place, judgement) in [
        ("https://ghcr.io/v2/", Ok(Reach::Public)),
        ("https://ghcr.io:443/v2/", Ok(Reach::Public)),
        ("https://ghcr.io:8443/v2/", Err(Refusal::Port)),
        ("http://ghcr.io/v2/", Err(Refusal::Scheme)),
        ("ftp://ghcr.io/", Err(Refusal::Scheme)),
        ("https://registry/", Err(Refusal::SingleLabel)),
        ("https://localhost/", Err(Refusal::SingleLabel)),
        ("https://ghcr.io./", Err(Refusal::TrailingDot)),
        ("https://user@ghcr.io/", Err(Refusal::User)),
        ("https://:secret@ghcr.io/", Err(Refusal::User)),
        ("https://1.1.1.1/", Err(Refusal::Address)),
        ("https://127.1/", Err(Refusal::Address)),
        ("https://2130706433/", Err(Refusal::Address)),
        ("https://0x7f000001/", Err(Refusal::Address)),
        ("https://0177.0.0.1/", Err(Refusal::Address)),
        ("https://①②⑦.0.0.1/", Err(Refusal::Address)),
        ("https://[::1]/", Err(Refusal::Address)),
        ("https://[::ffff:127.0.0.1]/", Err(Refusal::Address)),
        ("https://a..example/", Err(Refusal::Form)),
        ("https://*.example/", Err(Refusal::Form)),
        ("unix:/run/socket", Err(Refusal::NoHost)),
    ] {
        assert_eq!(judged(&policy, place), judgement, "{place}");
    }
}

#[test]
fn an_allowance_is_of_its_scheme_host_and_port_only() {
    let policy = allowing(&["registry.internal:5443", "http://127.0.0.1:5000"]);
    for (place, judgement) in [
        ("https://registry.internal:5443/", Ok(Reach::Private)),
        ("http://registry.internal:5443/", Err(Refusal::Scheme)),
        ("https://registry.internal/", Ok(Reach::Public)),
        ("https://registry.internal:5444/", Err(Refusal::Port)),
        ("https://a.registry.internal:5443/", Err(Refusal::Port)),
        (
            "http://127.0.0.1:5000/",
            Ok(Reach::Exactly([127, 0, 0, 1].into())),
        ),
        ("https://127.0.0.1:5000/", Err(Refusal::Address)),
        ("http://127.0.0.1:5001/", Err(Refusal::Scheme)),
        ("http://127.0.0.2:5000/", Err(Refusal::Scheme)),
        ("http://[::ffff:127.0.0.1]:5000/", Err(Refusal::Scheme)),
    ] {
        assert_eq!(judged(&policy, place), judgement, "{place}");
    }
    assert_eq!(
        policy.scheme(&Host::Domain("registry.internal"), 5443),
        "https"
    );
    assert_eq!(
        policy.scheme(&Host::Ipv4([127, 0, 0, 1].into()), 5000),
        "http"
    );
    assert_eq!(policy.scheme(&Host::Domain("ghcr.io"), 443), "https");
}

#[test]
fn an_allowed_name_may_have_private_addresses_but_none_that_is_closed() {
    for (address, is_admitted) in [
        ("1.1.1.1", true),
        ("10.1.2.3", true),
        ("127.0.0.1", false),
        ("::1", false),
        ("fd00::1", true),
        ("169.254.169.254", false),
        ("::ffff:169.254.169.254", false),
        ("fe80::1", false),
        ("0.0.0.0", false),
    ] {
        let address = address.parse().unwrap();
        assert_eq!(Reach::Private.admits(address), is_admitted, "{address}");
    }
}

#[test]
fn a_name_that_is_limited_to_networks_has_addresses_in_them_only() {
    let policy = allowing(&[
        "registry:5443@10.0.0.0/8@169.254.7.7/32",
        "other:5443@169.254.0.0/16@0.0.0.0/0",
    ]);
    let registry = judged(&policy, "https://registry:5443/").unwrap();
    let other = judged(&policy, "https://other:5443/").unwrap();
    for (address, by_registry, by_other) in [
        ("10.1.2.3", true, true),
        ("::ffff:10.1.2.3", true, true),
        ("11.1.2.3", false, true),
        ("1.1.1.1", false, true),
        ("169.254.7.7", true, false),
        ("169.254.169.254", false, false),
        ("2606:4700::1111", false, false),
    ] {
        let address = address.parse().unwrap();
        assert_eq!(registry.admits(address), by_registry, "{address}");
        assert_eq!(other.admits(address), by_other, "{address}");
    }
}

#[test]
fn a_name_that_is_limited_to_public_addresses_has_no_other() {
    let policy = allowing(&["registry.example.com:5443@public"]);
    let reach = judged(&policy, "https://registry.example.com:5443/").unwrap();
    assert_eq!(reach, Reach::Public);
    assert!(!reach.admits([10, 0, 0, 1].into()));
}

#[test]
fn an_address_that_is_written_out_is_admitted_though_it_is_closed() {
    let policy = allowing(&["169.254.169.254:443"]);
    let reach = judged(&policy, "https://169.254.169.254/").unwrap();
    assert!(reach.admits([169, 254, 169, 254].into()));
    assert!(!reach.admits([169, 254, 169, 253].into()));
}
