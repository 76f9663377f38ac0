//! Every route of the service on one screen.

use utoipa_actix_web::{scope, service_config::ServiceConfig};

use super::{docker_registries, docs, metrics, openapi, probes, problem_pages};

/// All routes; the metrics are left out where a listener of their own serves them.
pub(super) fn all(routes: &mut ServiceConfig, with_metrics: bool) {
    routes
        .service(
            scope("/v3")
                .service(docker_registries::create_credential)
                .service(docker_registries::list_credentials)
                .service(docker_registries::find_credential)
                .service(docker_registries::update_credential)
                .service(docker_registries::delete_credential),
        )
        .service(probes::livez)
        .service(probes::readyz)
        .service(openapi::serve)
        .service(docs::reference)
        .service(docs::reference_below)
        .service(docs::part)
        .service(problem_pages::serve);
    if with_metrics {
        metrics_only(routes);
    }
}

/// The routes of a listener that serves the metrics only.
pub(super) fn metrics_only(routes: &mut ServiceConfig) {
    routes.service(metrics::serve);
}
