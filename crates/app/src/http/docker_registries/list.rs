use actix_web::{
    get,
    web::{Data, Json},
};
use pullkey_use_cases::Credentials;
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    credential_body::{CredentialBody, RegistryBody},
    find::Read,
    list_query::{ListQuery, SortBody},
};
use crate::http::{
    authorized::Authorized,
    problem::{Problem, problems},
};

/// List the Docker registry credentials
///
/// A key that is narrowed to some credentials sees and counts those only. To walk through all of them, send the
/// `next_cursor` of each page as the `cursor` of the next: that costs the same everywhere in the list.
#[utoipa::path(
    operation_id = "listDockerRegistries",
    tag = "Docker registries",
    security(("api_key" = [])),
    params(
        ("limit" = Option<u32>, Query, description = "How many to show at most; 25, if left out",
            minimum = 1, maximum = 100),
        ("offset" = Option<u32>, Query, description = "How many to leave out before; 0, if left out",
            minimum = 0, maximum = 10_000),
        ("registry" = inline(Option<RegistryBody>), Query, description = "Only those for this registry provider"),
        ("search" = Option<String>, Query, min_length = 1, max_length = 100, pattern = r"^[^\u0000]*$",
            description = "Only those in whose name or user name this stands, in upper or lower case"),
        ("sort" = inline(Option<SortBody>), Query,
            description = "The order, `-created_at` if left out; `-` turns it around. Names are compared by their bytes, ties by id"),
        ("cursor" = Option<String>, Query, pattern = "^[A-Za-z0-9_-]+$",
            description = "The `next_cursor` of a page of the same list: shows what follows it. Not together with `offset`"),
        ("total" = Option<bool>, Query,
            description = "Whether to count all of them, as is done if left out; never done with a cursor"),
    ),
    responses(
        (status = 200, description = "A page of credentials, without their secrets", body = CredentialListBody),
        ListProblems,
    ),
)]
#[get("/docker-registries")]
pub(crate) async fn list_credentials(
    call: Authorized<Read, ListQuery>,
    credentials: Data<Credentials>,
) -> Result<Json<CredentialListBody>, Problem> {
    let (caller, query) = (call.caller, call.input);
    let (offset, limit) = (query.offset(), query.limit());
    let listed = credentials
        .list(caller.company().id(), caller.reach(), query.into_command())
        .await?;
    Ok(Json(CredentialListBody {
        data: listed.items.iter().map(CredentialBody::from).collect(),
        total: listed.total,
        offset: offset.filter(|_| listed.total.is_some()),
        limit,
        next_cursor: listed.next_cursor,
    }))
}

problems! {
    ListProblems = [REQUEST, CALL, CURSOR];
}

/// A page of credentials.
#[derive(Serialize, ToSchema)]
pub(crate) struct CredentialListBody {
    /// The credentials, in order.
    data: Vec<CredentialBody>,
    /// How many there are in all. Left out with a cursor and with `total=false`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = u64, required = false, example = 42)]
    total: Option<u64>,
    /// How many were left out before. Left out where `total` is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = u32, required = false, example = 0)]
    offset: Option<u32>,
    /// How many were asked for at most.
    #[schema(example = 25)]
    limit: u32,
    /// What leads on to the next page; `null` if nothing follows.
    #[schema(required = true)]
    next_cursor: Option<String>,
}
