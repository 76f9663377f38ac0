use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use pullkey_guarded_http::{Error, Limits, Refusal};

use crate::{
    names::{Names, Silence},
    server::{Answer, OK, SHORT, Server, client, get},
};

const LIMITS: Limits = Limits::exchange(1_000);

#[tokio::test]
async fn an_allowed_place_answers() {
    let server = Server::at("127.0.0.1:0", OK).await;
    let asked = get(server.url().as_str());
    let answer = server.client().send(asked, LIMITS).await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.into_body().read().await.unwrap(), "{}");
    let head = server.heads().remove(0).to_ascii_lowercase();
    assert_eq!(
        head,
        format!("get /v2/ http/1.1\r\nhost: {}\r\n\r\n", server.address)
    );
}

#[tokio::test]
async fn nothing_else_of_this_machine_is_connected_to() {
    let server = Server::at("127.0.0.1:0", OK).await;
    let port = server.address.port();
    let other = client(&["http://127.0.0.1:1"], Names::of(&[]));
    for (place, refusal) in [
        (format!("http://127.0.0.1:{port}/"), Refusal::Scheme),
        (format!("https://127.0.0.1:{port}/"), Refusal::Address),
        (format!("https://127.1:{port}/"), Refusal::Address),
        (format!("https://2130706433:{port}/"), Refusal::Address),
        (format!("https://[::ffff:7f00:1]:{port}/"), Refusal::Address),
        (format!("https://localhost:{port}/"), Refusal::SingleLabel),
        (format!("https://host.example:{port}/"), Refusal::Port),
        ("http://u:p@127.0.0.1:1/".to_owned(), Refusal::User),
    ] {
        let refused = other.send(get(&place), LIMITS).await.err();
        assert!(
            matches!(refused, Some(Error::Refused(told)) if told == refusal),
            "{place}"
        );
    }
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn a_public_name_that_leads_to_this_machine_or_its_networks_is_not_connected_to() {
    let names = Names::of(&[(
        "registry.example",
        &[&["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "fd00::1"]],
    )]);
    let client = client(&[], names.clone());
    let refused = client.send(get("https://registry.example/"), LIMITS).await;
    assert!(matches!(refused.err(), Some(Error::Forbidden)));
    // As a whole name, behind which nothing is tried.
    assert_eq!(names.asked(), ["registry.example."]);
}

#[tokio::test]
async fn of_several_addresses_only_those_that_are_admitted_are_connected_to() {
    let admitted = Server::at("127.0.0.2:0", OK).await;
    let port = admitted.address.port();
    let forbidden = Server::at(&format!("127.0.0.1:{port}"), OK).await;
    let names = Names::of(&[("registry", &[&["127.0.0.1", "127.0.0.2"]])]);
    let allowed = format!("http://registry:{port}@127.0.0.2/32");
    let place = format!("http://registry:{port}/");
    let answer = client(&[&allowed], names).send(get(&place), LIMITS).await;
    assert_eq!(answer.unwrap().status(), 200);
    assert_eq!((admitted.connections(), forbidden.connections()), (1, 0));
}

#[tokio::test]
async fn a_name_that_answers_otherwise_the_second_time_leads_nowhere_else() {
    let admitted = Server::at("127.0.0.2:0", OK).await;
    let port = admitted.address.port();
    let forbidden = Server::at(&format!("127.0.0.1:{port}"), OK).await;
    let names = Names::of(&[("registry", &[&["127.0.0.2"], &["127.0.0.1"]])]);
    let allowed = format!("http://registry:{port}@127.0.0.2/32");
    let place = format!("http://registry:{port}/");
    let client = client(&[&allowed], names.clone());
    assert_eq!(
        client.send(get(&place), LIMITS).await.unwrap().status(),
        200
    );
    // What was checked is what was dialled: it was looked up once.
    assert_eq!(names.asked().len(), 1);
    let refused = client.send(get(&place), LIMITS).await;
    assert!(matches!(refused.err(), Some(Error::Forbidden)));
    assert_eq!((admitted.connections(), forbidden.connections()), (1, 0));
}

#[tokio::test]
async fn the_next_address_is_tried_when_one_is_closed() {
    let server = Server::at("127.0.0.3:0", OK).await;
    let port = server.address.port();
    let names = Names::of(&[("registry", &[&["127.0.0.1", "127.0.0.2", "127.0.0.3"]])]);
    let (allowed, place) = (
        format!("http://registry:{port}@127.0.0.0/8"),
        format!("http://registry:{port}/"),
    );
    let answer = client(&[&allowed], names).send(get(&place), LIMITS).await;
    assert_eq!(answer.unwrap().status(), 200);
}

#[tokio::test]
async fn eight_addresses_of_a_name_are_tried_and_no_more() {
    let server = Server::at("127.0.0.1:0", OK).await;
    let port = server.address.port();
    let closed = (2..=9).map(|last| format!("127.0.0.{last}"));
    let mut addresses: Vec<_> = closed.collect();
    addresses.push("127.0.0.1".to_owned());
    let addresses: Vec<_> = addresses.iter().map(String::as_str).collect();
    for (addresses, is_reached) in [(&addresses[..], false), (&addresses[1..], true)] {
        let names = Names::of(&[("registry", &[addresses])]);
        let (allowed, place) = (
            format!("http://registry:{port}@127.0.0.0/8"),
            format!("http://registry:{port}/"),
        );
        let answer = client(&[&allowed], names).send(get(&place), LIMITS).await;
        assert_eq!(answer.is_ok(), is_reached);
    }
}

#[tokio::test]
async fn no_such_name_and_a_closed_port_are_told_apart() {
    let free = Server::at("127.0.0.1:0", OK).await.address.port();
    let names = Names::of(&[("empty.example", &[&[]])]);
    let allowed = format!("http://127.0.0.9:{free}");
    let client = client(&[&allowed], names);
    for name in ["https://nowhere.example/", "https://empty.example/"] {
        let refused = client.send(get(name), LIMITS).await.err();
        assert!(matches!(refused, Some(Error::NoSuchName(_))), "{name}");
    }
    let closed = client.send(get(&format!("{allowed}/")), LIMITS).await;
    assert!(matches!(closed.err(), Some(Error::Unreachable(_))));
}

#[tokio::test]
async fn a_name_that_nobody_tells_about_ends_in_time() {
    let client = client(&[], Arc::new(Silence));
    let began = Instant::now();
    let asked = client.send(get("https://registry.example/"), SHORT).await;
    assert!(matches!(asked.err(), Some(Error::Overdue)));
    assert!(began.elapsed() < SHORT.head * 3);
}

#[tokio::test]
async fn two_places_never_share_a_connection() {
    let keeps = Answer::Repeating(
        "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}",
        "",
        Duration::from_mins(1),
    );
    let server = Server::at("127.0.0.1:0", keeps).await;
    let port = server.address.port();
    let names = Names::of(&[("one", &[&["127.0.0.1"]]), ("two", &[&["127.0.0.1"]])]);
    let places = ["one", "two"].map(|name| format!("http://{name}:{port}"));
    let allowed = places.each_ref().map(|it| format!("{it}@127.0.0.0/8"));
    let client = client(&allowed.each_ref().map(String::as_str), names);
    for place in places {
        let answer = client.send(get(&place), LIMITS).await.unwrap();
        answer.into_body().read().await.unwrap();
    }
    assert_eq!(server.connections(), 2);
}

#[tokio::test]
async fn a_place_on_ipv6_answers() {
    let server = Server::at("[::1]:0", OK).await;
    let client = server.client();
    let answer = client.send(get(server.url().as_str()), LIMITS).await;
    assert_eq!(answer.unwrap().status(), 200);
}

#[tokio::test]
async fn a_connection_is_used_again() {
    let keeps = Answer::Repeating(
        "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}",
        "",
        Duration::from_mins(1),
    );
    let server = Server::at("127.0.0.1:0", keeps).await;
    let client = server.client();
    let first = client.send(get(server.url().as_str()), LIMITS).await;
    first.unwrap().into_body().read().await.unwrap();
    // The server says no more.
    let second = client.send(get(server.url().as_str()), SHORT).await;
    assert!(matches!(second.err(), Some(Error::Overdue)));
    assert_eq!(server.connections(), 1);
}
