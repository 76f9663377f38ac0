use actix_web::{
    get,
    web::{Data, Json},
};
use pullkey_domain::api_key::Permission;
use pullkey_use_cases::AuditEvents;
use serde::Serialize;
use utoipa::ToSchema;

use super::{action_body::ActionBody, event_body::AuditEventBody, list_query::ListQuery};
use crate::http::{
    authorized::{Authorized, Requires},
    problem::{Problem, problems},
};

/// List the audit events
///
/// Newest first. What was done to the company's credentials and API keys, and to itself, and by whom. To walk through all
/// of it, send the `next_cursor` of each page as the `cursor` of the next, until it is `null`. With `actor` or `action`, a
/// page may have fewer events than asked for, or none, although more follow: it ends once 5000 events were looked at.
#[utoipa::path(
    operation_id = "listAuditEvents",
    tag = "Audit events",
    security(("api_key" = [])),
    params(
        ("limit" = Option<u32>, Query, description = "How many to show at most; 25, if left out",
            minimum = 1, maximum = 100),
        ("credential_id" = Option<String>, Query, format = "uuid", pattern = "^([0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-8][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}|00000000-0000-0000-0000-000000000000|ffffffff-ffff-ffff-ffff-ffffffffffff)$",
            description = "Only what was done to this credential, even if it is deleted by now"),
        ("actor" = Option<String>, Query, pattern = r"^(api_key|cli|operator|system|(api_key:)?([0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-8][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}|00000000-0000-0000-0000-000000000000|ffffffff-ffff-ffff-ffff-ffffffffffff)|cli:[^\u0000]{1,255})$",
            description = "Only what was done by these: a kind of actors, or one by kind and id, `api_key:` and the id of an \
                API key, whose id may also stand alone, or `cli:` and the name of a user"),
        ("action" = inline(Option<ActionBody>), Query, description = "Only where this was done"),
        ("from" = Option<String>, Query, pattern = r"^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?(?:Z))$",
            description = "Only what was done at this moment or later"),
        ("to" = Option<String>, Query, pattern = r"^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?(?:Z))$",
            description = "Only what was done before this moment"),
        ("cursor" = Option<String>, Query, pattern = "^[A-Za-z0-9_-]+$",
            description = "The `next_cursor` of a page with the same filters: shows what follows it"),
    ),
    responses(
        (status = 200, description = "A page of audit events", body = AuditEventListBody),
        ListEventsProblems,
    ),
)]
#[get("/audit-events")]
pub(crate) async fn list_events(
    call: Authorized<Read, ListQuery>,
    audit_events: Data<AuditEvents>,
) -> Result<Json<AuditEventListBody>, Problem> {
    let (company, command) = (call.caller.company().id(), call.input.into_command());
    let listed = audit_events.list(company, command).await?;
    Ok(Json(AuditEventListBody {
        data: listed.items.iter().map(AuditEventBody::from).collect(),
        next_cursor: listed.next_cursor,
    }))
}

problems! {
    ListEventsProblems = [REQUEST, CALL, CURSOR];
}

/// To read the audit trail.
pub(crate) struct Read;

impl Requires for Read {
    const PERMISSION: Permission = Permission::AuditRead;
}

/// A page of audit events.
#[derive(Serialize, ToSchema)]
pub(crate) struct AuditEventListBody {
    /// The events, newest first.
    data: Vec<AuditEventBody>,
    /// What leads on to the next page; `null` if nothing follows.
    #[schema(required = true)]
    next_cursor: Option<String>,
}
