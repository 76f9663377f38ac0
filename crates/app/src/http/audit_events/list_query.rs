use std::borrow::Cow;

use actix_web::{HttpRequest, web::Payload};
use pullkey_domain::{
    audit::{Action, ActorFilter},
    id::CredentialId,
    timestamp::Timestamp,
};
use pullkey_use_cases::{AuditFilter, ListAuditEvents};

use crate::http::{
    input::Input,
    problem::Problem,
    query::{Query, whole_number},
};

/// Which page of which trail somebody asks for.
pub(crate) struct ListQuery(ListAuditEvents);

impl ListQuery {
    pub(super) fn into_command(self) -> ListAuditEvents {
        self.0
    }
}

impl Input for ListQuery {
    async fn read(request: &HttpRequest, _: Payload) -> Result<Self, Problem> {
        let mut query = Query::of(request);
        let limit = query.take("limit", whole_number(1..=100));
        let credential = query.take("credential_id", |id| CredentialId::parse(id).map_err(told));
        let actor = query.take("actor", |words| ActorFilter::parse(words).map_err(told));
        let action = query.take("action", |word| {
            Action::parse(word).ok_or_else(unknown_action)
        });
        let from = query.take("from", |at| Timestamp::parse(at).map_err(told));
        let to = query.take("to", |at| Timestamp::parse(at).map_err(told));
        let cursor = query.take("cursor", |text| Ok(text.to_owned()));
        query.finish()?;
        Ok(Self(ListAuditEvents {
            filter: AuditFilter {
                credential,
                actor,
                action,
                from,
                to,
            },
            limit: limit.unwrap_or(25),
            cursor,
        }))
    }
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "map_err hands over what it has"
)]
fn told(rule: impl ToString) -> Cow<'static, str> {
    rule.to_string().into()
}

fn unknown_action() -> Cow<'static, str> {
    let words: Vec<_> = Action::ALL.iter().map(|action| action.as_str()).collect();
    format!("must be one of {}", words.join(", ")).into()
}
