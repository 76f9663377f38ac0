use super::*;

fn host(text: &str) -> RegistryHost {
    RegistryHost::parse(text).unwrap()
}

fn given(provider: RegistryProvider, text: &str) -> Result<RegistryPlace, InvalidPlace> {
    RegistryPlace::of(provider, Some(host(text)), None)
}

const GOOGLE: [&str; 5] = [
    "gcr.io",
    "eu.gcr.io",
    "us-central1-docker.pkg.dev",
    "europe-docker.pkg.dev",
    "marketplace.gcr.io",
];
const ECR: [&str; 3] = [
    "123456789012.dkr.ecr.eu-central-1.amazonaws.com",
    "123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com",
    "123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn",
];

#[test]
fn hosts_that_are_known_are_in_their_one_spelling() {
    for provider in RegistryProvider::ALL {
        let place = RegistryPlace::of(provider, None, None).unwrap();
        for known in [place.registry(), place.api()].into_iter().flatten() {
            assert_eq!(RegistryHost::parse(known.as_str()), Ok(known));
        }
    }
}

#[test]
fn a_provider_with_one_host_takes_none() {
    for provider in [
        RegistryProvider::DockerHub,
        RegistryProvider::GitHub,
        RegistryProvider::DigitalOcean,
    ] {
        let own = provider.default_host().unwrap();
        for text in [own, "registry.example.com"] {
            let refused = given(provider, text).unwrap_err();
            assert_eq!(refused, InvalidPlace::Fixed(provider));
            assert!(refused.to_string().ends_with(own));
        }
    }
}

#[test]
fn google_and_amazon_take_their_own_hosts_only() {
    for (provider, own) in [
        (RegistryProvider::Gcr, &GOOGLE[..]),
        (RegistryProvider::Ecr, &ECR[..]),
    ] {
        for text in own {
            let place = given(provider, text).unwrap();
            assert_eq!(place.registry(), Some(host(text)));
        }
        for text in [
            "registry.example.com",
            "gcr.io.example.com",
            "a.b.gcr.io",
            "evil.com-docker.pkg.dev",
            "docker.pkg.dev",
            "12345678901.dkr.ecr.eu-central-1.amazonaws.com",
            "1234567890123.dkr.ecr.eu-central-1.amazonaws.com",
            "123456789012.dkr.ecr.eu.central.amazonaws.com",
            "123456789012.dkr.ecr..amazonaws.com.example.com",
            "123456789012.dkr.ecr.eu-central-1.amazonaws.com.example.com",
            "123456789012.dkr.ecr.s3.amazonaws.com",
            "123456789012.dkr.ecr.eu-central.amazonaws.com",
            "123456789012.dkr.ecr.eu-1.amazonaws.com",
            "public.ecr.aws",
        ]
        .into_iter()
        .filter_map(|text| RegistryHost::parse(text).ok())
        {
            let refused = RegistryPlace::of(provider, Some(text), None);
            assert_eq!(refused, Err(InvalidPlace::NotOfProvider(provider)));
        }
        let with_port = format!("{}:8443", own[0]);
        assert_eq!(
            given(provider, &with_port),
            Err(InvalidPlace::NotOfProvider(provider))
        );
    }
}

#[test]
fn a_host_of_a_provider_is_refused_for_any_other_at_whatever_port() {
    let owned = [
        ("docker.io", RegistryProvider::DockerHub),
        ("index.docker.io", RegistryProvider::DockerHub),
        ("registry-1.docker.io", RegistryProvider::DockerHub),
        ("registry.hub.docker.com", RegistryProvider::DockerHub),
        ("ghcr.io", RegistryProvider::GitHub),
        ("registry.digitalocean.com", RegistryProvider::DigitalOcean),
    ];
    let google = GOOGLE.map(|text| (text, RegistryProvider::Gcr));
    let amazon = ECR.map(|text| (text, RegistryProvider::Ecr));
    for (text, owner) in owned.into_iter().chain(google).chain(amazon) {
        for text in [text.to_owned(), format!("{text}:8443")] {
            for provider in [RegistryProvider::Custom, RegistryProvider::GitLab] {
                assert_eq!(
                    given(provider, &text),
                    Err(InvalidPlace::OfAnother(owner)),
                    "{text}"
                );
            }
        }
    }
    let gitlab = given(RegistryProvider::Custom, "registry.gitlab.com");
    assert_eq!(
        gitlab,
        Err(InvalidPlace::OfAnother(RegistryProvider::GitLab))
    );
    assert!(given(RegistryProvider::GitLab, "registry.gitlab.com").is_ok());
    assert!(given(RegistryProvider::GitLab, "git.example.com:5050").is_ok());
    assert!(given(RegistryProvider::Custom, "10.1.2.3:5000").is_ok());
}

