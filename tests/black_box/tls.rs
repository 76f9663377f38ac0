//! TLS as clients meet it: curl, and what is no client at all.

mod healthcheck;
mod refusals;
mod reload;

use std::{
    fs,
    net::TcpListener,
    path::PathBuf,
    process::Command,
    thread::sleep,
    time::{Duration, Instant},
};

use pullkey_tests::{Curl, SelfSigned, Server, Socket, TLS};
use serde_json::json;
use tempfile::{TempDir, tempdir};

use crate::first_start::paste;

/// A service on TLS with a fresh certificate.
struct Stage {
    server: Server,
    certificate: PathBuf,
    folder: TempDir,
}

impl Stage {
    fn set() -> Self {
        Self::set_with(&[])
    }

    /// With further arguments.
    fn set_with(arguments: &[&str]) -> Self {
        let folder = tempdir().unwrap();
        let certificate = SelfSigned::for_this_machine().write(folder.path());
        let server = Server::start_with(folder.path(), &[&TLS, arguments].concat());
        Self {
            server,
            certificate,
            folder,
        }
    }

    fn curl(&self, path: &str) -> Curl {
        self.server.curl_on_tls(path, &self.certificate)
    }

    /// The files, sockets and pipes that the service holds open.
    fn descriptors(&self) -> usize {
        let open = fs::read_dir(format!("/proc/{}/fd", self.server.pid()));
        open.unwrap().count()
    }
}

#[test]
fn a_credential_is_created_and_read_over_https() {
    let stage = Stage::set();
    let key = stage.server.first_key();
    let body = json!({ "name": "n", "username": "u", "secret": "my-secret-token" });

    let created = stage.curl("/v3/docker-registries").key(&key).json(&body);
    let created = created.send();
    assert_eq!(created.status, 201, "{}", created.complaint);
    let path = format!(
        "/v3/docker-registries/{}",
        created.json()["id"].as_str().unwrap()
    );
    let found = stage.curl(&path).key(&key).send();

    assert_eq!((found.status, found.json()), (200, created.json()));
}

#[test]
fn plain_http_is_not_answered_and_leaves_no_line_in_the_log() {
    let mut stage = Stage::set();

    let refused = stage.server.curl("/livez").send();
    let mut garbage = Socket::to(&stage.server);
    garbage.send("\0\0\0\0\0\0");

    assert_eq!((refused.status, refused.body.as_str()), (0, ""));
    assert!(!garbage.rest().contains("HTTP"));
    stage.server.stop();
    let log = stage.server.log();
    assert!(!log.contains("handshake"), "{log}");
}

#[test]
fn who_does_not_know_the_certificate_does_not_send_a_request() {
    let stage = Stage::set();
    let other = stage.folder.path().join("other.pem");
    fs::write(&other, SelfSigned::for_this_machine().certificate()).unwrap();

    let refused = stage.server.curl_on_tls("/livez", &other).send();

    assert_eq!(refused.status, 0);
    assert!(
        refused.complaint.contains("certificate"),
        "{}",
        refused.complaint
    );
}

#[test]
fn versions_2_and_3_are_spoken_and_older_ones_refused() {
    let stage = Stage::set();
    for (least, most) in [("--tlsv1.2", "1.2"), ("--tlsv1.3", "1.3")] {
        let only = [least, "--tls-max", most];
        let answer = only.into_iter().fold(stage.curl("/livez"), Curl::option);
        assert_eq!(answer.send().status, 200, "{most}");
    }
    // OpenSSL itself speaks it at this level only.
    let old = [
        "--tlsv1.0",
        "--tls-max",
        "1.1",
        "--ciphers",
        "DEFAULT@SECLEVEL=0",
    ];
    let old = old.into_iter().fold(stage.curl("/livez"), Curl::option);
    let refused = old.send();
    assert_eq!(refused.status, 0);
    // What it did not even try would be no refusal.
    assert!(
        refused.complaint.contains(" alert "),
        "{}",
        refused.complaint
    );
}

