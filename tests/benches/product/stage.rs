//! What runs while it is measured: a PostgreSQL server, and the product on it and on an embedded store.

use std::{
    net::TcpListener,
    path::Path,
    process::{Child, Stdio},
    sync::Arc,
    thread::sleep,
    time::{Duration, Instant},
};

use futures_util::future::join_all;
use pullkey_domain::credential::RegistryProvider;
use pullkey_storage::{
    Store,
    contract::fixtures::{a_company, a_credential},
};
use pullkey_storage_postgres::{DatabaseUrl, Migrate, PostgresStore, Safety};
use pullkey_tests::{Call, Client, Installation, Node, Place, Processes, make_key, pullkey};
use pullkey_throwaway_postgres::{Cluster, Database, Options};
use tokio::runtime::Runtime;

use crate::{
    load::Workers,
    scripts::{COMPANIES, EACH, company_id, credential_id},
    wrk::{Request, Wrk},
};

pub(crate) const CREDENTIALS: &str = "/v3/docker-registries";
/// Sealed, it has the length that the scripts give.
const SECRET_LENGTH: usize = 64;

/// The product on PostgreSQL, with companies that have credentials.
pub(crate) struct Stage {
    pub(crate) cluster: Cluster,
    pub(crate) installation: Installation,
    /// A database with the same tables and rows, that no service has: what pgbench leaves there is sealed by nobody.
    pub(crate) plain: Database,
    /// The store there.
    pub(crate) store: Arc<dyn Store>,
    /// Of each company, the token of a key that may do everything with credentials.
    pub(crate) keys: Vec<String>,
}

impl Stage {
    pub(crate) fn set(runtime: &Runtime) -> Self {
        let settings = Options::default().setting("shared_buffers", "512MB");
        let cluster = Cluster::with(&settings.setting("max_wal_size", "4GB"));
        let installation = Installation::on(cluster.database());
        let plain = cluster.database();
        let store = runtime.block_on(async {
            drop(filled(installation.database()).await);
            filled(&plain).await
        });
        // The key ring is compared with the database before anything is made.
        let keys = (0..COMPANIES).map(|nth| {
            let capabilities = ["DOCKER_REGISTRY:READ", "DOCKER_REGISTRY:CREATE"];
            make_key(installation.folder(), &company_id(nth), &capabilities).token
        });
        let keys = keys.collect();
        for database in [installation.database(), &plain] {
            // Nobody signed those events, so they would wait for ever to be sealed.
            database.query("TRUNCATE audit_unsealed");
            database.query("VACUUM ANALYZE");
        }
        Self {
            cluster,
            installation,
            plain,
            store: Arc::new(store),
            keys,
        }
    }

    /// The processes that a request has on processors: those of this node and of PostgreSQL.
    pub(crate) fn workers(&self, node: &Node) -> Workers {
        Workers {
            service: Processes::default().alone(node.pid()),
            database: Processes::default().family(self.cluster.pid()),
        }
    }

    pub(crate) fn creates(&self, node: &Node) -> Wrk {
        creates(node, &self.keys)
    }

    pub(crate) fn gets(&self, node: &Node) -> Wrk {
        Wrk::of(node.place(), &self.each_get())
    }

    /// A create after each three gets.
    pub(crate) fn mixed(&self) -> Vec<Request> {
        let mut creates = each_create(&self.keys).into_iter().cycle();
        let gets = self.each_get();
        let each = gets
            .chunks(3)
            .flat_map(|gets| gets.iter().cloned().chain(creates.next()));
        each.collect()
    }

    /// Far from each other, and of all companies.
    fn each_get(&self) -> Vec<Request> {
        let each = (0..4_000).map(|nth| nth * 104_729 % (COMPANIES * EACH));
        let each = each.map(|nth| Request {
            method: "GET",
            path: format!("{CREDENTIALS}/{}", credential_id(nth)),
            key: Some(self.keys[nth / EACH].clone()),
            body: None,
        });
        each.collect()
    }

