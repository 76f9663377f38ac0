//! Whether answers are as they must be, whatever was asked.

use serde_json::Value;

use super::{
    answer::Answer,
    exchange::{Asked, Exchange},
};
use crate::drill::{Broken, Verdict, hold};

/// Each request that is whole has one answer, and what follows them at most two, as it may be a request and more, unless the service
/// said that it closes the connection, or the connection was reset. What is no HTTP ends a connection, and may do so before
/// the answers to what was asked in front of it.
pub(super) fn judge(exchange: &Exchange, answers: &[u8], was_reset: bool) -> Verdict {
    let Exchange { whole, tail, .. } = exchange;
    let mut asked = whole.iter().chain(tail).chain(tail);
    let (mut rest, mut answered, mut closes) = (answers, 0, false);
    while !rest.is_empty() {
        let Some(request) = asked.next() else {
            return Err(Broken("more answers than requests".to_owned()));
        };
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
            let is_bare = answered > 0 && is_bare_refusal(&answer);
            if !is_bare {
                is_proper(&answer, request)?;
            }
            closes = answer.header("connection") == Some("close") || is_bare;
            if closes && request.method == "HEAD" {
                // Who refuses what is no HTTP does not know its method, so there may be a body.
                rest = b"";
            }
            break;
        }
        answered += 1;
    }
    let may_end = closes || was_reset || tail.is_some();
    hold(answered >= whole.len() || may_end, || {
        let sent = whole.len();
        format!("fewer answers than requests: {answered} to {sent}")
    })
}

/// An answer is no failure, and a refusal says in words what is wrong.
fn is_proper(answer: &Answer, request: &Asked) -> Verdict {
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
    hold(is_problem || is_of_registries, || {
        format!("refused in no words: {status} to {method} {target}")
    })
}

/// Whether it is the parser's own refusal, which ends the connection. The service replaces it by its own unless other
/// answers wait in front of it.
fn is_bare_refusal(answer: &Answer) -> bool {
    [400, 408, 431].contains(&answer.status) && answer.header("content-length") == Some("0")
}
