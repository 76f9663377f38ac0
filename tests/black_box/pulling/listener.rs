//! Where pulls are served.

use std::net::TcpListener;

use pullkey_tests::Server;
use tempfile::tempdir;

#[test]
fn pulls_can_have_a_listener_of_their_own_and_the_main_one_serves_none_then() {
    let free = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let folder = tempdir().unwrap();
    let listen = format!("--gateway-listen={free}");
    let server = Server::start_with(folder.path(), &[&listen]);
    let key = server.first_key();
    let at = |address: &str, path: &str| {
        let request = pullkey_tests::Curl::to(&format!("http://{address}{path}"));
        request.key(&key).send().status
    };
    let (main, gateway) = (server.address().to_string(), free.to_string());
    assert_eq!(at(&gateway, "/v2/"), 200);
    assert_eq!(at(&gateway, "/livez"), 200);
    assert_eq!(at(&gateway, "/readyz"), 200);
    assert_eq!(at(&gateway, "/v3/docker-registries"), 404);
    assert_eq!(at(&gateway, "/metrics"), 404);
    assert_eq!(at(&main, "/v2/"), 404);
    assert_eq!(at(&main, "/v3/docker-registries"), 200);
}

#[test]
fn a_company_pulls_no_more_often_than_it_may() {
    let folder = tempdir().unwrap();
    let server = Server::start_with(folder.path(), &["--rate-pull-per-minute=2"]);
    let ask = || {
        server
            .curl("/v2/")
            .key(&server.first_key())
            .with_head()
            .send()
    };
    assert_eq!([ask().status, ask().status], [200, 200]);
    let refused = ask();
    assert_eq!(refused.status, 429);
    let text = refused.body.to_ascii_lowercase();
    assert!(text.contains("retry-after: ") && text.contains("toomanyrequests"));
    assert_eq!(
        server
            .curl("/v3/docker-registries")
            .key(&server.first_key())
            .send()
            .status,
        200
    );
}
