//! The OpenAPI document, made from the routes themselves.

mod finish;

use actix_web::{
    App, HttpResponse,
    dev::ResourceDef,
    get,
    web::{Bytes, Data},
};
use utoipa::{
    Modify, OpenApi,
    openapi::{
        OpenApi as Tree, PathItem,
        security::{Http, HttpAuthScheme, SecurityScheme},
    },
};
use utoipa_actix_web::{AppExt, service_config::ServiceConfig};

use super::{
    docs,
    problem::{FieldError, ProblemBody, ProblemData, RequestProblems},
};

/// The document, as it is served, and which methods each path has.
pub(super) struct Document {
    json: Bytes,
    methods: Vec<(ResourceDef, String)>,
}

impl Document {
    /// Makes the document of these routes.
    pub(super) fn of(routes: impl FnOnce(&mut ServiceConfig)) -> Self {
        let (_, mut tree) = App::new()
            .into_utoipa_app()
            .openapi(Frame::openapi())
            .configure(routes)
            .split_for_parts();
        finish::finish(&mut tree);
        let methods = tree
            .paths
            .paths
            .iter()
            .map(|(path, item)| (ResourceDef::new(path.as_str()), methods_of(item)))
            .collect();
        for path in docs::UNLISTED {
            tree.paths.paths.remove(path);
        }
        Self {
            methods,
            json: (tree.to_pretty_json().unwrap_or_default() + "\n").into(),
        }
    }

    /// Lets the paths that begin so have no methods, as if they were unknown. The document itself has them all the same.
    pub(super) fn hide(&mut self, prefix: &str) {
        let hidden = |route: &ResourceDef| route.pattern().is_some_and(|it| it.starts_with(prefix));
        self.methods.retain(|(route, _)| !hidden(route));
    }

    /// The document itself.
    pub(super) fn into_json(self) -> Bytes {
        self.json
    }

    /// The methods of the route that serves this path, as an `Allow` header lists them.
    pub(super) fn methods_of(&self, path: &str) -> Option<&str> {
        self.methods
            .iter()
            .find(|(route, _)| route.is_match(path))
            .map(|(_, methods)| methods.as_str())
    }
}

fn methods_of(item: &PathItem) -> String {
    let methods = [
        (item.get.is_some(), "GET, HEAD"),
        (item.post.is_some(), "POST"),
        (item.patch.is_some(), "PATCH"),
        (item.delete.is_some(), "DELETE"),
    ];
    let named: Vec<_> = methods
        .into_iter()
        .filter_map(|(there, name)| there.then_some(name))
        .collect();
    named.join(", ")
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
pub(super) async fn serve(document: Data<Document>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("application/json")
        .body(document.json.clone())
}
