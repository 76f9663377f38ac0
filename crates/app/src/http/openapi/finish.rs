//! What the document says of all operations alike, and no derive can.

use utoipa::openapi::{
    Array, ObjectBuilder, OpenApi, PathItem, RefOr, Required, Schema,
    path::{Operation, ParameterBuilder, ParameterIn},
    schema::{AdditionalProperties, ArrayItems, Type},
};

use crate::http::problem::{text, whole_number};

/// Says it.
pub(super) fn finish(tree: &mut OpenApi) {
    leave_out_bodies(tree);
    close_bodies(tree);
    name_common_headers(tree);
    name_rate_limits(tree);
    forget_examples(tree);
}

/// A body that need not be there is no `null` either: it is left out.
fn leave_out_bodies(tree: &mut OpenApi) {
    let bodies = operations(tree).filter_map(|operation| operation.request_body.as_mut());
    for body in bodies {
        let RefOr::T(body) = body else { continue };
        for content in body.content.values_mut() {
            if let RefOr::T(content) = content
                && let Some(RefOr::T(Schema::OneOf(either))) = &content.schema
                && let Some(sent) = either.items.iter().find(|it| named(it).is_some())
            {
                content.schema = Some(sent.clone());
                body.required = Some(Required::False);
            }
        }
    }
}

/// Every body, and what stands in it, takes no other members than those named.
fn close_bodies(tree: &mut OpenApi) {
    let mut names: Vec<_> = tree
        .paths
        .paths
        .values()
        .flat_map(|item| [item.post.as_ref(), item.patch.as_ref()])
        .filter_map(|operation| known(operation?.request_body.as_ref()?))
        .flat_map(|body| body.content.values())
        .filter_map(|content| named(known(content)?.schema.as_ref()?))
        .collect();
    let Some(components) = &mut tree.components else {
        return;
    };
    while let Some(name) = names.pop() {
        if let Some(RefOr::T(Schema::Object(body))) = components.schemas.get_mut(&name) {
            body.additional_properties = Some(Box::new(AdditionalProperties::FreeForm(false)));
            let inner = body.properties.values();
            names.extend(inner.filter_map(|it| items(it).or_else(|| named(it))));
        }
    }
}

/// The name of what a list has, where that has a name.
fn items(list: &RefOr<Schema>) -> Option<String> {
    match known(list)? {
        Schema::Array(Array {
            items: ArrayItems::RefOrSchema(items),
            ..
        }) => named(items),
        _ => None,
    }
}

fn named(schema: &RefOr<Schema>) -> Option<String> {
    match schema {
        RefOr::Ref(schema) => schema.ref_location.rsplit('/').next().map(str::to_owned),
        RefOr::T(_) => None,
    }
}

/// Every request may have an id, and every answer has these headers.
fn name_common_headers(tree: &mut OpenApi) {
    for operation in operations(tree) {
        let id = ParameterBuilder::new()
            .name("x-request-id")
            .parameter_in(ParameterIn::Header)
            .required(Required::False)
            .schema(Some(ObjectBuilder::new().schema_type(Type::String)))
            .description(Some(
                "An id for the request: 1 to 64 of `A-Z a-z 0-9 . _ -`. It stands in the answer, the log and the audit \
                 trail; another one is replaced",
            ));
        let parameters = operation.parameters.get_or_insert_default();
        parameters.push(RefOr::T(id.build()));
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

/// Whoever was let in to a company is told of the limits in every answer.
fn name_rate_limits(tree: &mut OpenApi) {
    let paths = tree.paths.paths.iter_mut();
    let of_companies = paths.filter(|(path, _)| path.starts_with("/v3/"));
    for operation in of_companies.flat_map(|(_, item)| operations_of(item)) {
        for (status, answer) in &mut operation.responses.responses {
            let RefOr::T(answer) = answer else { continue };
            // Before anybody is let in.
            if ["401", "414", "431"].contains(&status.as_str()) {
                continue;
            }
            for (name, description) in RATE_LIMITS {
                let header = whole_number(description);
                answer.headers.insert(name.into(), header.into());
            }
        }
    }
}

const RATE_LIMITS: [(&str, &str); 3] = [
    (
        "x-ratelimit-limit",
        "The most requests of this kind that the company may make in a minute. The three headers are left out where \
         there is no limit, and where the request was answered before its key was known",
    ),
    (
        "x-ratelimit-remaining",
        "How many would be let through at once now",
    ),
    (
        "x-ratelimit-reset",
        "In how many seconds, rounded up, it would be all of them again",
    ),
];

/// Takes the examples from parameters that may be left out: the reference page would fill them in, and so ask for less
/// than its reader wants to see.
fn forget_examples(tree: &mut OpenApi) {
    let parameters = operations(tree).flat_map(|operation| operation.parameters.iter_mut());
    for parameter in parameters.flatten() {
        if let RefOr::T(parameter) = parameter
            && parameter.required == Required::False
            && let Some(RefOr::T(Schema::Object(schema))) = &mut parameter.schema
        {
            schema.example = None;
        }
    }
}

fn operations(tree: &mut OpenApi) -> impl Iterator<Item = &mut Operation> {
    tree.paths.paths.values_mut().flat_map(operations_of)
}

fn operations_of(path: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    let PathItem {
        get,
        post,
        patch,
        delete,
        ..
    } = path;
    [get, post, patch, delete].into_iter().flatten()
}

fn known<T>(part: &RefOr<T>) -> Option<&T> {
    match part {
        RefOr::T(part) => Some(part),
        RefOr::Ref(_) => None,
    }
}
