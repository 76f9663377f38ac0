//! Hosts, as the domain and the client read them.

use std::{
    cell::Cell,
    time::{Duration, Instant},
};

use proptest::prelude::*;
use pullkey_domain::credential::RegistryHost;
use pullkey_registry::{Barrier, Obstacle, Verdict};
use url::Url;

use crate::bed::{CLOSED, attempt, registry, verdict};

fn hosts() -> impl Strategy<Value = String> {
    let label = prop_oneof![
        4 => "[a-zA-Z0-9]([a-zA-Z0-9-]{0,6}[a-zA-Z0-9])?",
        1 => "[0-9]{1,4}",
        1 => "0[xX]?[0-9a-f]{0,4}",
        1 => prop::sample::select(vec!["", "-", "a_b", "ü", "%41", "①", "a b", "1-"]).prop_map(str::to_owned),
    ];
    let name = prop::collection::vec(label, 1..6).prop_map(|labels| labels.join("."));
    let address = prop_oneof![
        any::<[u8; 4]>().prop_map(|it| std::net::Ipv4Addr::from(it).to_string()),
        any::<[u16; 8]>().prop_map(|it| format!("[{}]", std::net::Ipv6Addr::from(it))),
        // With runs of zeros, which are shortened, and IPv4 addresses in disguise.
        prop::collection::vec(
            prop_oneof![3 => Just(0_u16), 1 => any::<u16>(), 1 => Just(0xffff)],
            8
        )
        .prop_map(|it| {
            let segments: [u16; 8] = it.try_into().unwrap();
            format!("[{}]", std::net::Ipv6Addr::from(segments))
        }),
    ];
    let port = prop_oneof![
        3 => Just(String::new()),
        2 => (0_u32..70_000).prop_map(|port| format!(":{port}")),
        1 => prop::sample::select(vec![":443", ":", ":080", ":x"]).prop_map(str::to_owned),
    ];
    (prop_oneof![3 => name, 1 => address], port).prop_map(|(name, port)| name + &port)
}

#[test]
fn a_host_that_the_domain_takes_is_read_by_the_client_as_it_is_written() {
    let taken = Cell::new(0);
    proptest!(ProptestConfig::with_cases(8_192), |(text in hosts())| {
        // Whether what follows `xn--` stands for a name is not the domain's to know.
        let is_plain = !text.to_ascii_lowercase().split('.').any(|it| it.starts_with("xn--"));
        if let (true, Ok(host)) = (is_plain, RegistryHost::parse(&text)) {
            taken.set(taken.get() + 1);
            let url = Url::parse(&format!("https://{host}/v2/")).map_err(|_| {
                TestCaseError::fail(format!("{host} is no URL's"))
            })?;
            prop_assert_eq!(url.as_str(), format!("https://{host}/v2/"));
            prop_assert_eq!(url.host_str(), Some(host.name()));
            prop_assert_eq!(url.port_or_known_default(), Some(host.port()));
        }
    });
    assert!(taken.get() > 1_000, "{} were taken", taken.get());
}

#[tokio::test]
async fn what_keeps_a_host_from_being_asked_is_told() {
    let registry = registry(&[], None);
    for (host, barrier) in [
        ("registry.example.com:5000", Barrier::Port),
        ("registry", Barrier::SingleLabel),
        ("127.0.0.1", Barrier::Address),
        ("[::1]", Barrier::Address),
        // What stands behind the hyphens is no name of another script.
        ("xn--a.example", Barrier::Form),
    ] {
        let verdict = verdict(&registry, &attempt(host, None, "any-secret")).await;
        let refused = Verdict::Failed(Obstacle::NotAllowed {
            host: RegistryHost::parse(host).unwrap(),
            barrier,
        });
        assert_eq!(verdict, refused);
    }
}

#[tokio::test]
async fn what_a_verdict_says_to_allow_is_what_has_to_be_allowed() {
    let hosts = [
        "registry.example.com:5000",
        "registry",
        "127.0.0.1:9",
        "[::1]:9",
    ];
    let asked = hosts.map(|host| async move {
        let attempt = attempt(host, None, "any-secret");
        let told = verdict(&registry(&[], None), &attempt).await.to_string();
        let (_, told) = told.split_once("by the entry ").unwrap();
        let (entry, _) = told.split_once(" in PULLKEY_REGISTRY_ALLOW.").unwrap();
        let verdict = verdict(&registry(&[entry.to_owned()], None), &attempt).await;
        let host = RegistryHost::parse(host).unwrap();
        assert_eq!(verdict, Verdict::Failed(Obstacle::Unreachable { host }));
    });
    for asked in asked.map(tokio::spawn) {
        asked.await.unwrap();
    }
}

#[tokio::test]
async fn no_such_name_and_a_closed_port_and_a_forbidden_address_take_the_same_second() {
    let hosts = [
        CLOSED,
        "no-such-name.example",
        "private.example",
        "here.example",
        "metadata.example",
    ];
    let asked = hosts.map(|host| async move {
        let registry = registry(&[format!("http://{CLOSED}")], None);
        let began = Instant::now();
        let verdict = verdict(&registry, &attempt(host, None, "any-secret")).await;
        let took = began.elapsed();
        let host = RegistryHost::parse(host).unwrap();
        assert_eq!(verdict, Verdict::Failed(Obstacle::Unreachable { host }));
        let second = Duration::from_secs(1)..Duration::from_secs(3);
        assert!(second.contains(&took), "{took:?}");
    });
    for asked in asked.map(tokio::spawn) {
        asked.await.unwrap();
    }
}
