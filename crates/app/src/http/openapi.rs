//! The OpenAPI document, made from the routes themselves.

mod finish;

use std::mem::take;

use actix_web::{
    HttpResponse, Route,
    dev::HttpServiceFactory,
    get,
    web::{Bytes, Data},
};
use utoipa::{
    Modify, OpenApi,
    openapi::{
        OpenApi as Tree, RefOr, Schema,
        path::Paths,
        security::{Http, HttpAuthScheme, SecurityScheme},
    },
};
use utoipa_actix_web::OpenApiFactory;

use super::{
    docs,
    listing::Listing,
    problem::{FieldError, ProblemBody, ProblemData, RequestProblems},
    routes::Routes,
};

/// The document of these routes, as it is served.
pub(super) fn document(routes: impl FnOnce(&mut Told)) -> Bytes {
    let mut told = Told::default();
    routes(&mut told);
    let mut tree = Frame::openapi();
    tree.paths.merge(told.paths);
    let components = tree.components.get_or_insert_default();
    components.schemas.extend(told.schemas);
    finish::finish(&mut tree);
    for path in docs::UNLISTED {
        tree.paths.paths.remove(path);
    }
    (tree.to_pretty_json().unwrap_or_default() + "\n").into()
}

/// What the routes tell of themselves.
#[derive(Default)]
pub(super) struct Told {
    paths: Paths,
    schemas: Vec<(String, RefOr<Schema>)>,
}

impl Routes for Told {
    fn serve(&mut self, route: impl HttpServiceFactory + OpenApiFactory + 'static) -> &mut Self {
        self.paths.merge(route.paths());
        route.schemas(&mut self.schemas);
        self
    }

    fn below(&mut self, prefix: &str, routes: impl FnOnce(&mut Self)) -> &mut Self {
        let mut below = Self::default();
        routes(&mut below);
        let paths = take(&mut below.paths.paths).into_iter();
        below.paths.paths = paths
            .map(|(path, item)| (prefix.to_owned() + &path, item))
            .collect();
        self.paths.merge(below.paths);
        self.schemas.append(&mut below.schemas);
        self
    }

    fn answer(&mut self, _path: &str, _route: Route) -> &mut Self {
        self
    }
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Pullkey",
        description = "Keeps the credentials that deployments pull private images with. Takes a secret once, \
            encrypts it before storage, and never returns it.",
        license(name = "Apache-2.0 OR MIT", identifier = "Apache-2.0 OR MIT"),
    ),
    tags(
        (name = "Docker registries", description = "Credentials of private Docker registries"),
        (name = "API keys", description = "What lets internal services in, and how far"),
        (name = "Audit events", description = "What was done, by whom, to what"),
        (name = "Operator", description = "Companies and their first API keys, for whoever runs the service. There only \
            where the service was given an operator key: elsewhere each of these paths is unknown, 404"),
        (name = "Service", description = "The service itself; no key needed"),
    ),
    components(schemas(ProblemBody, ProblemData, FieldError)),
    modifiers(&ApiKeyScheme, &OperatorKeyScheme),
)]
struct Frame;

struct ApiKeyScheme;

impl Modify for ApiKeyScheme {
    fn modify(&self, tree: &mut Tree) {
        let description = "API key authentication. Pass your API key as a Bearer token in the Authorization header.";
        add_bearer(tree, "api_key", description);
    }
}

struct OperatorKeyScheme;

impl Modify for OperatorKeyScheme {
    fn modify(&self, tree: &mut Tree) {
        let description = "The key of whoever runs the service, as a Bearer token in the Authorization header. No API key \
            lets anybody in where it does, nor the other way round.";
        add_bearer(tree, "operator_key", description);
    }
}

fn add_bearer(tree: &mut Tree, name: &str, description: &str) {
    let mut scheme = Http::new(HttpAuthScheme::Bearer);
    scheme.description = Some(description.into());
    let components = tree.components.get_or_insert_default();
    components.add_security_scheme(name, SecurityScheme::Http(scheme));
}

/// This document
#[utoipa::path(
    operation_id = "getOpenApi",
    tag = "Service",
    responses(
        (status = 200, description = "The OpenAPI 3.1 document of this service",
            body = Object, content_type = "application/json"),
        RequestProblems,
    ),
)]
#[get("/openapi.json")]
pub(super) async fn serve(listing: Data<Listing>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("application/json")
        .body(listing.document())
}
