//! What the documentation shows is what the programs take.

use std::{fs, path::Path};

use crate::{
    credential_helper::helper,
    credential_provider::provider,
    program::{KEY, key_file},
};

/// The one line of a page that has `part`.
fn line(page: &str, part: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(page);
    let text = fs::read_to_string(path).unwrap();
    let found: Vec<_> = text.lines().filter(|line| line.contains(part)).collect();
    assert_eq!(found.len(), 1, "{part} in {page}");
    found[0].trim().to_owned()
}

#[test]
fn the_helper_takes_the_settings_file_that_the_pages_show() {
    for page in ["README.md", "../../docs/pulling/docker.md"] {
        let (folder, key) = key_file(0o600);
        let shown = line(page, r#""api_key_file": "#);
        let text = shown.replace("/home/me/.config/pullkey/api-key", key.to_str().unwrap());
        assert_ne!(text, shown);
        fs::create_dir(folder.path().join("pullkey")).unwrap();
        fs::write(folder.path().join("pullkey/companion.json"), text).unwrap();
        let program = helper(&["get"]).with("XDG_CONFIG_HOME", folder.path());
        let ended = program.input("pullkey.example\n").run();
        assert!(ended.output.contains(KEY), "{ended:?}");
    }
}

#[test]
fn the_provider_answers_the_request_that_the_page_shows() {
    let page = "../../docs/pulling/kubernetes.md";
    let command = line(page, r#""kind":"CredentialProviderRequest""#);
    let request = command.split('\'').nth(1).unwrap();
    let (_folder, key) = key_file(0o600);
    let set = line(page, "pullkey-api-key pullkey-credential-provider");
    let gateway = set.split(['=', ' ']).nth(1).unwrap();
    let program = provider(&[]).with("PULLKEY_GATEWAY", gateway);
    let ended = program
        .with("PULLKEY_API_KEY_FILE", &key)
        .input(request)
        .run();
    assert!(ended.output.contains(KEY), "{ended:?}");
}
