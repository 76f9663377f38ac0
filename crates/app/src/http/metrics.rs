use actix_web::{HttpResponse, get, web::Data};

use super::problem::RequestProblems;
use crate::telemetry::Metrics;

/// Figures for Prometheus
///
/// No label is made from a company, key, credential or host.
#[utoipa::path(
    operation_id = "getMetrics",
    tag = "Service",
    responses(
        (status = 200, description = "The figures in Prometheus' text format",
            body = String, content_type = "text/plain"),
        RequestProblems,
    ),
)]
#[get("/metrics")]
pub(super) async fn serve(metrics: Data<Metrics>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/plain; version=0.0.4")
        .body(metrics.render())
}
