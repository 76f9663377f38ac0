//! skopeo and podman, as they are.

use std::{
    fs::{self, Permissions},
    os::unix::fs::PermissionsExt,
    path::Path,
    process::Command,
};

use pullkey_tests::{Gateway, Said, Server};
use pullkey_throwaway_registry::{Access, Authority, ContainerRegistry, IMAGE, PASSWORD};
use serde_json::json;
use tempfile::tempdir;

fn skopeo(gateway: &Gateway, arguments: &[&str]) -> Said {
    let mut skopeo = Command::new("skopeo");
    Said::by(skopeo.args(arguments).current_dir(gateway.folder()))
}

/// Inspects an image with this password.
fn inspect(gateway: &Gateway, image: &str, password: &str) -> Said {
    let image = format!("docker://{image}");
    let login = format!("anybody:{password}");
    let arguments = ["inspect", "--tls-verify=false", "--creds", &login, &image];
    skopeo(gateway, &arguments)
}

/// With places of its own in the gateway's folder.
fn podman(gateway: &Gateway, arguments: &[&str]) -> Said {
    podman_with(gateway, &[], arguments)
}

fn podman_with(gateway: &Gateway, variables: &[(&str, &Path)], arguments: &[&str]) -> Said {
    let folder = gateway.folder();
    let logins = folder.join("auth.json");
    if !logins.exists() {
        fs::write(&logins, "{}").unwrap();
    }
    let mut podman = Command::new("podman");
    podman
        .arg("--root")
        .arg(folder.join("podman"))
        .arg("--runroot")
        .arg(folder.join("running"))
        .args(["--storage-driver", "vfs"])
        .args(arguments)
        .env("REGISTRY_AUTH_FILE", logins)
        .envs(variables.iter().copied());
    Said::by(&mut podman)
}

#[test]
fn skopeo_inspects_lists_and_copies_an_image() {
    let registry = ContainerRegistry::start(&Access::Password);
    let gateway = Gateway::before(&registry);
    let image = gateway.image(IMAGE);
    let told = inspect(&gateway, &image, &gateway.key).succeeds();
    assert!(told.contains("\"amd64\""), "{told}");
    let login = format!("anybody:{}", gateway.key);
    let repository = image.rsplit_once(':').unwrap().0;
    let tags = skopeo(
        &gateway,
        &[
            "list-tags",
            "--tls-verify=false",
            "--creds",
            &login,
            &format!("docker://{repository}"),
        ],
    );
    assert!(tags.succeeds().contains("\"1\""));
    skopeo(
        &gateway,
        &[
            "copy",
            "--src-tls-verify=false",
            "--src-creds",
            &login,
            &format!("docker://{image}"),
            "dir:copy",
        ],
    )
    .succeeds();
    assert!(gateway.folder().join("copy/manifest.json").exists());
    let log = gateway.server.log();
    assert!(!log.contains(PASSWORD) && !log.contains(&gateway.key));
}

#[test]
fn podman_logs_in_and_pulls_by_the_registry_and_by_the_credential() {
    let registry = ContainerRegistry::start(&Access::Password);
    let gateway = Gateway::before(&registry);
    let host = gateway.server.address().to_string();
    let login = ["login", "--tls-verify=false", "-u", "anybody", "-p"];
    podman(&gateway, &[&login[..], &["not-a-key", &host]].concat())
        .fails_with("invalid username/password");
    podman(&gateway, &[&login[..], &[&gateway.key, &host]].concat()).succeeds();
    for image in [gateway.image(IMAGE), gateway.image_by_id(IMAGE)] {
        podman(&gateway, &["pull", "--tls-verify=false", &image]).succeeds();
        podman(&gateway, &["image", "exists", &image]).succeeds();
    }
}

#[test]
fn podman_pulls_by_the_registrys_own_name_where_the_gateway_is_its_mirror() {
    let registry = ContainerRegistry::start(&Access::Password);
    let gateway = Gateway::before(&registry);
    let (host, at) = (gateway.server.address(), &gateway.registry);
    let conf = format!(
        "[[registry]]\nprefix = \"private.example\"\nlocation = \"private.example\"\n\
         [[registry.mirror]]\nlocation = \"{host}/{at}\"\ninsecure = true\n"
    );
    let file = gateway.folder().join("registries.conf");
    fs::write(&file, conf).unwrap();
    podman(
        &gateway,
        &[
            "login",
            "--tls-verify=false",
            "-u",
            "anybody",
            "-p",
            &gateway.key,
            &host.to_string(),
        ],
    )
    .succeeds();
    let variables = [("CONTAINERS_REGISTRIES_CONF", file.as_path())];
    let name = format!("private.example/{IMAGE}");
    podman_with(&gateway, &variables, &["pull", &name]).succeeds();
    assert_eq!(gateway.recorded(), ["succeeded"]);
}

