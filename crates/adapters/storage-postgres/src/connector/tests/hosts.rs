use std::{
    net::{Ipv4Addr, SocketAddr, TcpListener},
    time::{Duration, Instant},
};

use tokio::net::{TcpSocket, TcpStream};

use super::*;

/// A port that nobody listens on, and one where connections are taken and nothing is answered.
struct Silence {
    listener: TcpListener,
}

impl Silence {
    fn listen() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        Self { listener }
    }

    fn address(&self) -> SocketAddr {
        self.listener.local_addr().unwrap()
    }

    /// Nobody listens there any more, and hardly anybody will.
    fn end(self) -> SocketAddr {
        self.address()
    }
}

/// A port where packets are dropped, as where a firewall or a dead machine is: its queue of connections is full.
struct BlackHole {
    address: SocketAddr,
    _listener: tokio::net::TcpListener,
    _queued: Vec<TcpStream>,
}

impl BlackHole {
    async fn make() -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind((Ipv4Addr::LOCALHOST, 0).into()).unwrap();
        let listener = socket.listen(0).unwrap();
        let address = listener.local_addr().unwrap();
        let mut queued = Vec::new();
        let taken = Duration::from_millis(200);
        while let Ok(connected) = timeout(taken, TcpStream::connect(address)).await {
            queued.push(connected.unwrap());
        }
        Self {
            address,
            _listener: listener,
            _queued: queued,
        }
    }
}

async fn port_of(url: &str, purpose: Purpose) -> Result<String, Fault> {
    let connection = open(url, purpose).await?;
    Ok(value(&connection, "current_setting('port')").await)
}

#[tokio::test]
async fn the_next_host_is_taken_when_nobody_listens_at_the_first_or_it_is_unknown() {
    let alive = PLAIN.address();
    let dead = Silence::listen().end();
    for first in [dead.to_string(), String::from("no-such-host.invalid")] {
        let url = url_at(&format!("{first},{alive}"));
        let port = port_of(&url, Purpose::Creates).await;
        assert_eq!(port, Ok(alive.port().to_string()), "{first}");
    }
}

#[tokio::test]
async fn hosts_that_do_not_answer_cost_little_of_the_time_that_a_request_has() {
    let (silence, black_hole) = (Silence::listen(), BlackHole::make().await);
    let alive = PLAIN.address();
    let hosts = format!("{},{},{alive}", silence.address(), black_hole.address);
    let begun = Instant::now();
    let port = port_of(&url_at(&hosts), Purpose::PointReads).await;
    assert_eq!(port, Ok(alive.port().to_string()));
    let waited = begun.elapsed();
    assert!(waited < Duration::from_millis(2500), "{waited:?}");
}

#[tokio::test]
async fn each_address_of_a_name_is_tried() {
    // On most machines this is ::1, too, where the cluster does not listen.
    let url = url_at(&format!("localhost:{}", PLAIN.address().port()));
    assert!(open(&url, Purpose::PointReads).await.is_ok());
}

#[tokio::test]
async fn a_host_that_takes_no_writes_is_passed_over_by_whoever_wants_to_write() {
    let primary = PLAIN.address();
    let standby = Cluster::with(&Options::default().tcp());
    standby.query(
        "postgres",
        "ALTER ROLE pullkey SET default_transaction_read_only = on",
    );
    let both = url_at(&format!("{},{primary}", standby.address()));
    let read_write = format!("{both}?target_session_attrs=read-write");
    let alone = url_at(&standby.address().to_string());
    let [of_primary, of_standby] = [primary, standby.address()].map(|it| Ok(it.port().to_string()));
    for (url, purpose, port) in [
        (&both, Purpose::Creates, &of_primary),
        (&both, Purpose::Administration, &of_primary),
        // What another one knows may be old.
        (&both, Purpose::PointReads, &of_primary),
        (&read_write, Purpose::PointReads, &of_primary),
        (&read_write, Purpose::Changes, &of_primary),
        (&alone, Purpose::PointReads, &of_standby),
    ] {
        assert_eq!(&port_of(url, purpose).await, port, "{purpose:?}");
    }
}

#[tokio::test]
async fn a_server_that_is_made_the_primary_is_found_while_another_does_not_answer() {
    let role = "ALTER ROLE pullkey SET default_transaction_read_only =";
    let standby = Cluster::with(&Options::default().tcp());
    standby.query("postgres", &format!("{role} on"));
    let lost = Silence::listen();
    let hosts = format!("{},{}", lost.address(), standby.address());
    let url = url_at(&hosts) + "?connect_timeout=20";
    let port = tokio::spawn(async move { port_of(&url, Purpose::Changes).await });
    // It was asked by then.
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert!(!port.is_finished());

    standby.query("postgres", &format!("{role} off"));

    let soon = timeout(Duration::from_secs(5), port).await.unwrap();
    assert_eq!(soon.unwrap(), Ok(standby.address().port().to_string()));
}

#[tokio::test]
async fn what_is_told_of_several_hosts_is_what_may_change_by_itself() {
    let dead = Silence::listen().end();
    let alive = PLAIN.address();
    for hosts in [format!("{dead},{alive}"), format!("{alive},{dead}")] {
        let url = url_at(&hosts).replace("throwaway", "hunter2");
        let refused = open(&url, Purpose::PointReads).await.err();
        assert_eq!(refused, Some(Fault::Unreachable));
    }
}

#[tokio::test]
async fn a_host_that_is_not_there_is_told_apart_from_one_that_does_not_answer() {
    let silence = Silence::listen();
    for (host, fault) in [
        (silence.address().to_string(), Fault::SlowToConnect),
        (Silence::listen().end().to_string(), Fault::Unreachable),
        (String::from("no-such-host.invalid"), Fault::UnknownHost),
        (String::from("%2Fno%2Fsuch%2Ffolder"), Fault::Unreachable),
    ] {
        let url = url_at(&host) + "?connect_timeout=1";
        let refused = open(&url, Purpose::PointReads).await.err();
        assert_eq!(refused, Some(fault), "{host}");
        assert!(fault.is_outage());
    }
}

#[test]
fn a_mere_standby_hides_nothing_that_is_wrong_with_the_others() {
    for (faults, expected) in [
        (vec![Fault::FsyncOff, Fault::InRecovery], Fault::FsyncOff),
        (vec![Fault::InRecovery, Fault::NotLetIn], Fault::NotLetIn),
        (
            vec![Fault::InRecovery, Fault::Unreachable],
            Fault::Unreachable,
        ),
        (
            vec![Fault::NotLetIn, Fault::Unreachable],
            Fault::Unreachable,
        ),
        (vec![Fault::ReadOnly, Fault::InRecovery], Fault::InRecovery),
        (vec![], Fault::UnknownHost),
    ] {
        assert_eq!(told(&faults), expected, "{faults:?}");
    }
}
