use actix_web::{
    HttpRequest, get,
    web::{Data, Json, Payload},
};
use pullkey_storage::PageRequest;
use pullkey_use_cases::Credentials;
use serde::Serialize;
use utoipa::ToSchema;

use super::{credential_body::CredentialBody, find::Read};
use crate::http::{
    authorized::Authorized,
    input::Input,
    problem::{CallProblems, Problem, QueryProblems},
    query::Query,
};

/// List the Docker registry credentials
///
/// Newest first. A key that is narrowed to some credentials sees and counts those only.
#[utoipa::path(
    operation_id = "listDockerRegistries",
    tag = "Docker registries",
    security(("api_key" = [])),
    params(
        ("limit" = Option<u32>, Query, description = "How many to show at most; 25, if left out",
            minimum = 1, maximum = 100),
        ("offset" = Option<u32>, Query, description = "How many to leave out before; 0, if left out",
            minimum = 0, maximum = 10_000),
    ),
    responses(
        (status = 200, description = "A page of credentials, without their secrets", body = CredentialListBody),
        CallProblems,
        QueryProblems,
    ),
)]
#[get("/docker-registries")]
pub(crate) async fn list_credentials(
    call: Authorized<Read, ListQuery>,
    credentials: Data<Credentials>,
) -> Result<Json<CredentialListBody>, Problem> {
    let (caller, page) = (call.caller, call.input.page);
    let listed = credentials
        .list(caller.company().id(), caller.reach(), page)
        .await?;
    Ok(Json(CredentialListBody {
        data: listed.items.iter().map(CredentialBody::from).collect(),
        total: listed.total,
        offset: page.offset,
        limit: page.limit,
    }))
}

/// A page of credentials.
#[derive(Serialize, ToSchema)]
pub(crate) struct CredentialListBody {
    /// The credentials, newest first.
    data: Vec<CredentialBody>,
    /// How many there are in all.
    #[schema(example = 42)]
    total: u64,
    /// How many were left out before.
    #[schema(example = 0)]
    offset: u32,
    /// How many were asked for at most.
    #[schema(example = 25)]
    limit: u32,
}

pub(crate) struct ListQuery {
    page: PageRequest,
}

impl Input for ListQuery {
    async fn read(request: &HttpRequest, _: Payload) -> Result<Self, Problem> {
        let mut query = Query::of(request);
        let limit = query.number("limit", 1..=100, 25, "must be a whole number from 1 to 100");
        let offset = query.number(
            "offset",
            0..=10_000,
            0,
            "must be a whole number from 0 to 10000",
        );
        query.finish()?;
        let page = PageRequest { limit, offset };
        Ok(Self { page })
    }
}
