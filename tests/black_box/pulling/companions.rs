//! The companions at work: they hand the API key to clients, for the gateway's host only.

use std::{
    fs,
    io::Write,
    process::{Command, Stdio},
};

use pullkey_tests::{Gateway, binary};
use pullkey_throwaway_registry::{Access, ContainerRegistry, IMAGE};
use serde_json::{Value, json};

#[test]
fn skopeo_pulls_with_the_credential_helper_and_no_key_in_its_own_files() {
    let registry = ContainerRegistry::start(&Access::Password);
    let gateway = Gateway::before(&registry);
    let host = gateway.server.address().to_string();
    let auth = json!({ "credHelpers": { &host: "pullkey" } });
    fs::write(gateway.folder().join("auth.json"), auth.to_string()).unwrap();
    let programs = binary().parent().unwrap();
    let output = Command::new("sh")
        .args(["-c", "PATH=$0:$PATH exec skopeo \"$@\""])
        .arg(programs)
        .args(["inspect", "--tls-verify=false", "--authfile", "auth.json"])
        .arg(format!("docker://{}", gateway.image(IMAGE)))
        .env("PULLKEY_GATEWAY", &host)
        .env(
            "PULLKEY_API_KEY_FILE",
            gateway.server.data().join("first-api-key"),
        )
        .current_dir(gateway.folder())
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
}

#[test]
fn what_the_kubelets_plugin_answers_lets_in_at_the_gateway() {
    let registry = ContainerRegistry::start(&Access::Password);
    let gateway = Gateway::before(&registry);
    let host = gateway.server.address().to_string();
    let mut plugin = Command::new(binary().with_file_name("pullkey-credential-provider"))
        .env("PULLKEY_GATEWAY", &host)
        .env("PULLKEY_API_KEY", &gateway.key)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let request = json!({
        "apiVersion": "credentialprovider.kubelet.k8s.io/v1",
        "kind": "CredentialProviderRequest",
        "image": gateway.image(IMAGE),
    });
    let mut input = plugin.stdin.take().unwrap();
    input.write_all(request.to_string().as_bytes()).unwrap();
    drop(input);
    let output = plugin.wait_with_output().unwrap();
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    let login = &answer["auth"][&host];
    let pair = |name: &str| login[name].as_str().unwrap().to_owned();
    let user = format!("{}:{}", pair("username"), pair("password"));
    let answer = gateway
        .server
        .curl("/v2/")
        .option("--user")
        .option(user)
        .send();
    assert_eq!(answer.status, 200);
}
