use actix_web::{
    HttpRequest, get,
    web::{Data, Json, Payload},
};
use pullkey_use_cases::{ApiKeys, PageRequest};
use serde::Serialize;
use utoipa::ToSchema;

use super::{find::Read, key_body::ApiKeyBody};
use crate::http::{
    authorized::Authorized,
    input::Input,
    problem::{Problem, problems},
    query::{Query, whole_number},
};

/// List the API keys
///
/// Newest first. Tokens are not part of the answer.
#[utoipa::path(
    operation_id = "listApiKeys",
    tag = "API keys",
    security(("api_key" = [])),
    params(
        ("limit" = Option<u32>, Query, description = "How many to show at most; 25, if left out",
            minimum = 1, maximum = 100),
        ("offset" = Option<u32>, Query, description = "How many to leave out before; 0, if left out",
            minimum = 0, maximum = 10_000),
    ),
    responses(
        (status = 200, description = "A page of API keys, without their tokens", body = KeyListBody),
        ListKeysProblems,
    ),
)]
#[get("/api-keys")]
pub(crate) async fn list_keys(
    call: Authorized<Read, KeyListQuery>,
    api_keys: Data<ApiKeys>,
) -> Result<Json<KeyListBody>, Problem> {
    let (company, page) = (call.caller.company().id(), call.input.0);
    let listed = api_keys.list(company, page).await?;
    Ok(Json(KeyListBody {
        data: listed.items.iter().map(ApiKeyBody::from).collect(),
        total: listed.total,
        offset: page.offset,
        limit: page.limit,
    }))
}

problems! {
    ListKeysProblems = [REQUEST, CALL];
}

/// Which page somebody asks for.
pub(crate) struct KeyListQuery(PageRequest);

impl Input for KeyListQuery {
    async fn read(request: &HttpRequest, _: Payload) -> Result<Self, Problem> {
        let mut query = Query::of(request);
        let limit = query.take("limit", whole_number(1..=100)).unwrap_or(25);
        let offset = query.take("offset", whole_number(0..=10_000)).unwrap_or(0);
        query.finish()?;
        Ok(Self(PageRequest { limit, offset }))
    }
}

/// A page of API keys.
#[derive(Serialize, ToSchema)]
pub(crate) struct KeyListBody {
    /// The keys, newest first.
    data: Vec<ApiKeyBody>,
    /// How many there are in all.
    #[schema(example = 4)]
    total: u64,
    /// How many were left out before.
    #[schema(example = 0)]
    offset: u32,
    /// How many were asked for at most.
    #[schema(example = 25)]
    limit: u32,
}
