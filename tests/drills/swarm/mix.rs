use std::time::Duration;

use fastrand::Rng;
use pullkey_tests::{Place, Reply, Tenant};
use tokio::{runtime::Builder, task::JoinSet};

use super::wire::Wire;

/// What is asked of a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Get,
    List,
    Search,
    Create,
    Change,
}

impl Kind {
    pub(crate) const ALL: [Self; 5] = [
        Self::Get,
        Self::List,
        Self::Search,
        Self::Create,
        Self::Change,
    ];

    /// One of them, gets more often than all others together.
    pub(super) fn random(rng: &mut Rng) -> Self {
        match rng.u32(..100) {
            0..55 => Self::Get,
            55..65 => Self::List,
            65..70 => Self::Search,
            70..85 => Self::Create,
            _ => Self::Change,
        }
    }

    /// Whether its outcome may be unknown.
    pub(crate) fn writes(self) -> bool {
        matches!(self, Self::Create | Self::Change)
    }
}

/// Companies, and what they have.
pub(crate) struct Mix(Vec<Customer>);

struct Customer {
    token: String,
    credentials: Vec<String>,
}

const CREDENTIALS: &str = "/v3/docker-registries";
/// So many has each: few enough to be made soon, many enough that changes seldom meet.
const EACH: usize = 64;
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
                customers.push(Customer { token, credentials });
            }
            customers
        }))
    }

    /// The bytes of a request of this kind by one of them.
    pub(super) fn request(&self, kind: Kind, rng: &mut Rng) -> Vec<u8> {
        let customer = &self.0[rng.usize(..self.0.len())];
        let id = &customer.credentials[rng.usize(..customer.credentials.len())];
        let one = || format!("{CREDENTIALS}/{id}");
        let (method, path, body) = match kind {
            Kind::Get => ("GET", one(), String::new()),
            Kind::List => ("GET", format!("{CREDENTIALS}?limit=10"), String::new()),
            Kind::Search => {
                let search = format!("{CREDENTIALS}?limit=10&search=number-1");
                ("GET", search, String::new())
            }
            Kind::Create => ("POST", CREDENTIALS.to_owned(), credential(rng.u32(..1000))),
            Kind::Change => {
                let renamed = format!(r#"{{"name":"renamed-{}"}}"#, rng.u32(..));
                ("PATCH", one(), renamed)
            }
        };
        request(method, &path, &customer.token, &body)
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
    for nth in 0..EACH {
        let body = credential(u32::try_from(nth).unwrap_or_default());
        let request = request("POST", CREDENTIALS, token, &body);
        let mut wire = Wire::to(place);
        creating.spawn(async move {
            let created = tokio::time::timeout(PATIENCE, wire.ask(&request)).await;
            let created = created.expect("an answer comes").expect("it is whole");
            id_of(&created)
        });
    }
    creating.join_all().await
}

fn id_of(created: &Reply) -> String {
    let id = created.json()["id"].as_str().map(str::to_owned);
    id.expect("a credential is created")
}
