//! What is sent: canaries in every place of a request, in good ones and in malformed ones.

use fastrand::Rng;
use pullkey_domain::api_key::ApiKeyToken;
use pullkey_tests::Call;
use serde_json::{Value, json};

use super::{
    canary::{Canaries, Kind, escaped},
    operations::{Lock, Operation},
    site::Site,
};

/// A request that is to be sent.
pub(super) struct Attempt {
    pub(super) label: String,
    pub(super) call: Call,
    /// Whether it must be answered with a 2xx.
    pub(super) good: bool,
    /// Whether the answer may hold the token that it makes.
    pub(super) issues: bool,
}

/// Headers in which somebody could send a secret, rightly or by mistake.
const HEADERS: [&str; 17] = [
    "accept",
    "accept-language",
    "content-encoding",
    "content-type",
    "cookie",
    "forwarded",
    "idempotency-key",
    "if-match",
    "if-none-match",
    "origin",
    "proxy-authorization",
    "referer",
    "traceparent",
    "user-agent",
    "x-api-key",
    "x-registry-auth",
    "x-request-id",
];

/// Makes the requests of one operation.
pub(super) struct Attempts<'a> {
    pub(super) site: &'a Site,
    pub(super) canaries: &'a Canaries,
    pub(super) operation: &'a Operation,
}

