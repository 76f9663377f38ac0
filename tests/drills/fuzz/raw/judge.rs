//! Whether answers are as they must be, whatever was asked.

use serde_json::Value;

use super::{
    answer::Answer,
    exchange::{Asked, Exchange},
};
use crate::drill::{Broken, Verdict, hold};

/// Each request that is whole has one answer, and what follows them at most one, unless the service said that it closes the
/// connection, or the connection was reset.
pub(super) fn judge(exchange: &Exchange, answers: &[u8], was_reset: bool) -> Verdict {
    let mut asked = exchange.whole.iter().chain(&exchange.tail);
    let (mut rest, mut answered, mut closes) = (answers, 0, false);
    while !rest.is_empty() {
        let Some(request) = asked.next() else {
            return Err(Broken("more answers than requests".to_owned()));
        };
        let is_tail = answered == exchange.whole.len();
        loop {
            let (answer, behind) = match Answer::read(rest, request.method == "HEAD") {
                Ok(read) => read,
                // Nobody knows what was lost.
                Err(_) if was_reset => return Ok(()),
                Err(why) => return Err(Broken(format!("no HTTP: {why}"))),
            };
            rest = behind;
            if answer.status < 200 {
                continue;
            }
            is_proper(&answer, request, answered > 0)?;
            closes = answer.header("connection") == Some("close") || is_tail;
            break;
        }
        answered += 1;
    }
    hold(
        answered >= exchange.whole.len() || closes || was_reset,
        || {
            let sent = exchange.whole.len();
            format!("fewer answers than requests: {answered} to {sent}")
        },
    )
}

/// An answer is no failure, and a refusal says in words what is wrong.
fn is_proper(answer: &Answer, request: &Asked, is_later: bool) -> Verdict {
    let Asked { method, target } = request;
    let status = answer.status;
    hold(status < 500, || {
        format!("answered {status} to {method} {target}")
    })?;
    if status < 400 || method == "HEAD" {
        return Ok(());
    }
    let told: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let media_type = answer.header("content-type").unwrap_or_default();
    let is_problem = media_type == "application/problem+json"
        && told["status"] == status
        && told["code"].is_string()
        && told["title"].is_string();
    let is_of_registries = media_type.starts_with("application/json")
        && told["errors"][0]["code"].is_string()
        && told["errors"][0]["message"].is_string();
    // The parser's own refusal cannot be replaced when answers wait in front of it.
    let is_bare = is_later && status == 400 && answer.body.is_empty();
    hold(is_problem || is_of_registries || is_bare, || {
        format!("refused in no words: {status} to {method} {target}")
    })
}
