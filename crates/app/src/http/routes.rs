//! Every route of the service on one screen.

use actix_web::{
    Route,
    dev::HttpServiceFactory,
    web::{self, ServiceConfig},
};
use utoipa_actix_web::OpenApiFactory;

use super::{
    api_keys, audit_events, docker_registries, docs, fallback, gateway, metrics, openapi, operator,
    probes, problem_pages,
};

/// What the routes are given to: an app, which serves them, or the document, which tells of them.
pub(super) trait Routes: Sized {
    /// Takes a route.
    fn serve(&mut self, route: impl HttpServiceFactory + OpenApiFactory + 'static) -> &mut Self;

    /// Takes routes whose paths begin so.
    fn below(&mut self, prefix: &str, routes: impl FnOnce(&mut Self)) -> &mut Self;

    /// Takes a route that nobody is told of.
    fn answer(&mut self, path: &str, route: Route) -> &mut Self;
}

impl Routes for ServiceConfig {
    fn serve(&mut self, route: impl HttpServiceFactory + OpenApiFactory + 'static) -> &mut Self {
        self.service(route)
    }

    fn below(&mut self, prefix: &str, routes: impl FnOnce(&mut Self)) -> &mut Self {
        self.service(web::scope(prefix).configure(routes))
    }

    fn answer(&mut self, path: &str, route: Route) -> &mut Self {
        self.route(path, route)
    }
}

/// All routes; the metrics are left out where a listener of their own serves them.
pub(super) fn all(routes: &mut impl Routes, with_metrics: bool) {
    probes(routes);
    routes
        .below(API, |routes| {
            routes
                .serve(docker_registries::create_credential)
                .serve(docker_registries::list_credentials)
                // Before what takes any word for an id.
                .serve(docker_registries::resolve_credential)
                .answer("/docker-registries/resolve", web::to(fallback::answer))
                .serve(docker_registries::find_credential)
                .serve(docker_registries::update_credential)
                .serve(docker_registries::delete_credential)
                .serve(docker_registries::verify_credential)
                .serve(api_keys::create_key)
                .serve(api_keys::list_keys)
                // Before what takes any word for an id.
                .serve(api_keys::own_key)
                .serve(api_keys::validate_key)
                .answer("/api-keys/{own:me|validate}", web::to(fallback::answer))
                .serve(api_keys::find_key)
                .serve(api_keys::update_key)
                .serve(api_keys::delete_key)
                .serve(api_keys::toggle_key)
                .serve(api_keys::rotate_key)
                .serve(audit_events::list_events);
        })
        .serve(openapi::serve)
        .serve(docs::reference)
        .serve(docs::reference_below)
        .serve(docs::part)
        .serve(problem_pages::serve);
    if with_metrics {
        metrics_only(routes);
    }
}

/// Whether the service can be asked.
pub(super) fn probes(routes: &mut impl Routes) {
    routes.serve(probes::livez).serve(probes::readyz);
}

/// The routes by which images are pulled. Another specification tells of them.
pub(super) fn of_gateway(routes: &mut impl Routes) {
    routes.answer(gateway::GATEWAY, web::to(gateway::serve));
    routes.answer("/v2/{rest:.*}", web::to(gateway::serve));
}

/// The routes of a listener that serves the metrics only.
pub(super) fn metrics_only(routes: &mut impl Routes) {
    routes.serve(metrics::serve);
}

/// The routes that are there only where the operator has a key.
pub(super) fn of_operator(routes: &mut impl Routes) {
    routes.below(OPERATOR, |routes| {
        routes
            .serve(operator::create_company)
            .serve(operator::list_companies)
            .serve(operator::delete_company)
            .serve(operator::create_company_key)
            .serve(operator::list_company_keys);
    });
}

/// Whether what is at a path takes more than to be told what is known.
pub(super) fn takes_work(path: &str) -> bool {
    [API, OPERATOR]
        .iter()
        .any(|prefix| path.starts_with(prefix))
}

/// What the paths of the API begin with.
const API: &str = "/v3";
/// What those of the operator begin with.
pub(super) const OPERATOR: &str = "/operator/v1";
