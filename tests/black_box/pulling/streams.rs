//! Layers of a size, on their way.

use std::{
    fs,
    io::{Read, Write},
    net::TcpStream,
    process::Command,
    thread,
    time::{Duration, Instant},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use pullkey_tests::Gateway;
use pullkey_throwaway_registry::{Access, ContainerRegistry};
use socket2::{Domain, Socket, Type};

const MANY: usize = 256 * 1024 * 1024;

/// How many bytes of memory a process holds.
fn resident(pid: u32) -> usize {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = status
        .lines()
        .find(|line| line.starts_with("VmRSS:"))
        .unwrap();
    let kilobytes: usize = line.split_whitespace().nth(1).unwrap().parse().unwrap();
    kilobytes * 1024
}

/// A connection on which a blob was asked for, and nothing is read yet.
fn asking(gateway: &Gateway, digest: &str) -> TcpStream {
    // Little is on its way to a client whose network is slow.
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    socket.set_recv_buffer_size(64 * 1024).unwrap();
    socket.connect(&gateway.server.address().into()).unwrap();
    let mut socket = TcpStream::from(socket);
    let pair = STANDARD.encode(format!("anybody:{}", gateway.key));
    let path = format!("/v2/{}/acme/app/blobs/{digest}", gateway.registry);
    let head = format!("GET {path} HTTP/1.1\r\nhost: x\r\nauthorization: Basic {pair}\r\n\r\n");
    socket.write_all(head.as_bytes()).unwrap();
    socket
}

#[test]
fn a_large_layer_arrives_as_it_was_pushed() {
    let registry = ContainerRegistry::start(&Access::Password);
    let digest = registry.push_layer(MANY as u64);
    let gateway = Gateway::before(&registry);
    let file = gateway.folder().join("layer");
    let path = format!("{}/acme/app/blobs/{digest}", gateway.registry);
    let answer = gateway.curl(&path).option("-o").option(&file).send();
    assert_eq!(answer.status, 200);
    let summed = Command::new("sha256sum").arg(&file).output().unwrap();
    let summed = String::from_utf8(summed.stdout).unwrap();
    let hex = summed.split(' ').next().unwrap();
    assert_eq!(format!("sha256:{hex}"), digest);
}

#[test]
fn what_a_client_does_not_take_is_not_fetched_from_the_registry() {
    let registry = ContainerRegistry::start(&Access::Password);
    let digest = registry.push_layer(MANY as u64);
    let gateway = Gateway::before(&registry);
    let before = resident(gateway.server.pid());
    let sockets: Vec<_> = (0..16).map(|_| asking(&gateway, &digest)).collect();
    thread::sleep(Duration::from_secs(2));
    let grown = resident(gateway.server.pid()).saturating_sub(before);
    assert!(grown < 48 * 1024 * 1024, "{grown} bytes for 16 clients");
    drop(sockets);
}

#[test]
fn a_client_that_takes_nothing_for_half_a_minute_is_let_go_and_a_slow_one_is_not() {
    let registry = ContainerRegistry::start(&Access::Password);
    let digest = registry.push_layer(MANY as u64);
    let gateway = Gateway::before(&registry);
    let (mut idle, mut slow) = (asking(&gateway, &digest), asking(&gateway, &digest));
    let mut piece = vec![0; 1 << 20];
    let began = Instant::now();
    while began.elapsed() < Duration::from_secs(38) {
        // Some kilobytes a second.
        slow.read_exact(&mut piece[..8 * 1024]).unwrap();
        thread::sleep(Duration::from_secs(1));
    }
    // Nobody sends the rest any more.
    let mut rest = 0;
    loop {
        match idle.read(&mut piece) {
            Ok(0) | Err(_) => break,
            Ok(read) => rest += read,
        }
    }
    assert!(rest < MANY / 2, "{rest}");
    slow.read_exact(&mut piece).unwrap();
}

#[test]
fn a_company_whose_pulls_do_not_end_has_a_part_of_the_connections_and_no_more() {
    let registry = ContainerRegistry::start(&Access::Password);
    let digest = registry.push_layer(MANY as u64);
    let gateway = Gateway::before_with_settings(&registry, &["--max-connections=16"]);
    let sockets: Vec<_> = (0..4).map(|_| asking(&gateway, &digest)).collect();
    thread::sleep(Duration::from_secs(1));
    let path = format!("acme/app/blobs/{digest}");
    let refused = gateway.get(&path);
    assert_eq!(refused.status, 429, "{}", refused.body);
    assert_eq!(refused.json()["errors"][0]["code"], "TOOMANYREQUESTS");
    assert_eq!(gateway.server.curl("/livez").send().status, 200);
    drop(sockets);
    thread::sleep(Duration::from_secs(1));
    let head = gateway
        .curl(&format!("{}/{path}", gateway.registry))
        .option("--head");
    assert_eq!(head.send().status, 200);
}
