//! Whether anything slows down as the data grows.

use pullkey_tests::{Call, Client, Installation, Node, Processes, make_key};
use pullkey_throwaway_postgres::{Cluster, Options};
use tokio::runtime::Runtime;

use crate::{
    Form,
    load::{Load, Pairs, Workers},
    loader::load,
    report::{Goal, Report},
    scripts::{company_id, credential_id},
    stage::CREDENTIALS,
    wrk::{Request, Wrk},
};

/// Most companies have so many.
const USUAL: usize = 1_000;
const SMALL_ROWS: usize = 10_000;
const VAST: usize = 1_000_000;
const LARGE: usize = 100_000;
const LITTLE: usize = 100;
/// So many companies are asked of.
const ASKED: usize = 64;
const CONNECTIONS: usize = 32;

/// The product on a database of one size.
struct Grown {
    node: Node,
    workers: Workers,
    /// Of each company that is asked of.
    tenants: Vec<Tenant>,
    _installation: Installation,
}

struct Tenant {
    key: String,
    /// Its credentials are those of these numbers.
    first: usize,
    size: usize,
}

/// Measures on so many rows, beside 10,000, and on companies of different sizes.
pub(crate) fn growth(rows: usize, runtime: &Runtime, form: &Form, report: &mut Report) {
    let settings = Options::default().setting("shared_buffers", "512MB");
    let cluster = Cluster::with(&settings.setting("max_wal_size", "4GB"));
    let small = Grown::of(&cluster, runtime, &[USUAL; SMALL_ROWS / USUAL]);
    let mut sizes = vec![USUAL; rows / USUAL];
    sizes.extend([VAST.min(rows), LARGE.min(rows), LITTLE]);
    let mut large = Grown::of(&cluster, runtime, &sizes);
    // The last three are asked of by themselves.
    let special: Vec<_> = large.tenants.drain(large.tenants.len() - 3..).collect();
    let all: Vec<_> = large.tenants.iter().collect();
    let few: Vec<_> = small.tenants.iter().collect();
    let size = |rows: usize| format!("{rows} rows ÷ {SMALL_ROWS}");
    report.growth(
        &format!("get, {}", size(rows)),
        &pairs(form, (&small, &gets(&few)), (&large, &gets(&all))),
    );
    report.growth(
        &format!("page behind a cursor, {}", size(rows)),
        &pairs(
            form,
            (&small, &pages(&small, &few)),
            (&large, &pages(&large, &all)),
        ),
    );
    let usual = &all[..1];
    let vast = &[&special[0]];
    let size = format!("a company of {} ÷ {USUAL}", special[0].size);
    report.growth(
        &format!("get, {size}"),
        &pairs(form, (&large, &gets(usual)), (&large, &gets(vast))),
    );
    report.growth(
        &format!("page behind a cursor, {size}"),
        &pairs(
            form,
            (&large, &pages(&large, usual)),
            (&large, &pages(&large, vast)),
        ),
    );
    let totals = |of: &Tenant| vec![of.request(format!("{CREDENTIALS}?limit=50"))];
    let pairs = pairs(
        form,
        (&large, &totals(&special[2])),
        (&large, &totals(&special[1])),
    );
    report.add(
        format!(
            "list with total, a company of {} ÷ {LITTLE}: p50",
            special[1].size
        ),
        (pairs.ratio(|it| it.p50_micros), ""),
        Goal::AtMost(2.0),
        "",
    );
}

fn pairs(form: &Form, baseline: (&Grown, &[Request]), measured: (&Grown, &[Request])) -> Pairs {
    let wrk = |(grown, requests): (&Grown, &[Request])| Wrk::of(grown.node.place(), requests);
    let (first, second) = (wrk(baseline), wrk(measured));
    Pairs::take(
        form.rounds,
        || first.turn(CONNECTIONS, form.turn, &baseline.0.workers),
        || second.turn(CONNECTIONS, form.turn, &measured.0.workers),
    )
}

impl Grown {
    fn of(cluster: &Cluster, runtime: &Runtime, sizes: &[usize]) -> Self {
        let installation = Installation::on(cluster.database());
        drop(load(&installation, cluster, runtime, sizes));
        let node = installation.node();
        let special = sizes.iter().filter(|size| **size != USUAL).count();
        let usual = sizes.len() - special;
        let step = usual.div_ceil(ASKED);
        let asked = (0..usual).step_by(step).chain(usual..sizes.len());
        let tenants = asked.map(|nth| Tenant {
            key: make_key(
                installation.folder(),
                &company_id(nth),
                &["DOCKER_REGISTRY:READ"],
            )
            .token,
            first: sizes[..nth].iter().sum(),
            size: sizes[nth],
        });
        Self {
            tenants: tenants.collect(),
            workers: Workers {
                service: Processes::default().alone(node.pid()),
                database: Processes::default().family(cluster.pid()),
            },
            node,
            _installation: installation,
        }
    }
}

impl Tenant {
    fn request(&self, path: String) -> Request {
        Request {
            method: "GET",
            path,
            key: Some(self.key.clone()),
            body: None,
        }
    }
}

/// 4,096 credentials, far from each other.
fn gets(tenants: &[&Tenant]) -> Vec<Request> {
    let each = 4_096 / tenants.len();
    let of_each = tenants.iter().flat_map(|tenant| {
        (0..each).map(|nth| {
            let place = nth * 104_729 % tenant.size;
            tenant.request(format!(
                "{CREDENTIALS}/{}",
                credential_id(tenant.first + place)
            ))
        })
    });
    of_each.collect()
}

/// The eighth page of 50 of each.
fn pages(grown: &Grown, tenants: &[&Tenant]) -> Vec<Request> {
    let client = Client::of(grown.node.place());
    let of_each = tenants.iter().map(|tenant| {
        let mut path = format!("{CREDENTIALS}?limit=50&total=false");
        for _ in 0..7 {
            let reply = client.send(&Call::new("GET", &path).key(&tenant.key));
            let page = reply.expect("the service answers").json();
            let cursor = page["next_cursor"].as_str().expect("there is more");
            path = format!("{CREDENTIALS}?limit=50&cursor={cursor}");
        }
        tenant.request(path)
    });
    of_each.collect()
}

impl Report {
    fn growth(&mut self, work: &str, pairs: &Pairs) {
        let detail = |of: fn(&Load) -> f64| {
            format!(
                "{:.0} µs, {:.0} µs",
                pairs.median_of_measured(of),
                pairs.median_of_baseline(of)
            )
        };
        let processor: fn(&Load) -> f64 = |it| it.processor_micros;
        let p99: fn(&Load) -> f64 = |it| it.p99_micros;
        for (figure, of, most) in [("processor time", processor, 1.1), ("p99", p99, 1.2)] {
            self.add(
                format!("{work}: {figure}"),
                (pairs.ratio(of), ""),
                Goal::AtMost(most),
                detail(of),
            );
        }
    }
}
