use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use fastrand::Rng;
use pullkey_tests::{Place, Reply, Tenant};
use tokio::{
    runtime::Builder,
    task::JoinSet,
    time::{sleep, timeout},
};

use super::wire::Wire;

/// What is asked of a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Get,
    List,
    Search,
    Events,
    Create,
    Change,
    Delete,
}

impl Kind {
    pub(crate) const ALL: [Self; 7] = [
        Self::Get,
        Self::List,
        Self::Search,
        Self::Events,
        Self::Create,
        Self::Change,
        Self::Delete,
    ];

    /// One of them, gets more often than all others together.
    pub(super) fn random(rng: &mut Rng) -> Self {
        match rng.u32(..100) {
            0..55 => Self::Get,
            55..62 => Self::List,
            62..67 => Self::Search,
            67..70 => Self::Events,
            70..85 => Self::Create,
            85..95 => Self::Change,
            _ => Self::Delete,
        }
    }

    /// Whether its outcome may be unknown.
    pub(crate) fn writes(self) -> bool {
        matches!(self, Self::Create | Self::Change | Self::Delete)
    }
}

/// Companies, and what they have.
pub(crate) struct Mix(Vec<Customer>);

struct Customer {
    token: String,
    credentials: Vec<String>,
    /// The paths of what was created since, and may be deleted: nobody else asks for it.
    created: Mutex<Vec<String>>,
}

/// What is to be sent.
pub(super) struct Request {
    pub(super) kind: Kind,
    pub(super) bytes: Vec<u8>,
    customer: usize,
}

const CREDENTIALS: &str = "/v3/docker-registries";
const EVENTS: &str = "/v3/audit-events?limit=10";
/// So many has each: few enough to be made soon, many enough that changes seldom meet.
const EACH: u32 = 64;
/// So many of them one client makes.
const BY_ONE: usize = 8;
const PATIENCE: Duration = Duration::from_secs(30);

impl Mix {
    /// Gives these companies something to ask for.
    pub(crate) fn of(tenants: &[Tenant], place: &Place) -> Self {
        let runtime = Builder::new_current_thread().enable_all().build();
        let runtime = runtime.expect("tokio starts");
        Self(runtime.block_on(async {
            let mut customers = Vec::new();
            for tenant in tenants {
                let token = tenant.key.token.clone();
                let credentials = create(place, &token).await;
                customers.push(Customer {
                    token,
                    credentials,
                    created: Mutex::default(),
                });
            }
            customers
        }))
    }

    /// A request of this kind by one of them; a create, if there is nothing to delete.
    pub(super) fn request(&self, mut kind: Kind, rng: &mut Rng) -> Request {
        let number = rng.usize(..self.0.len());
        let customer = &self.0[number];
        let id = &customer.credentials[rng.usize(..customer.credentials.len())];
        let one = || format!("{CREDENTIALS}/{id}");
        let created = (kind == Kind::Delete).then(|| customer.created().pop());
        if created == Some(None) {
            kind = Kind::Create;
        }
        let (method, path, body) = match kind {
            Kind::Get => ("GET", one(), String::new()),
            Kind::List => ("GET", format!("{CREDENTIALS}?limit=10"), String::new()),
            Kind::Search => {
                let search = format!("{CREDENTIALS}?limit=10&search=number-1");
                ("GET", search, String::new())
            }
            Kind::Events => ("GET", EVENTS.to_owned(), String::new()),
            Kind::Create => ("POST", CREDENTIALS.to_owned(), credential(rng.u32(..1000))),
            Kind::Change => {
                let renamed = format!(r#"{{"name":"renamed-{}"}}"#, rng.u32(..));
                ("PATCH", one(), renamed)
            }
            Kind::Delete => (
                "DELETE",
                created.flatten().unwrap_or_default(),
                String::new(),
            ),
        };
        Request {
            kind,
            bytes: request(method, &path, &customer.token, &body),
            customer: number,
        }
    }

    /// Takes note of what was created.
    pub(super) fn learn(&self, request: &Request, reply: &Reply) {
        if request.kind == Kind::Create
            && reply.status == 201
            && let Some(path) = reply.header("location")
        {
            self.0[request.customer].created().push(path.to_owned());
        }
    }
}

impl Customer {
    fn created(&self) -> MutexGuard<'_, Vec<String>> {
        self.created.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn credential(number: u32) -> String {
    format!(r#"{{"name":"number-{number}","username":"somebody","secret":"not-a-secret"}}"#)
}

fn request(method: &str, path: &str, token: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    let head = format!(
        "{method} {path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token}\r\n\
         content-type: application/json\r\ncontent-length: {length}\r\n\r\n"
    );
    [head.as_bytes(), body.as_bytes()].concat()
}

/// Makes credentials, several at once, and gives their ids.
async fn create(place: &Place, token: &str) -> Vec<String> {
    let mut creating = JoinSet::new();
    let numbers: Vec<_> = (0..EACH).collect();
    for numbers in numbers.chunks(BY_ONE) {
        let mut wire = Wire::to(place);
        let requests = numbers
            .iter()
            .map(|number| request("POST", CREDENTIALS, token, &credential(*number)));
        let requests: Vec<_> = requests.collect();
        creating.spawn(async move {
            let mut ids = Vec::new();
            for request in requests {
                let created = timeout(PATIENCE, created(&mut wire, &request)).await;
                ids.push(created.expect("a credential is created"));
            }
            ids
        });
    }
    creating.join_all().await.concat()
}

/// Asks until it is created, which a machine with much to do may refuse, and gives its id.
async fn created(wire: &mut Wire, request: &[u8]) -> String {
    loop {
        if let Ok(reply) = wire.ask(request).await
            && let Some(id) = reply.json()["id"].as_str()
        {
            return id.to_owned();
        }
        sleep(Duration::from_millis(50)).await;
    }
}