#[test]
fn once_the_credential_is_gone_the_next_pull_is_refused_in_words() {
    let registry = ContainerRegistry::start(&Access::Password);
    let gateway = Gateway::before(&registry);
    let image = gateway.image(IMAGE);
    let login = format!("anybody:{}", gateway.key);
    let pull = ["pull", "--tls-verify=false", "--creds", &login, &image];
    podman(&gateway, &pull).succeeds();
    gateway.delete_credential();
    let words = "There is no credential for this registry that the API key may pull with.";
    podman(&gateway, &pull).fails_with(words);
    inspect(&gateway, &image, &gateway.key).fails_with(words);
}

#[test]
fn each_refusal_is_shown_in_its_own_words() {
    let registry = ContainerRegistry::start(&Access::Password);
    let gateway = Gateway::before(&registry);
    let inspected = |image: &str| inspect(&gateway, &gateway.image(image), &gateway.key);
    inspected("acme/app:2").fails_with("The registry has nothing of this name");
    let wrong = inspect(&gateway, &gateway.image(IMAGE), "not-a-key");
    wrong.fails_with("Log in with a valid API key as the password");
    gateway.spoil_credential();
    inspected(IMAGE).fails_with(
        "denied: The stored credential cannot be used. The registry refused the login.",
    );
}

#[test]
fn a_push_is_refused_in_words() {
    let registry = ContainerRegistry::start(&Access::Password);
    let gateway = Gateway::before(&registry);
    let target = format!("docker://{}", gateway.image("acme/new:1"));
    let login = format!("anybody:{}", gateway.key);
    let source = format!("docker://{}/{IMAGE}", registry.host());
    let own = format!("{}:{PASSWORD}", pullkey_throwaway_registry::USERNAME);
    let pushed = skopeo(
        &gateway,
        &[
            "copy",
            "--src-tls-verify=false",
            "--src-creds",
            &own,
            "--dest-tls-verify=false",
            "--dest-creds",
            &login,
            &source,
            &target,
        ],
    );
    pushed.fails_with("Images can only be pulled here.");
}

#[test]
fn clients_pull_over_tls_from_a_registry_with_tls() {
    let authority = Authority::default();
    let registry = ContainerRegistry::start_secured(&Access::Password, &authority);
    let (folder, host) = (tempdir().unwrap(), registry.host());
    authority.certify("127.0.0.1", folder.path());
    let own = Permissions::from_mode(0o600);
    fs::set_permissions(folder.path().join("tls.key"), own).unwrap();
    let file = |name: &str| folder.path().join(name).display().to_string();
    fs::write(folder.path().join("ca.pem"), authority.pem()).unwrap();
    let arguments = [
        format!("--registry-allow={host}"),
        format!("--registry-ca-file={}", file("ca.pem")),
        format!("--tls-cert-file={}", file("tls.pem")),
        format!("--tls-key-file={}", file("tls.key")),
    ];
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    let server = Server::start_with(folder.path(), &arguments);
    let body = json!({
        "name": "n", "registry": "custom", "host": host, "secret": PASSWORD,
        "username": pullkey_throwaway_registry::USERNAME,
    });
    let ca = folder.path().join("ca.pem");
    let created = server
        .curl_on_tls(Gateway::CREDENTIALS, &ca)
        .key(&server.first_key());
    let created = created.json(&body).send();
    assert_eq!(created.status, 201, "{}", created.complaint);
    // Where skopeo looks for who vouches for a host.
    let trusted = folder.path().join("certificates");
    fs::create_dir(&trusted).unwrap();
    fs::copy(&ca, trusted.join("ca.crt")).unwrap();
    let login = format!("anybody:{}", server.first_key());
    let image = format!(
        "docker://{}/{}/{IMAGE}",
        server.address(),
        host.replace(':', "_")
    );
    let mut skopeo = Command::new("skopeo");
    skopeo.args(["inspect", "--cert-dir"]).arg(&trusted);
    Said::by(skopeo.args(["--creds", &login, &image])).succeeds();
}
