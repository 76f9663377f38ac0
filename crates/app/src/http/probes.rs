//! What orchestrators ask: is it alive, is it ready.

use actix_web::{
    HttpResponse, get,
    web::{Data, Json},
};
use serde::Serialize;
use utoipa::ToSchema;

use pullkey_domain::ring_key::RingKeyId;

use super::problem::RequestProblems;
use crate::readiness::{Readiness, Report};

/// The routes that orchestrators, balancers and Prometheus ask every few seconds, whether anything happens or not.
pub(super) const ASKED_ALL_THE_TIME: [&str; 3] = ["/livez", "/readyz", "/metrics"];

/// Whether the process is alive
///
/// Asks nothing but the process itself.
#[utoipa::path(
    operation_id = "getLiveness",
    tag = "Service",
    responses(
        (status = 200, description = "It is", body = LivenessBody),
        RequestProblems,
    ),
)]
#[get("/livez")]
pub(super) async fn livez() -> Json<LivenessBody> {
    Json(LivenessBody { status: "alive" })
}

/// Whether this node should get requests
///
/// Tells what a background check found during the last seconds.
#[utoipa::path(
    operation_id = "getReadiness",
    tag = "Service",
    responses(
        (status = 200, description = "It should", body = ReadinessBody),
        (status = 503, description = "It should not; the failed checks are named", body = ReadinessBody),
        RequestProblems,
    ),
)]
#[get("/readyz")]
pub(super) async fn readyz(readiness: Data<Readiness>) -> HttpResponse {
    let report = readiness.report();
    let mut answer = if report.is_ready() {
        HttpResponse::Ok()
    } else {
        HttpResponse::ServiceUnavailable()
    };
    answer.json(ReadinessBody::from(report))
}

#[derive(Serialize, ToSchema)]
pub(crate) struct LivenessBody {
    /// Always `alive`.
    #[schema(value_type = String, example = "alive")]
    status: &'static str,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct ReadinessBody {
    /// `ready` or `not_ready`.
    #[schema(value_type = String, example = "ready")]
    status: &'static str,
    checks: ReadinessChecksBody,
    /// The ids of keys that rows were made with and this node's key ring lacks.
    missing_keys: Vec<u32>,
    /// The ids of primary keys of this node's key ring that are disabled elsewhere: it is a copy from before that.
    disabled_keys: Vec<u32>,
}

/// Each check: `true` if it holds.
#[derive(Serialize, ToSchema)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is the outcome of one named check"
)]
pub(crate) struct ReadinessChecksBody {
    /// The store answered within the last 5 seconds.
    store: bool,
    /// The store's schema is the one that this program works with.
    schema: bool,
    /// The key ring was compared with the store, has every key that rows were made with, and no primary that was disabled.
    key_ring: bool,
    /// Audit events were sealed within the last minute, or another node did it.
    sealer: bool,
    /// The node's clock is no more than 2 seconds from the store's, if that has one of its own.
    clock: bool,
    /// The node is not about to stop.
    serving: bool,
}

impl From<Report> for ReadinessBody {
    fn from(report: Report) -> Self {
        let checks = report.checks;
        Self {
            status: if report.is_ready() {
                "ready"
            } else {
                "not_ready"
            },
            checks: ReadinessChecksBody {
                store: checks.store,
                schema: checks.schema,
                key_ring: checks.key_ring,
                sealer: checks.sealer,
                clock: checks.clock,
                serving: checks.serving,
            },
            missing_keys: numbers(report.missing_keys),
            disabled_keys: numbers(report.disabled_keys),
        }
    }
}

fn numbers(ids: Vec<RingKeyId>) -> Vec<u32> {
    ids.into_iter().map(RingKeyId::as_u32).collect()
}
