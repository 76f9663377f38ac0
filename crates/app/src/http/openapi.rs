//! The OpenAPI document, made from the routes themselves.

use actix_web::{
    App, HttpResponse,
    dev::ResourceDef,
    get,
    web::{Bytes, Data},
};
use utoipa::{
    Modify, OpenApi,
    openapi::{
        OpenApi as Tree, PathItem, RefOr, Schema,
        schema::AdditionalProperties,
        security::{Http, HttpAuthScheme, SecurityScheme},
    },
};
use utoipa_actix_web::{AppExt, service_config::ServiceConfig};

use super::{
    docs,
    problem::{FieldError, ProblemBody, ProblemData, text},
    routes,
};

/// The document as the main listener serves it, where the metrics have no other.
pub fn openapi_document() -> Bytes {
    Document::of(|routes| routes::all(routes, true)).json
}

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
        close_bodies(&mut tree);
        name_common_headers(&mut tree);
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

    /// The methods of the route that serves this path, as an `Allow` header lists them.
    pub(super) fn methods_of(&self, path: &str) -> Option<&str> {
        self.methods
            .iter()
            .find(|(route, _)| route.is_match(path))
            .map(|(_, methods)| methods.as_str())
    }
}

/// Says of every body that it takes no other members than those named: the derive cannot.
fn close_bodies(tree: &mut Tree) {
    let bodies: Vec<_> = tree
        .paths
        .paths
        .values()
        .flat_map(|item| [item.post.as_ref(), item.patch.as_ref()])
        .filter_map(|operation| known(operation?.request_body.as_ref()?))
        .flat_map(|body| body.content.values())
        .filter_map(|content| match known(content)?.schema.as_ref()? {
            RefOr::Ref(schema) => schema.ref_location.rsplit('/').next().map(str::to_owned),
            RefOr::T(_) => None,
        })
        .collect();
    let Some(components) = &mut tree.components else {
        return;
    };
    for name in bodies {
        if let Some(RefOr::T(Schema::Object(body))) = components.schemas.get_mut(&name) {
            body.additional_properties = Some(Box::new(AdditionalProperties::FreeForm(false)));
        }
    }
}

/// Says of every answer which headers it has because all of them do.
fn name_common_headers(tree: &mut Tree) {
    let operations = tree.paths.paths.values_mut().flat_map(|item| {
        let PathItem {
            get,
            post,
            patch,
            delete,
            ..
        } = item;
        [get, post, patch, delete].into_iter().flatten()
    });
    for operation in operations {
        for answer in operation.responses.responses.values_mut() {
            if let RefOr::T(answer) = answer {
                let id = text("The id of the request: the caller's, if it sent one, or a new one");
                let cache = text("Always `no-store`");
                answer.headers.insert("x-request-id".into(), id.into());
                answer.headers.insert("Cache-Control".into(), cache.into());
            }
        }
    }
}

fn known<T>(part: &RefOr<T>) -> Option<&T> {
    match part {
        RefOr::T(part) => Some(part),
        RefOr::Ref(_) => None,
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
        (name = "Service", description = "The service itself; no key needed"),
    ),
    components(schemas(ProblemBody, ProblemData, FieldError)),
    modifiers(&ApiKeyScheme),
)]
struct Frame;

struct ApiKeyScheme;

impl Modify for ApiKeyScheme {
    fn modify(&self, tree: &mut Tree) {
        let mut scheme = Http::new(HttpAuthScheme::Bearer);
        scheme.description = Some(
            "API key authentication. Pass your API key as a Bearer token in the Authorization header.".into(),
        );
        tree.components
            .get_or_insert_default()
            .add_security_scheme("api_key", SecurityScheme::Http(scheme));
    }
}

/// This document
#[utoipa::path(
    operation_id = "getOpenApi",
    tag = "Service",
    responses((status = 200, description = "The OpenAPI 3.1 document of this service",
        body = Object, content_type = "application/json")),
)]
#[get("/openapi.json")]
pub(super) async fn serve(document: Data<Document>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("application/json")
        .body(document.json.clone())
}
