use pullkey_domain::{
    audit::{Actor, AuditEvent, RequestId, Target},
    id::AuditEventId,
    timestamp::Timestamp,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::action_body::ActionBody;

/// Something that was done in a company.
#[derive(Serialize, ToSchema)]
pub(crate) struct AuditEventBody {
    /// Unique identifier for the event
    #[schema(value_type = String, format = "uuid", pattern = "^([0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-8][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}|00000000-0000-0000-0000-000000000000|ffffffff-ffff-ffff-ffff-ffffffffffff)$", example = "01a2d3a8-6f20-7c51-9c3b-6a7b1d0c54e2")]
    id: AuditEventId,
    /// Timestamp when it was done, in ISO 8601 format
    #[schema(value_type = String, format = DateTime, pattern = r"^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?(?:Z))$", example = "2025-01-30T00:00:00.000Z")]
    at: Timestamp,
    actor: ActorBody,
    #[schema(value_type = ActionBody, inline)]
    action: &'static str,
    target: TargetBody,
    #[schema(value_type = OutcomeWords, inline)]
    outcome: &'static str,
    /// The id of the request that it was done in; `null` if it was done in none
    #[schema(value_type = Option<String>, required = true, example = "build-1742")]
    request_id: Option<String>,
    /// The version of its target before; `null` if it was not there, or is not about a version
    #[schema(required = true, minimum = 1, example = 1)]
    version_before: Option<i64>,
    /// The version of its target afterwards; `null` if it is gone, or the event is not about a version
    #[schema(required = true, minimum = 1, example = 2)]
    version_after: Option<i64>,
}

/// Who did it.
#[derive(Serialize, ToSchema)]
struct ActorBody {
    #[schema(value_type = ActorWords, inline)]
    kind: &'static str,
    /// The id of the API key, or the name of the user of the machine where a command ran; `null` where there is only one
    #[schema(required = true, example = "fb5e5168-4281-4bec-94c5-0d1584e9e657")]
    id: Option<String>,
}

/// What it was done to.
#[derive(Serialize, ToSchema)]
struct TargetBody {
    #[schema(value_type = TargetWords, inline)]
    kind: &'static str,
    /// Its id
    #[schema(format = "uuid", example = "fb5e5168-4281-4bec-94c5-0d1584e9e657")]
    id: String,
}

/// Which kind of actor: the holder of an API key, a user of the command line, the operator over HTTP, or the service itself
#[derive(ToSchema)]
#[schema(rename_all = "snake_case", example = "api_key")]
#[expect(dead_code, reason = "it only tells the document which words there are")]
enum ActorWords {
    ApiKey,
    Cli,
    Operator,
    System,
}

/// Which kind of thing
#[derive(ToSchema)]
#[schema(rename_all = "snake_case", example = "credential")]
#[expect(dead_code, reason = "it only tells the document which words there are")]
enum TargetWords {
    Credential,
    ApiKey,
    Company,
}

/// How it ended: whether it was done, why a sealed secret did not open, or what came of a login that was tried
#[derive(ToSchema)]
#[schema(rename_all = "snake_case", example = "succeeded")]
#[expect(dead_code, reason = "it only tells the document which words there are")]
enum OutcomeWords {
    Succeeded,
    Rejected,
    UnknownKey,
    Malformed,
    Verified,
    NoAccess,
    RegistryOpen,
    NotARegistry,
    Unreachable,
    Timeout,
    TlsFailed,
    RealmNotTrusted,
    NotAllowed,
    RateLimited,
    Unsupported,
    Inconclusive,
}

impl From<&AuditEvent> for AuditEventBody {
    fn from(event: &AuditEvent) -> Self {
        Self {
            id: event.id(),
            at: event.at(),
            actor: event.actor().into(),
            action: event.action().as_str(),
            target: event.target().into(),
            outcome: event.outcome().as_str(),
            request_id: event.request().map(RequestId::to_string),
            version_before: event.before().map(|it| it.row.as_i64()),
            version_after: event.after().map(|it| it.row.as_i64()),
        }
    }
}

impl From<&Actor> for ActorBody {
    fn from(actor: &Actor) -> Self {
        Self {
            kind: actor.kind(),
            id: actor.id(),
        }
    }
}

impl From<Target> for TargetBody {
    fn from(target: Target) -> Self {
        Self {
            kind: target.kind(),
            id: target.id().to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use pullkey_domain::audit::Outcome;
    use serde_json::{Value, json};
    use utoipa::PartialSchema;
    use uuid::Uuid;

    use super::*;

    fn words<S: PartialSchema>() -> Value {
        serde_json::to_value(S::schema()).unwrap()["enum"].clone()
    }

    #[test]
    fn the_document_has_the_word_of_each_outcome() {
        let outcomes: Vec<_> = Outcome::ALL.iter().map(|it| it.as_str()).collect();
        assert_eq!(words::<OutcomeWords>(), json!(outcomes));
    }

    #[test]
    fn the_document_has_the_words_of_actors_and_targets_that_are_read_back() {
        let id = Uuid::max();
        for word in words::<TargetWords>().as_array().unwrap() {
            assert!(Target::of(word.as_str().unwrap(), id).is_some(), "{word}");
        }
        let actor = |kind: &str| Actor::of(kind, None).or(Actor::of(kind, Some(&id.to_string())));
        for word in words::<ActorWords>().as_array().unwrap() {
            assert!(actor(word.as_str().unwrap()).is_some(), "{word}");
        }
    }
}