    pub(crate) fn lists(&self, node: &Node) -> Wrk {
        self.of_each_company(node, &format!("{CREDENTIALS}?limit=50&total=false"))
    }

    /// What needs a key and nothing of the database.
    pub(crate) fn authenticated(&self, node: &Node) -> Wrk {
        self.of_each_company(node, "/v3/api-keys/validate")
    }

    fn of_each_company(&self, node: &Node, path: &str) -> Wrk {
        let each = self.keys.iter().map(|key| Request {
            method: "GET",
            path: path.to_owned(),
            key: Some(key.clone()),
            body: None,
        });
        Wrk::of(node.place(), &each.collect::<Vec<_>>())
    }
}

/// Creates of the companies with these keys, of every provider.
pub(crate) fn creates(node: &Node, keys: &[String]) -> Wrk {
    Wrk::of(node.place(), &each_create(keys))
}

fn each_create(keys: &[String]) -> Vec<Request> {
    let secret = "s".repeat(SECRET_LENGTH);
    let each = keys.iter().flat_map(|key| {
        RegistryProvider::ALL.map(|provider| Request {
            method: "POST",
            path: CREDENTIALS.to_owned(),
            key: Some(key.clone()),
            body: Some(format!(
                r#"{{"name":"Registry 0000c0de","username":"user-1234567","secret":"{secret}","registry":"{}"}}"#,
                provider.as_str()
            )),
        })
    });
    each.collect()
}

/// What needs nothing but the process.
pub(crate) fn bare(node: &Node) -> Wrk {
    let request = Request {
        method: "GET",
        path: "/livez".to_owned(),
        key: None,
        body: None,
    };
    Wrk::of(node.place(), &[request])
}

async fn filled(database: &Database) -> PostgresStore {
    let url = DatabaseUrl::parse(&database.url()).expect("it is a URL");
    let store = PostgresStore::new(&url, Safety::Required);
    store.open(Migrate::Yes).await.expect("it takes its tables");
    fill(&store).await;
    store
}

async fn fill(store: &dyn Store) {
    for company in 0..COMPANIES {
        let id = company_id(company).parse().expect("it is an id");
        let made = a_company().with_id(id).recorded();
        let inserted = store.companies().insert(&made).await;
        inserted.expect("it takes companies");
        let company_ = made.into_subject();
        let created = (company * EACH..(company + 1) * EACH).map(|nth| {
            a_credential()
                .of(&company_)
                .named(&format!("Registry {nth:08x}"))
                .for_user(&format!("user-{nth}"))
                .provided_by(RegistryProvider::ALL[nth % 7])
                .sealed_as(&[7; 173])
                .with_id(credential_id(nth).parse().expect("it is an id"))
                .recorded()
        });
        let created: Vec<_> = created.collect();
        for chunk in created.chunks(500) {
            let inserts = chunk.iter().map(|it| store.credentials().insert(it, None));
            for inserted in join_all(inserts).await {
                inserted.expect("it takes credentials");
            }
        }
    }
}

/// How long it takes from the start of the program in this folder to its first answer to somebody with a key.
pub(crate) fn first_answer(folder: &Path, key: &str) -> Duration {
    let free = TcpListener::bind("127.0.0.1:0").and_then(|it| it.local_addr());
    let port = free.expect("there is a free port").port();
    let client = Client::of(&Place::at(port));
    let call = Call::new("GET", &format!("{CREDENTIALS}?limit=1")).key(key);
    let began = Instant::now();
    let started = pullkey(folder)
        .arg(format!("--listen=127.0.0.1:{port}"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    let _running = Running(started.expect("it starts"));
    loop {
        if client.send(&call).is_ok_and(|reply| reply.status == 200) {
            return began.elapsed();
        }
        assert!(began.elapsed() < Duration::from_secs(30), "it serves");
        sleep(Duration::from_micros(200));
    }
}

/// A process that ends with this.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}
