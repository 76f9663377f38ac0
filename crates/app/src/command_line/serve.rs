//! Serving, from the first file to the last answer.

use std::{
    fs,
    io::{self, Write},
    net::{Ipv4Addr, SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
    thread::available_parallelism,
};

use actix_web::web::Data;
use anyhow::Context;
use pullkey_registry_http::HttpRegistry;
use pullkey_use_cases::{ClientNetwork, Pullkey};
use tracing::{debug, info, warn};
use zeroize::Zeroizing;

use super::{first_commands::FirstCommands, start_text::StartText};
use crate::{
    audit_trail::AuditTrail,
    background,
    config::Config,
    data_dir::{self, ServeLock},
    exposure::warn_of_exposure,
    first_start,
    heads_file::HeadsFile,
    http::{self, PullsUnderWay, RateLimits, Rates, RequestsInFlight, Surface, TrialRates},
    open_files,
    opening::Opening,
    readiness::Readiness,
    reload::Reload,
    ring_reload::RingReload,
    server::{Deadlines, GuardedServer, ServerOptions, StopSignals},
    stop_watch,
    telemetry::Metrics,
    tls::ServedTls,
    wiring::{self, Assembled, WayOfWorker},
};

/// Serves until a signal stops it. Gives the exit status: what is logged has to be written before the process ends, so
/// that is left to the caller.
pub(super) async fn run(config: &Config) -> anyhow::Result<ExitCode> {
    let tls = config.tls.as_ref().map(ServedTls::load).transpose()?;
    let tls = tls.map(Arc::new);
    // Early, as it would end a service that is still starting.
    let reload = Reload::catch(tls.clone()).context("cannot catch signals")?;
    data_dir::create(&config.data_dir)?;
    let _lock = ServeLock::take(&config.data_dir)?;
    warn_of_exposure(config);
    let Assembled {
        pullkey,
        ring_reload,
        opening,
        way_of_worker,
        trial_rates,
        registry,
    } = wiring::assemble(config).await?;
    let connections = open_files::connections(config.max_connections);
    let parts = parts(&pullkey, config, connections);
    if opening.is_none() {
        first_start::prepare(&pullkey, &config.data_dir).await?;
        parts.readiness.observe().await;
    }

    let main = listen(config.listen, "--listen")?;
    let address = main.local_addr()?;
    let options = options(connections, tls.as_deref());
    let server = served(
        GuardedServer::new(options),
        main,
        config,
        &parts,
        &way_of_worker,
    )?;
    // Caught before anybody is told where the service is: whoever knows may stop it.
    let signals = StopSignals::catch().context("cannot catch signals")?;
    let first_key = match &opening {
        None => first_key(&pullkey, config).await,
        // There is none, and the store may be away.
        Some(_) => None,
    };
    announce(config, address, tls.as_deref(), first_key.as_deref())?;

    let (stop, readiness) = (server.stop_handle(), parts.readiness.clone());
    let serving = Serving {
        server,
        parts,
        trail: AuditTrail::of(&pullkey, HeadsFile::at(&config.audit_heads_file)),
        pullkey,
        opening,
        reload,
        ring_reload,
        trial_rates,
        registry,
    };
    tokio::select! {
        ended = serving.until_stopped() => ended.map(|()| ExitCode::SUCCESS),
        second = signals.stop(stop, move || {
            stop_watch::begin();
            readiness.drain();
        }) => Ok(stop_watch::ended_by(second)),
    }
}

/// All that runs until the last answer.
struct Serving {
    server: GuardedServer,
    parts: http::Parts,
    trail: AuditTrail,
    pullkey: Pullkey,
    opening: Option<Opening>,
    reload: Reload,
    ring_reload: RingReload,
    trial_rates: Arc<TrialRates>,
    registry: Arc<HttpRegistry>,
}

impl Serving {
    /// Serves until the server is stopped, and then stores what is not stored yet.
    async fn until_stopped(self) -> anyhow::Result<()> {
        let Self {
            server,
            parts,
            trail,
            pullkey,
            opening,
            reload,
            ring_reload,
            trial_rates,
            registry,
        } = self;
        let readiness = parts.readiness.clone().into_inner();
        let ended = tokio::select! {
            ended = server.run() => ended.context("the server failed"),
            never = reload.follow(async || ring_reload.reload().await) => match never {},
            failed = tend(opening, &pullkey, &trail, &readiness) => failed,
            () = background::observe(readiness.clone()) => Ok(()),
            () = background::forget_idle(parts.rate_limits.into_inner(), trial_rates, registry) => Ok(()),
            () = background::run_upkeep(parts.metrics.into_inner()) => Ok(()),
        };
        let by = background::last_moment(readiness.draining_for());
        tokio::join!(
            background::tell_last_uses(&pullkey.authentication, &pullkey.credentials, by),
            trail.finish(by),
        );
        ended?;
        info!("stopped");
        Ok(())
    }
}

/// Has the server serve what each listener is for.
fn served(
    server: GuardedServer,
    main: TcpListener,
    config: &Config,
    parts: &http::Parts,
    way_of_worker: &WayOfWorker,
) -> anyhow::Result<GuardedServer> {
    let by_worker = |surface| {
        let (app, way_of_worker) = (parts.clone(), way_of_worker.clone());
        move || http::app(&app.by_way_of(way_of_worker()), surface)
    };
    let mut server = server.listen("main", main, by_worker(Surface::Main))?;
    if let Some(gateway) = config.gateway_listen {
        let gateway = listen(gateway, "--gateway-listen")?;
        info!(address = %gateway.local_addr()?, "serving pulls");
        server = server.listen("gateway", gateway, by_worker(Surface::Gateway))?;
    }
    if let Some(metrics) = config.metrics_listen {
        let metrics = listen(metrics, "--metrics-listen")?;
        let app = parts.clone();
        server = server.listen("metrics", metrics, move || {
            http::app(&app, Surface::Metrics)
        })?;
    }
    Ok(server)
}

/// What the app is made of.
fn parts(pullkey: &Pullkey, config: &Config, connections: usize) -> http::Parts {
    let with_metrics = config.metrics_listen.is_none();
    let rates = Rates {
        read: config.rate_read_per_minute,
        write: config.rate_write_per_minute,
        pull: config.rate_pull_per_minute,
    };
    let rate_limits = RateLimits::new(rates, &pullkey.surroundings.clock);
    http::Parts {
        rate_limits: Data::new(rate_limits),
        in_flight: Data::new(RequestsInFlight::at_most(config.max_requests)),
        pulls: Data::new(PullsUnderWay::of_connections(connections)),
        trusted_proxies: Data::new(config.trusted_proxies.clone()),
        operator_key: config.operator_key.clone(),
        with_gateway: config.gateway_listen.is_none(),
        ..http::Parts::new(pullkey, Metrics::collect(), with_metrics)
    }
}

/// What goes on beside the requests once the store is open. It ends only if that can never be.
async fn tend(
    opening: Option<Opening>,
    pullkey: &Pullkey,
    trail: &AuditTrail,
    readiness: &Readiness,
) -> anyhow::Result<()> {
    let was_closed = opening.is_some();
    if let Some(opening) = opening {
        opening.finish().await?;
        info!(host = opening.place(), "the database is open");
    }
    let greeting = async {
        if was_closed {
            greet(pullkey, readiness).await;
        }
    };
    // Changes are followed from the start: somebody may be let in already.
    tokio::join!(
        background::follow_changes(pullkey.authentication.clone()),
        background::tell_uses(pullkey.authentication.clone(), pullkey.credentials.clone()),
        background::sweep(pullkey.upkeep.clone()),
        background::seal(trail),
        greeting,
    );
    Ok(())
}

/// What is done once for a store that was opened after the listeners.
async fn greet(pullkey: &Pullkey, readiness: &Readiness) {
    // Whoever waits for this node need not wait for the next look.
    readiness.observe().await;
    if let Some(text) = FirstCommands::needed(pullkey).await {
        // Whoever started it need not read it.
        let _ = write!(io::stdout(), "{text}");
    }
}

fn options(connections: usize, tls: Option<&ServedTls>) -> ServerOptions {
    ServerOptions {
        workers: available_parallelism().map_or(1, usize::from),
        max_connections: connections,
        deadlines: Deadlines::default(),
        refusal: http::refusal,
        tls: tls.map(|tls| tls.termination().clone()),
    }
}

fn listen(address: SocketAddr, flag: &str) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address)
        .with_context(|| format!("cannot listen on {address}; choose another {flag}"))
}

