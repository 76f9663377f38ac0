use crate::program::{Ended, KEY, Program, key_file};

const TOKEN: &str = "eyJhbGciOiJSUzI1NiJ9.token-of-a-service-account";

pub(crate) fn provider(arguments: &[&str]) -> Program {
    Program::new(env!("CARGO_BIN_EXE_pullkey-credential-provider"), arguments)
}

fn asked(request: impl AsRef<[u8]>) -> Ended {
    provider(&[])
        .with("PULLKEY_GATEWAY", "pullkey.example,127.0.0.1:8080")
        .with("PULLKEY_API_KEY", KEY)
        .input(request)
        .run()
}

/// A request of kubelet for an image, with `more` members.
fn request(image: &str, more: &str) -> String {
    format!(
        "{{\"apiVersion\":\"credentialprovider.kubelet.k8s.io/v1\",\"kind\":\"CredentialProviderRequest\",\
         \"image\":\"{image}\"{more}}}"
    )
}

/// The answer with these logins, and with `more` members.
fn response(auth: &str, more: &str) -> Ended {
    Ended::answered(format!(
        "{{\"apiVersion\":\"credentialprovider.kubelet.k8s.io/v1\",\"kind\":\"CredentialProviderResponse\",\
         \"cacheKeyType\":\"Registry\",\"cacheDuration\":\"5m0s\",\"auth\":{{{auth}}}{more}}}\n"
    ))
}

