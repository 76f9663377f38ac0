mod settings;
mod standby;

use std::{
    collections::HashMap,
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
    sync::{
        Arc, LazyLock, Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use crate::{
    Options, Template,
    account::Account,
    database::{PASSWORD, ROLE},
    files::Files,
    patience::wait_until,
    port::Port,
    postmaster::Postmaster,
    programs::Programs,
    psql::{Psql, SUPERUSER},
    watchdog::Watchdog,
};

/// A PostgreSQL server with its data, in a folder of its own. It ends with this value, or with this process.
#[derive(Debug)]
pub struct Cluster {
    account: Account,
    programs: Programs,
    files: Files,
    port: Option<Port>,
    postmaster: Mutex<Postmaster>,
    pub(crate) psql: Psql,
    pub(crate) databases: AtomicU32,
    pub(crate) templates: Mutex<HashMap<String, Arc<OnceLock<Template>>>>,
}

/// The cluster that all tests of this process share, each with databases of its own. It is durable. A test that breaks
/// its server starts one for itself.
pub fn shared() -> &'static Cluster {
    static SHARED: LazyLock<Cluster> = LazyLock::new(Cluster::start);
    &SHARED
}

impl Cluster {
    /// A durable one with a socket.
    pub fn start() -> Self {
        Self::with(&Options::default())
    }

    /// One that is as these options say.
    pub fn with(options: &Options) -> Self {
        let cluster = Self::without_data(options);
        let Self {
            account, programs, ..
        } = &cluster;
        let port = cluster.psql.port();
        cluster.files.initialise(options, port, account, programs);
        cluster.start_again();
        let role = format!("CREATE ROLE {ROLE} LOGIN PASSWORD '{PASSWORD}'");
        cluster.query(SUPERUSER, &role);
        cluster
    }

    /// One that is still to get its data, and to be started.
    fn without_data(options: &Options) -> Self {
        let account = Account::of_servers();
        let programs = Programs::find();
        let files = Files::make(options, &account);
        let watchdog = Watchdog::watch(files.folder());
        let port = options.tcp.then(Port::reserve);
        // Without TCP, the number is a part of the socket's name only.
        let number = port.as_ref().map_or(5432, Port::number);
        Self {
            psql: Psql::of(&programs, &files, number),
            account,
            programs,
            files,
            port,
            postmaster: Mutex::new(Postmaster::watched_by(watchdog)),
            databases: AtomicU32::new(0),
            templates: Mutex::default(),
        }
    }

    /// Starts the server on its data and its port after it was stopped or killed, and waits until it is ready.
    pub fn start_again(&self) {
        self.launch();
        self.wait_until_ready();
    }

    /// Starts the server without waiting for it.
    pub fn launch(&self) {
        let mut postmaster = self.postmaster();
        postmaster.start(&self.files, &self.account, &self.programs);
    }

    /// Whether it takes connections now.
    pub fn is_ready(&self) -> bool {
        let mut command = self.programs.command("pg_isready");
        command.args(["--quiet", "--timeout=1", "--host"]);
        command
            .arg(self.folder())
            .args(["--port", &self.psql.port().to_string()]);
        command.status().expect("pg_isready starts").success()
    }

    /// Waits until it takes connections.
    pub fn wait_until_ready(&self) {
        let ready = || {
            assert!(self.postmaster().runs(), "PostgreSQL ended: {}", self.log());
            self.is_ready()
        };
        let became = wait_until(Duration::from_mins(1), ready);
        assert!(became, "PostgreSQL does not become ready: {}", self.log());
    }

    /// The process id of its first process.
    pub fn pid(&self) -> u32 {
        self.postmaster().pid()
    }

    /// Where it listens.
    ///
    /// # Panics
    ///
    /// When it has a socket only.
    pub fn address(&self) -> SocketAddr {
        let port = self.port.as_ref().expect("it was started with `tcp`");
        (Ipv4Addr::LOCALHOST, port.number()).into()
    }

    /// The folder of its socket, its log and its data.
    pub fn folder(&self) -> &Path {
        self.files.folder()
    }

    /// Where a program of its PostgreSQL is, such as `pgbench` or `pg_dump`.
    pub fn bin(&self, program: &str) -> PathBuf {
        self.programs.path(program)
    }

    /// What the server logged so far.
    pub fn log(&self) -> String {
        self.files.log()
    }

    /// What a query gives when the superuser asks it behind the product's back: a line for each row, with `|` between
    /// columns.
    pub fn query(&self, database: &str, sql: &str) -> String {
        self.psql.query(database, sql)
    }

    /// A URL with which the superuser is let into a database, by the socket.
    pub fn superuser_url(&self, database: &str) -> String {
        self.psql.url(SUPERUSER, database)
    }

    /// A URL with which the product is let in: by the port where there is one.
    pub(crate) fn url(&self, database: &str) -> String {
        if self.port.is_none() {
            return self.psql.url(ROLE, database);
        }
        let address = self.address();
        format!("postgres://{ROLE}:{PASSWORD}@{address}/{database}")
    }

    /// A name that no database has yet.
    pub(crate) fn name(&self, kind: &str) -> String {
        format!("{kind}_{}", self.databases.fetch_add(1, Ordering::Relaxed))
    }

    pub(crate) fn files(&self) -> &Files {
        &self.files
    }

    /// The server's process, also after a test failed while it had it in hand.
    pub(crate) fn postmaster(&self) -> MutexGuard<'_, Postmaster> {
        let locked = self.postmaster.lock();
        locked.unwrap_or_else(PoisonError::into_inner)
    }
}
