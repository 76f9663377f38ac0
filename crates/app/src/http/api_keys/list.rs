use actix_web::{
    get,
    web::{Data, Json},
};
use pullkey_use_cases::{ApiKeys, ListedApiKey, Page, PageRequest};
use serde::Serialize;
use utoipa::ToSchema;

use super::{find::Read, key_body::ApiKeyBody};
use crate::http::{
    authorized::Authorized,
    page_query::PageQuery,
    problem::{Problem, problems},
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
    call: Authorized<Read, PageQuery>,
    api_keys: Data<ApiKeys>,
) -> Result<Json<KeyListBody>, Problem> {
    let (company, page) = (call.caller.company().id(), call.input.0);
    let listed = api_keys.list(company, page).await?;
    Ok(Json(KeyListBody::of(&listed, page)))
}

problems! {
    ListKeysProblems = [REQUEST, CALL];
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

impl KeyListBody {
    /// What was listed, of this page.
    pub(crate) fn of(listed: &Page<ListedApiKey>, page: PageRequest) -> Self {
        Self {
            data: listed.items.iter().map(ApiKeyBody::from).collect(),
            total: listed.total,
            offset: page.offset,
            limit: page.limit,
        }
    }
}