/// Where the first key is, as long as it lets anybody in.
async fn first_key(pullkey: &Pullkey, config: &Config) -> Option<PathBuf> {
    let file = first_start::key_file(&config.data_dir);
    let token = Zeroizing::new(fs::read_to_string(&file).ok()?);
    let here = ClientNetwork::of(Ipv4Addr::LOCALHOST.into());
    let authentication = &pullkey.authentication;
    let principal = authentication.identify(token.trim_end(), here).await;
    principal.is_ok().then_some(file)
}

/// Tells where the service can be asked, now that it can.
fn announce(
    config: &Config,
    address: SocketAddr,
    tls: Option<&ServedTls>,
    first_key: Option<&Path>,
) -> anyhow::Result<()> {
    debug!(settings = ?config, "configured");
    info!(%address, version = env!("CARGO_PKG_VERSION"), tls = tls.is_some(), "serving");
    let leaves = tls.is_none() && !address.ip().is_loopback();
    // Who names the proxies in front has put them there.
    if leaves && config.trusted_proxies.is_empty() {
        warn!(%address, "API keys and secrets cross the network in plain http here: set tls_cert_file and tls_key_file, or put a TLS proxy in front and name it in trusted_proxies");
    }
    let text = StartText::of(address, tls.map(ServedTls::certificate), first_key);
    // Whoever started it need not read it.
    let _ = write!(io::stdout(), "{text}");
    // Last: whoever waits for the file finds everything else said.
    if let Some(file) = &config.address_file {
        write_address(file, address)
            .with_context(|| format!("cannot write the address to {}", file.display()))?;
    }
    Ok(())
}

/// At once: whoever waits for the file finds all of the address in it.
fn write_address(file: &Path, address: SocketAddr) -> io::Result<()> {
    let fresh = file.with_extension("new");
    fs::write(&fresh, format!("{address}\n"))?;
    fs::rename(fresh, file)
}
