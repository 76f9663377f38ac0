//! What waits for a worker that others keep busy, behind the real server.

use std::{
    net::{SocketAddr, TcpListener},
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};

use pullkey_app::{
    http::{Surface, app},
    server::{Deadlines, GuardedServer, ServerOptions},
};
use pullkey_storage::{
    Deadline, MockCredentialStore,
    contract::fixtures::{a_company, a_credential},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use crate::service::{Service, one};

/// How long the store keeps its worker for each request: those behind wait for up to 700 ms.
const BUSY: Duration = Duration::from_millis(7);
const CLIENTS: usize = 100;
/// As long as it takes on a machine that has others to run, too.
const TRIES: usize = 10;

/// What each that came to the store had less than all of its time.
type TimesGone = Arc<Mutex<Vec<Duration>>>;
const PATIENCE: Duration = Duration::from_millis(4_500);

/// One worker, on a store that is asked on its own thread.
async fn serve() -> (SocketAddr, String, TimesGone) {
    let gone = TimesGone::default();
    let seen = gone.clone();
    let company = a_company().recorded().into_subject();
    let stored = a_credential().of(&company).recorded().into_subject();
    let id = stored.id().to_string();
    let mut store = MockCredentialStore::new();
    store.expect_find().returning(move |_, _| {
        let left = Deadline::current().at() - Instant::now();
        seen.lock().unwrap().push(PATIENCE.saturating_sub(left));
        thread::sleep(BUSY);
        Ok(Some(stored.clone()))
    });
    let service = Service::with_credentials_in(store).await;
    let request = format!(
        "GET {} HTTP/1.1\r\nhost: test\r\nauthorization: Bearer {}\r\nconnection: close\r\n\r\n",
        one(&id),
        service.key.expose(),
    );
    let options = ServerOptions {
        workers: 1,
        max_connections: CLIENTS,
        deadlines: Deadlines::default(),
        refusal: |_| unreachable!("every request is well-formed"),
        tls: None,
    };
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let parts = service.parts;
    let server = GuardedServer::new(options)
        .listen("test", listener, move || app(&parts, Surface::Main))
        .unwrap();
    tokio::spawn(server.run());
    (address, request, gone)
}

/// What each client is answered that all ask at once.
async fn ask_at_once(address: SocketAddr, request: &str) -> Vec<String> {
    let mut clients = Vec::new();
    for _ in 0..CLIENTS {
        clients.push(TcpStream::connect(address).await.unwrap());
    }
    for client in &mut clients {
        client.write_all(request.as_bytes()).await.unwrap();
    }
    let mut answers = Vec::new();
    for mut client in clients {
        let mut answer = String::new();
        client.read_to_string(&mut answer).await.unwrap();
        answers.push(answer);
    }
    answers
}

#[actix_web::test]
async fn what_waited_too_long_for_its_worker_is_refused_and_what_waited_less_has_that_much_less_time()
 {
    let (address, request, gone) = serve().await;
    for _ in 0..TRIES {
        gone.lock().unwrap().clear();
        let answers = ask_at_once(address, &request).await;
        let (done, refused): (Vec<_>, Vec<_>) = answers
            .iter()
            .partition(|it| it.starts_with("HTTP/1.1 200 "));
        for refused in &refused {
            assert!(refused.starts_with("HTTP/1.1 503 "), "{refused}");
            assert!(refused.contains("\r\nretry-after: "), "{refused}");
            assert!(refused.contains("overloaded"), "{refused}");
        }
        let gone = gone.lock().unwrap();
        assert_eq!(gone.len(), done.len(), "whoever is refused asks nothing");
        let at_once = gone.iter().any(|it| *it < BUSY);
        let later = gone.iter().any(|it| *it > 16 * BUSY);
        if at_once && later && !refused.is_empty() {
            return;
        }
    }
    panic!("nobody was refused, or had less time left");
}
