//! JSON bodies: read within bounds, then member by member, so that nothing stops at the first broken rule.

#[cfg(test)]
pub(crate) mod any_body;
mod anything;
mod broken;
mod duplicate;
mod member;
mod object;
mod payload;
mod preconditions;
mod value;

use actix_web::{
    HttpRequest,
    web::{Bytes, Payload},
};
use validator::Validate;

pub(crate) use self::{
    broken::Broken,
    duplicate::member as duplicate_member,
    member::{Optional, Required},
    object::{Members, Object, members},
    value::{Items, MemberValue, Nullable, ObjectValue, One, Read, TextValue, text_values},
};
use super::{
    input::{Input, has_body},
    problem::{Code, Problem},
    query::Query,
};

/// A body of these members, in which every rule holds.
pub(crate) struct Json<M>(pub(crate) M);

impl<M: Members + Validate> Input for Json<M> {
    async fn read(request: &HttpRequest, payload: Payload) -> Result<Self, Problem> {
        preconditions::check(request)?;
        Query::of(request).finish()?;
        let bytes = payload::read(request, payload).await?;
        members_of(&bytes).map(Self)
    }
}

/// The same, or no body at all, which stands for an object without members.
pub(crate) struct OptionalJson<M>(pub(crate) M);

impl<M: Members + Validate> Input for OptionalJson<M> {
    async fn read(request: &HttpRequest, payload: Payload) -> Result<Self, Problem> {
        let declared = preconditions::check(request);
        Query::of(request).finish()?;
        let bytes = match declared {
            Ok(()) => payload::read(request, payload).await?,
            Err(_) if !has_body(request) || payload::is_empty(request, payload).await? => {
                Bytes::new()
            }
            Err(problem) => return Err(problem),
        };
        if bytes.is_empty() {
            return Ok(Self(M::default()));
        }
        members_of(&bytes).map(Self)
    }
}

fn members_of<M: Members + Validate>(body: &[u8]) -> Result<M, Problem> {
    let object: Object<M> = serde_json::from_slice(body).map_err(|error| malformed(&error))?;
    object.into_valid().map_err(|broken| {
        let errors = broken.into_iter().map(Broken::in_body);
        Problem::of_fields(Code::ValidationFailed, errors.collect())
    })
}

/// serde's own texts repeat what was sent, so only the position is passed on.
fn malformed(error: &serde_json::Error) -> Problem {
    let (line, column) = (error.line(), error.column());
    let rule = if error.is_eof() {
        "it ends too early"
    } else if duplicate::is_why(error) {
        "a member stands twice"
    } else if error.is_data() {
        "it is not an object"
    } else {
        "its syntax or encoding is broken"
    };
    let detail = format!("the body must be one JSON object: {rule} (line {line}, column {column})");
    Problem::new(Code::BodyMalformed, detail)
}
