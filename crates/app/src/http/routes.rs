//! Every route of the service on one screen.

use actix_web::web;
use utoipa_actix_web::{scope, service_config::ServiceConfig};

use super::{
    api_keys, audit_events, docker_registries, docs, fallback, metrics, openapi, operator, probes,
    problem_pages,
};

/// All routes; the metrics are left out where a listener of their own serves them.
pub(super) fn all(routes: &mut ServiceConfig, with_metrics: bool) {
    routes
        .service(
            scope("/v3")
                .service(docker_registries::create_credential)
                .service(docker_registries::list_credentials)
                .service(docker_registries::find_credential)
                .service(docker_registries::update_credential)
                .service(docker_registries::delete_credential)
                .service(api_keys::create_key)
                .service(api_keys::list_keys)
                // Before what takes any word for an id.
                .service(api_keys::own_key)
                .service(api_keys::validate_key)
                .route("/api-keys/{own:me|validate}", web::to(fallback::answer))
                .service(api_keys::find_key)
                .service(api_keys::update_key)
                .service(api_keys::delete_key)
                .service(api_keys::toggle_key)
                .service(api_keys::rotate_key)
                .service(audit_events::list_events),
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

/// The routes that are there only where the operator has a key.
pub(super) fn of_operator(routes: &mut ServiceConfig) {
    routes.service(
        scope(OPERATOR)
            .service(operator::create_company)
            .service(operator::list_companies)
            .service(operator::delete_company)
            .service(operator::create_company_key)
            .service(operator::list_company_keys),
    );
}

/// What their paths begin with.
pub(super) const OPERATOR: &str = "/operator/v1";
