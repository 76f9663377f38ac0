use std::net::SocketAddr;

use actix_web::test::TestRequest;
use pullkey_domain::api_key::{ApiKeyToken, Capabilities};

use crate::service::{Answer, CREDENTIALS, Service, issued, revoke, token};

const SOMEWHERE: &str = "192.0.2.1:50000";

/// A well-formed key that nobody has.
fn unknown(number: u8) -> ApiKeyToken {
    ApiKeyToken::generate(|bytes| bytes.fill(number))
}

async fn list(service: &Service, key: &ApiKeyToken, address: &str) -> Answer {
    let address: SocketAddr = address.parse().unwrap();
    let request = TestRequest::get().uri(CREDENTIALS).peer_addr(address);
    service.authorized_by(key, request).await
}

async fn status(service: &Service, key: &ApiKeyToken, address: &str) -> u16 {
    list(service, key, address).await.status.as_u16()
}

async fn fail_sixty_times(service: &Service, address: &str) {
    for number in 0..60 {
        assert_eq!(status(service, &unknown(number), address).await, 401);
    }
}

#[actix_web::test]
async fn after_sixty_failures_an_address_is_told_when_to_come_back() {
    let service = Service::start().await;
    fail_sixty_times(&service, SOMEWHERE).await;
    let answer = list(&service, &unknown(60), SOMEWHERE).await;
    assert_eq!(answer.status.as_u16(), 429);
    assert_eq!(answer.json()["code"], "too_many_failures");
    let seconds: u64 = answer.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=60).contains(&seconds), "{seconds}");
    // Other ports are the same address, other addresses are not.
    assert_eq!(status(&service, &unknown(60), "192.0.2.1:1").await, 429);
    assert_eq!(status(&service, &unknown(60), "192.0.2.2:1").await, 401);
}

#[actix_web::test]
async fn addresses_of_one_ipv6_network_count_together() {
    let service = Service::start().await;
    fail_sixty_times(&service, "[2001:db8::1]:1").await;
    let key = unknown(60);
    assert_eq!(status(&service, &key, "[2001:db8::ffff:1]:1").await, 429);
    assert_eq!(status(&service, &key, "[2001:db8:0:1::1]:1").await, 401);
}

#[actix_web::test]
async fn others_bad_keys_do_not_stop_one_that_was_valid() {
    let service = Service::start().await;
    let elsewhere = "198.51.100.7:1";
    assert_eq!(status(&service, &service.key, elsewhere).await, 200);
    fail_sixty_times(&service, SOMEWHERE).await;
    // So that the store has to be asked.
    service.pullkey.authentication.forget_everybody();
    assert_eq!(status(&service, &service.key, SOMEWHERE).await, 200);
    let company = service.company.id();
    let never_used = token(&service.pullkey, company, Capabilities::all()).await;
    assert_eq!(status(&service, &never_used, SOMEWHERE).await, 429);
}

#[actix_web::test]
async fn a_revoked_key_that_is_still_sent_holds_no_new_one_back() {
    let service = Service::start().await;
    let company = service.company.id();
    let key = issued(&service.pullkey, company, Capabilities::all(), None).await;
    assert_eq!(status(&service, &key.token, SOMEWHERE).await, 200);
    revoke(&service, key.key.id()).await;
    for _ in 0..100 {
        assert_eq!(status(&service, &key.token, SOMEWHERE).await, 401);
    }
    let new = token(&service.pullkey, company, Capabilities::all()).await;
    assert_eq!(status(&service, &new, SOMEWHERE).await, 200);
}

#[actix_web::test]
async fn missing_and_malformed_keys_are_no_failures() {
    let service = Service::start().await;
    let valid = format!("Bearer {}", service.key.expose());
    let basic = format!("Basic {}", unknown(1).expose());
    for _ in 0..100 {
        for header in [None, Some("Bearer plk_typo"), Some(basic.as_str())] {
            let request = TestRequest::get().uri(CREDENTIALS);
            let request = match header {
                Some(header) => request.insert_header(("authorization", header)),
                None => request,
            };
            let request = request.peer_addr(SOMEWHERE.parse().unwrap());
            assert_eq!(service.call(request).await.status.as_u16(), 401);
        }
        let twice = TestRequest::get()
            .uri(CREDENTIALS)
            .append_header(("authorization", valid.as_str()))
            .append_header(("authorization", valid.as_str()))
            .peer_addr(SOMEWHERE.parse().unwrap());
        assert_eq!(service.call(twice).await.status.as_u16(), 401);
    }
    assert_eq!(status(&service, &service.key, SOMEWHERE).await, 200);
}