#[test]
fn a_client_that_prefers_http_2_gets_http_1_1() {
    let stage = Stage::set();
    let asked = stage.curl("/livez").option("--http2").with_head().send();
    assert_eq!(asked.status, 200, "{}", asked.complaint);
    assert!(asked.body.starts_with("HTTP/1.1 200 "), "{}", asked.body);
}

#[test]
fn the_listeners_of_the_metrics_and_of_pulls_speak_tls_too() {
    // Whoever takes a port meanwhile makes the start fail, which says so.
    let free = [(); 2].map(|()| TcpListener::bind("127.0.0.1:0").unwrap());
    let [metrics, gateway] = free.map(|it| it.local_addr().unwrap());
    let flags = [
        format!("--metrics-listen={metrics}"),
        format!("--gateway-listen={gateway}"),
    ];
    let stage = Stage::set_with(&flags.each_ref().map(String::as_str));

    for (address, path) in [(metrics, "/metrics"), (gateway, "/livez")] {
        let plain = Curl::to(&format!("http://{address}{path}")).send();
        let secured = Curl::to(&format!("https://{address}{path}"));
        let secured = secured.trusting(&stage.certificate).send();

        assert_eq!(plain.status, 0, "{path}");
        assert_eq!(secured.status, 200, "{path}: {}", secured.complaint);
    }
}

#[test]
fn only_plain_http_that_leaves_the_machine_is_warned_of() {
    let everywhere = ["--listen=0.0.0.0:0"];
    let warning = "plain http";
    let folder = tempdir().unwrap();
    let mut plain = Server::start_with(folder.path(), &everywhere);
    plain.stop();
    assert!(plain.log().contains(warning), "{}", plain.log());

    let behind_a_proxy = [everywhere[0], "--trusted-proxies=10.0.0.0/8"];
    let mut plain = Server::start_with(folder.path(), &behind_a_proxy);
    plain.stop();
    assert!(!plain.log().contains("WARN"), "{}", plain.log());

    let mut stage = Stage::set_with(&everywhere);
    stage.server.stop();
    let log = stage.server.log();
    assert!(!log.contains("WARN"), "{log}");
}

#[test]
fn a_certificate_that_has_ended_is_served_and_warned_of() {
    let folder = tempdir().unwrap();
    SelfSigned::ended().write(folder.path());
    let server = Server::start_with(folder.path(), &TLS);
    server.until_it_logs("the certificate has ended");
    assert!(
        server
            .log()
            .contains("\"ends\":\"2020-01-30T00:00:00.000Z\"")
    );
}

#[test]
fn a_thousand_handshakes_leave_no_descriptor_behind() {
    let stage = Stage::set();
    assert_eq!(stage.curl("/livez").send().status, 200);
    // What goes on beside the requests opens its files in its first seconds.
    sleep(Duration::from_secs(3));
    let before = stage.descriptors();

    let many = Command::new("curl")
        .args(["-sS", "--max-time", "120", "--no-sessionid"])
        .args(["-H", "Connection: close", "-o", "/dev/null"])
        .args(["-w", "%{http_code} %{num_connects}\n", "--cacert"])
        .arg(&stage.certificate)
        .arg(format!("https://{}/livez?[1-1000]", stage.server.address()))
        .output()
        .unwrap();
    let told = String::from_utf8(many.stdout).unwrap();
    assert_eq!(told, "200 1\n".repeat(1000));

    let deadline = Instant::now() + Duration::from_secs(10);
    while stage.descriptors() > before {
        assert!(Instant::now() < deadline, "{before} became more");
        sleep(Duration::from_millis(10));
    }
}

#[test]
fn the_two_printed_lines_work_when_pasted() {
    for name in ["localhost", "127.0.0.1"] {
        let folder = tempdir().unwrap();
        let odd = folder.path().join("it's $(here) \"now\"");
        fs::create_dir(&odd).unwrap();
        SelfSigned::for_names(&[name]).write(&odd);
        let server = Server::start_with(&odd, &TLS);
        let text = server.stdout();
        let [read, create] = text.lines().rev().take(2).collect::<Vec<_>>()[..] else {
            panic!("{text}");
        };
        let created = paste(create);
        assert_eq!(created["name"], "My Docker Hub", "{name}");
        assert_eq!(paste(read)["data"][0], created, "{name}");
    }
}