fn login(host: &str) -> String {
    format!(r#""{host}":{{"username":"pullkey","password":"{KEY}"}}"#)
}

#[test]
fn an_image_of_the_gateway_gets_the_key_under_its_host_as_it_is_written() {
    for (image, host) in [
        ("pullkey.example/ghcr.io/acme/app:1.2", "pullkey.example"),
        (
            "pullkey.example:443/ghcr.io/acme/app",
            "pullkey.example:443",
        ),
        ("127.0.0.1:8080/ghcr.io/acme/app", "127.0.0.1:8080"),
    ] {
        assert_eq!(
            asked(request(image, "")),
            response(&login(host), ""),
            "{image}"
        );
    }
}

#[test]
fn an_image_of_another_registry_gets_an_empty_answer() {
    for image in [
        "nginx",
        "acme/app",
        "ghcr.io/acme/app:1.2",
        "ghcr.io/pullkey.example/app",
        "pullkey.example:8080/ghcr.io/acme/app",
        "pullkey.example.evil.example/acme/app",
        "pullkey.example@evil.example/acme/app",
        "pullkey.example",
    ] {
        assert_eq!(asked(request(image, "")), response("", ""), "{image}");
    }
}

#[test]
fn a_token_of_a_service_account_is_answered_with_how_to_keep_the_answer() {
    let more =
        format!(r#","serviceAccountToken":"{TOKEN}","serviceAccountAnnotations":{{"a":"b"}}"#);
    let kept = ",\"serviceAccountTokenCacheType\":\"ServiceAccount\"";
    assert_eq!(
        asked(request("pullkey.example/a", &more)),
        response(&login("pullkey.example"), kept)
    );
    assert_eq!(asked(request("ghcr.io/a", &more)), response("", kept));
    let empty = r#","serviceAccountToken":"""#;
    assert_eq!(asked(request("ghcr.io/a", empty)), response("", ""));
}

#[test]
fn a_member_that_a_later_kubelet_sends_is_no_reason_to_refuse() {
    let more = r#","imagePullPolicy":{"any":["thing",null]}"#;
    assert_eq!(
        asked(request("pullkey.example/a", more)),
        response(&login("pullkey.example"), "")
    );
}

#[test]
fn another_version_or_kind_is_refused() {
    let version = "pullkey-credential-provider: the request is not of apiVersion \
                   credentialprovider.kubelet.k8s.io/v1, the only one known here";
    for other in ["v1beta1", "v1alpha1", "v2", "v10"] {
        let request = request("pullkey.example/a", "").replace("io/v1", &format!("io/{other}"));
        assert_eq!(asked(request), Ended::refused_on_stderr(version), "{other}");
    }
    let another = request("pullkey.example/a", "").replace("Request", "Response");
    let kind = "pullkey-credential-provider: the request is not of kind CredentialProviderRequest";
    assert_eq!(asked(another), Ended::refused_on_stderr(kind));
}

#[test]
fn hostile_input_is_refused_with_a_sentence_that_repeats_nothing_of_it() {
    let huge = request(&"a".repeat(1024 * 1024), "");
    let deep = request(
        "a",
        &format!(r#","serviceAccountAnnotations":{}"#, "[".repeat(100_000)),
    );
    let mistyped = request("a", &format!(r#","serviceAccountToken":["{TOKEN}"]"#));
    let twice = request("a", r#","image":"b""#);
    let cut = request("a", &format!(r#","serviceAccountToken":"{TOKEN}"#));
    let after = format!("{} {TOKEN}", request("a", ""));
    for (input, sentence) in [
        (
            &b""[..],
            "the request is no JSON of a CredentialProviderRequest (line 1, column 0)",
        ),
        (b"\0", "the request is no JSON"),
        (b"\xff\xfe{}", "the request is no JSON"),
        (b"[]", "the request is not of apiVersion"),
        (b"null", "the request is no JSON"),
        (b"{}", "the request is not of apiVersion"),
        (br#"{"apiVersion":7}"#, "the request is no JSON"),
        (request("", "").as_bytes(), "the request names no image"),
        (
            huge.as_bytes(),
            "the standard input has more than 1048576 bytes",
        ),
        (deep.as_bytes(), "the request is no JSON"),
        (mistyped.as_bytes(), "the request is no JSON"),
        (twice.as_bytes(), "the request is no JSON"),
        (cut.as_bytes(), "the request is no JSON"),
        (after.as_bytes(), "the request is no JSON"),
    ] {
        let ended = asked(input);
        let expected = format!("pullkey-credential-provider: {sentence}");
        assert!(
            ended.errors.starts_with(&expected),
            "{sentence}: {}",
            ended.errors
        );
        assert!(!ended.errors.contains(TOKEN) && !ended.errors.contains(KEY));
        assert_eq!(
            (ended.status, ended.output.as_str()),
            (Some(1), ""),
            "{sentence}"
        );
    }
}

#[test]
fn the_key_comes_from_a_file_too() {
    let (_folder, key) = key_file(0o600);
    let program = provider(&[])
        .with("PULLKEY_GATEWAY", "pullkey.example")
        .with("PULLKEY_API_KEY_FILE", &key);
    assert_eq!(
        program.input(request("pullkey.example/a", "")).run(),
        response(&login("pullkey.example"), "")
    );
}

#[test]
fn missing_settings_are_named_and_the_home_is_not_looked_at() {
    let (folder, _) = key_file(0o600);
    let file = folder.path().join("pullkey/companion.json");
    std::fs::create_dir(file.parent().unwrap()).unwrap();
    std::fs::write(file, r#"{"gateway":["pullkey.example"]}"#).unwrap();
    let program = provider(&[]).with("XDG_CONFIG_HOME", folder.path());
    assert_eq!(
        program.input(request("pullkey.example/a", "")).run(),
        Ended::refused_on_stderr("pullkey-credential-provider: PULLKEY_GATEWAY is not set")
    );
    let without_key = provider(&[]).with("PULLKEY_GATEWAY", "pullkey.example");
    assert_eq!(
        without_key.input(request("pullkey.example/a", "")).run(),
        Ended::refused_on_stderr(
            "pullkey-credential-provider: neither PULLKEY_API_KEY_FILE nor PULLKEY_API_KEY is set"
        )
    );
}

#[test]
fn version_and_help_need_no_settings_and_other_arguments_are_refused() {
    let version = format!(
        "pullkey-credential-provider (pullkey-companions) {}\n",
        env!("CARGO_PKG_VERSION")
    );
    assert_eq!(provider(&["--version"]).run(), Ended::answered(version));
    assert!(
        provider(&["--help"])
            .run()
            .output
            .contains("PULLKEY_API_KEY_FILE")
    );
    let sentence = "pullkey-credential-provider: it takes no arguments: its settings are PULLKEY_GATEWAY and \
                    PULLKEY_API_KEY_FILE";
    for arguments in [&["--key=x"][..], &["get"], &["--version", "--help"]] {
        assert_eq!(
            provider(arguments).run(),
            Ended::refused_on_stderr(sentence),
            "{arguments:?}"
        );
    }
}