impl Attempts<'_> {
    /// Good requests: each body, and once more where that is no second act.
    pub(super) fn good(&self, id: &str) -> Vec<Attempt> {
        let operation = self.operation;
        let path = operation.path(id);
        let Some(bodies) = operation.bodies(self.canaries) else {
            return vec![self.attempt("good", self.call(&path), true)];
        };
        let mut attempts = Vec::new();
        for body in bodies {
            attempts.push(self.attempt("good", self.call(&path).json(&body), true));
        }
        if operation.takes_attempts() {
            let bodies = operation.bodies(self.canaries).unwrap_or_default();
            let name = format!("attempt-{}", fastrand::u64(..));
            let call = || {
                self.call(&path)
                    .header("idempotency-key", &name)
                    .json(&bodies[0])
            };
            attempts.push(self.attempt("good, named", call(), true));
            // A token is not told a second time: that is a refusal.
            attempts.push(self.attempt("good, repeated", call(), false));
        }
        attempts
    }

    /// Canaries where nothing is to come of them: so many headers, and all that the document knows of.
    pub(super) fn bad(&self, id: &str, headers: usize, rng: &mut Rng) -> Vec<Attempt> {
        let mut attempts = self.in_parameters(id);
        attempts.extend(self.in_authorization(id, rng));
        let mut names = HEADERS;
        rng.shuffle(&mut names);
        for name in names.into_iter().take(headers) {
            let what = format!("the header {name} of {}", self.operation.id);
            let call = self.call(&self.operation.path(id));
            let call = call.header(name, &self.canaries.header(&what));
            attempts.push(self.attempt(name, self.with_good_body(call), false));
        }
        if self.operation.bodies(self.canaries).is_some() {
            attempts.extend(self.in_members(id));
        }
        attempts.extend(self.in_bodies(id));
        attempts
    }

    fn in_parameters(&self, id: &str) -> Vec<Attempt> {
        let operation = self.operation;
        let mut attempts = Vec::new();
        let unknown = ("query".to_owned(), "unknown".to_owned());
        for (place, name) in operation.parameters.iter().chain([&unknown]) {
            let what = format!("the {place} parameter {name} of {}", operation.id);
            let call = match place.as_str() {
                "query" => {
                    let value = self.canaries.url(&what);
                    let path = operation.path(id);
                    self.call(&format!("{path}?{name}={value}"))
                }
                "path" => self.call(&operation.path(&self.canaries.url(&what))),
                _ => {
                    let call = self.call(&operation.path(id));
                    call.header(name, &self.canaries.header(&what))
                }
            };
            attempts.push(self.attempt(name, self.with_good_body(call), false));
        }
        let what = format!("the name of a query parameter of {}", operation.id);
        let name = self.canaries.url(&what);
        let path = format!("{}?{name}=1", operation.path(id));
        attempts.push(self.attempt("a name in the query", self.call(&path), false));
        attempts
    }

    /// Keys that are none.
    fn in_authorization(&self, id: &str, rng: &mut Rng) -> Vec<Attempt> {
        let what = |how: &str| format!("{how} of {}", self.operation.id);
        let canary = |how: &str| self.canaries.header(&what(how));
        let mut fill = |bytes: &mut [u8]| rng.fill(bytes);
        let made_up = ApiKeyToken::generate(&mut fill);
        let own = ApiKeyToken::parse(&self.site.key).expect("it is a key");
        let guessed = ApiKeyToken::another(own.handle(), &mut fill);
        for (how, token) in [("a made-up key", &made_up), ("a guessed key", &guessed)] {
            self.canaries.add_token(&what(how), token.expose());
        }
        let mistyped = format!(
            "{}0",
            self.canaries.core(Kind::Sent, &what("a mistyped key"))
        );
        let values = [
            canary("an Authorization without a scheme"),
            format!("Basic {}", canary("a Basic Authorization")),
            format!("Bearer {}", canary("a malformed key")),
            format!("Bearer plk_{mistyped}"),
            format!("Bearer {}", made_up.expose()),
            format!("Bearer {}", guessed.expose()),
        ];
        let unlocked = |value: &String| {
            let call = Call::new(&self.operation.method, &self.operation.path(id));
            let call = self.with_good_body(call.header("authorization", value));
            self.attempt("a key that is none", call, false)
        };
        values.iter().map(unlocked).collect()
    }

    /// Values of other types, with a line feed, and good ones beside an unknown member.
    fn in_members(&self, id: &str) -> Vec<Attempt> {
        let operation = self.operation;
        let mut attempts = Vec::new();
        for place in &operation.members {
            let what = |how: &str| format!("{place} of {} ({how})", operation.id);
            let canary = |how: &str| self.canaries.secret(&what(how));
            let values = [
                json!([canary("in an array")]),
                json!({ canary("as a name"): canary("in an object") }),
                json!(format!("{}\n", canary("with a line feed"))),
                json!(canary("beside an unknown member")),
            ];
            for value in values {
                let mut body = self.good_body();
                put(&mut body, place, value);
                body[canary("as an unknown member")] = json!(canary("of an unknown member"));
                let call = self.call(&operation.path(id)).json(&body);
                attempts.push(self.attempt(place, call, false));
            }
        }
        attempts
    }

    /// Bodies that are no JSON objects, or are not called so, or are not taken.
    fn in_bodies(&self, id: &str) -> Vec<Attempt> {
        let what = |how: &str| format!("a body of {} ({how})", self.operation.id);
        let canary = |how: &str| self.canaries.secret(&what(how));
        let quoted = |how: &str| json!(canary(how)).to_string();
        let twice = quoted("a member twice");
        let texts = [
            canary("no JSON"),
            quoted("a string"),
            format!("[{}]", quoted("an array")),
            format!("{{\"secret\":{}", quoted("cut off")),
            format!("{{\"secret\":{twice},\"secret\":{twice}}}"),
            format!(
                "{{\"secret\":{}}}{}",
                quoted("too long"),
                " ".repeat(70_000)
            ),
        ];
        let path = self.operation.path(id);
        let texts = texts.map(|text| self.call(&path).text(text));
        let form = format!("secret={}", escaped(&canary("a form")));
        let form = self
            .call(&path)
            .typed("application/x-www-form-urlencoded", form);
        let calls = texts.into_iter().chain([form]);
        calls
            .map(|call| self.attempt("a malformed body", call, false))
            .collect()
    }

    fn call(&self, path: &str) -> Call {
        let call = Call::new(&self.operation.method, path);
        match self.operation.lock {
            Lock::None => call,
            Lock::ApiKey => call.key(&self.site.key),
            Lock::OperatorKey => call.key(&self.site.operator_key),
        }
    }

    fn good_body(&self) -> Value {
        let bodies = self.operation.bodies(self.canaries).unwrap_or_default();
        bodies.into_iter().next().unwrap_or_else(|| json!({}))
    }

    fn with_good_body(&self, call: Call) -> Call {
        match self.operation.bodies(self.canaries) {
            Some(bodies) => call.json(&bodies[0]),
            None => call,
        }
    }

    fn attempt(&self, how: &str, call: Call, good: bool) -> Attempt {
        Attempt {
            label: format!("{}, {how}", self.operation.id),
            call,
            good,
            issues: ISSUING.contains(&self.operation.id.as_str()),
        }
    }
}

/// Operations whose good answers hold the token that they make, this once.
pub(super) const ISSUING: [&str; 3] = ["createApiKey", "rotateApiKey", "createCompanyApiKey"];

/// Sets what stands at this place, in objects and arrays that are made for it where they are missing.
fn put(body: &mut Value, place: &str, value: Value) {
    let mut at = body;
    for part in place.split('/').skip(1) {
        if let Ok(index) = part.parse::<usize>() {
            if !at.is_array() {
                *at = json!([]);
            }
            let items = at.as_array_mut().expect("it is one now");
            while items.len() <= index {
                items.push(json!({}));
            }
            at = &mut items[index];
        } else {
            if !at.is_object() {
                *at = json!({});
            }
            at = &mut at[part];
        }
    }
    *at = value;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_put_wherever_a_place_leads() {
        let mut body = json!({ "name": "n" });
        put(&mut body, "/name", json!(1));
        put(&mut body, "/capabilities/0/permission", json!("p"));
        put(&mut body, "/capabilities/0", json!(["x"]));
        let expected = json!({ "name": 1, "capabilities": [["x"]] });
        assert_eq!(body, expected);
    }
}