#[test]
fn a_token_host_stands_beside_a_host_that_may_have_one() {
    let token_host = || Some(host("auth.example.com"));
    for provider in RegistryProvider::ALL {
        let alone = RegistryPlace::of(provider, None, token_host());
        assert_eq!(alone, Err(InvalidPlace::TokenHostAlone));
    }
    for (provider, text) in [
        (RegistryProvider::Gcr, GOOGLE[1]),
        (RegistryProvider::Ecr, ECR[0]),
    ] {
        let refused = RegistryPlace::of(provider, Some(host(text)), token_host());
        assert_eq!(refused, Err(InvalidPlace::NoTokenHost(provider)));
    }
    for provider in [RegistryProvider::Custom, RegistryProvider::GitLab] {
        let place =
            RegistryPlace::of(provider, Some(host("registry.example.com")), token_host()).unwrap();
        assert_eq!(place.token_host(), token_host().as_ref());
    }
}

#[test]
fn a_login_is_for_the_registry_itself_its_known_realm_and_its_token_host() {
    let of = |provider, given: Option<&str>, token_host: Option<&str>| {
        RegistryPlace::of(provider, given.map(host), token_host.map(host)).unwrap()
    };
    let ours = Some("registry.example.com:5000");
    for (place, trusted, distrusted) in [
        (
            of(RegistryProvider::DockerHub, None, None),
            &["registry-1.docker.io", "auth.docker.io"][..],
            &["docker.io", "auth.docker.io:8443", "gitlab.com"][..],
        ),
        (
            of(RegistryProvider::GitHub, None, None),
            &["ghcr.io"],
            &["github.com", "auth.docker.io"],
        ),
        (
            of(RegistryProvider::GitLab, None, None),
            &["registry.gitlab.com", "gitlab.com"],
            &["gitlab.com:8443", "evil.gitlab.com"],
        ),
        (
            of(RegistryProvider::GitLab, Some("registry.example.com"), None),
            &["registry.example.com"],
            &["gitlab.com", "example.com"],
        ),
        (
            of(RegistryProvider::DigitalOcean, None, None),
            &["registry.digitalocean.com", "api.digitalocean.com"],
            &["digitalocean.com"],
        ),
        (
            of(RegistryProvider::Custom, ours, None),
            &["registry.example.com:5000"],
            &[
                "registry.example.com",
                "registry.example.com:5001",
                "example.com",
            ],
        ),
        (
            of(RegistryProvider::Custom, ours, Some("auth.example.com")),
            &["registry.example.com:5000", "auth.example.com"],
            &["auth.example.com:8443", "auth2.example.com"],
        ),
        (
            of(RegistryProvider::Custom, None, None),
            &[],
            &["registry.example.com"],
        ),
    ] {
        for text in trusted {
            assert!(place.is_login_for(&host(text)), "{place:?} {text}");
        }
        for text in distrusted {
            assert!(!place.is_login_for(&host(text)), "{place:?} {text}");
        }
    }
}

#[test]
fn the_host_that_gives_out_passwords_is_of_the_registrys_region() {
    for (text, api) in [
        (ECR[0], "api.ecr.eu-central-1.amazonaws.com"),
        (ECR[1], "ecr-fips.us-gov-west-1.amazonaws.com"),
        (ECR[2], "api.ecr.cn-north-1.amazonaws.com.cn"),
    ] {
        assert_eq!(EcrRegistry::parse(text).unwrap().api(), api);
    }
}

#[test]
fn each_broken_rule_has_a_member_and_a_code_of_its_own() {
    let provider = RegistryProvider::Ecr;
    let rules = [
        (InvalidPlace::Fixed(provider), "host", "host_fixed"),
        (
            InvalidPlace::OfAnother(provider),
            "host",
            "host_of_another_registry",
        ),
        (
            InvalidPlace::NotOfProvider(provider),
            "host",
            "host_not_of_registry",
        ),
        (
            InvalidPlace::TokenHostAlone,
            "token_host",
            "token_host_without_host",
        ),
        (
            InvalidPlace::NoTokenHost(provider),
            "token_host",
            "token_host_not_of_registry",
        ),
    ];
    for (rule, member, code) in rules {
        assert_eq!((rule.member(), rule.code()), (member, code));
        assert!(!rule.to_string().is_empty());
    }
}
