use actix_web::http::StatusCode;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $status:ident, $slug:literal, $title:literal, $help:literal;)+) => {
        /// Every kind of problem that this service answers with: its status, its stable code and its title.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Code { $($(#[$doc])* $name,)+ }

        impl Code {
            /// All of them.
            pub(crate) const ALL: &[Self] = &[$(Self::$name),+];

            /// The status that it is answered with.
            pub(crate) const fn status(self) -> StatusCode {
                match self { $(Self::$name => StatusCode::$status,)+ }
            }

            /// Its stable code: what programs look at.
            pub(crate) const fn slug(self) -> &'static str {
                match self { $(Self::$name => $slug,)+ }
            }

            /// Its title, the same for all of its kind.
            pub(crate) const fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)+ }
            }

            /// What it means and what to do, for the page about it.
            pub(crate) const fn help(self) -> &'static str {
                match self { $(Self::$name => $help,)+ }
            }
        }
    };
}

codes! {
    /// What arrived is not HTTP as the server reads it.
    RequestMalformed = BAD_REQUEST, "request_malformed", "Malformed request",
        "The bytes that arrived are not an HTTP/1.1 request as this server reads it. Send the request with an ordinary HTTP client.";
    /// The body is not one JSON object.
    BodyMalformed = BAD_REQUEST, "body_malformed", "Malformed body",
        "The body is not one JSON object in UTF-8: its syntax is broken, a member stands twice, or something follows it. The detail says where. Correct the body and send it again.";
    /// The id in the path breaks the contract's pattern.
    IdMalformed = BAD_REQUEST, "id_malformed", "Malformed id",
        "The id in the path is not a UUID of the form that this service gives out. Use an id as it stands in an answer.";
    /// A query parameter is repeated, unknown or malformed.
    QueryInvalid = BAD_REQUEST, "query_invalid", "Invalid query",
        "A query parameter is repeated, unknown or malformed. The errors name each of them.";
    /// A header breaks its rule.
    HeaderMalformed = BAD_REQUEST, "header_malformed", "Malformed header",
        "A header of the request breaks its rule. The detail names the header and the rule. Correct it or leave it out.";
    /// A cursor is not of the list that was asked for.
    CursorInvalid = BAD_REQUEST, "cursor_invalid", "Invalid cursor",
        "The cursor was altered, or belongs to a list of another company, sort or filter, or was sent together with an offset. Send a cursor as it stands in next_cursor, with the sort and the filters of the page that gave it out; only the limit may change. Or begin the list anew without one.";
    /// Nobody was let in.
    Unauthorized = UNAUTHORIZED, "unauthorized", "Unauthorized",
        "Nobody was let in: no API key was sent, or not exactly one, or it is unknown, revoked, disabled or expired. Send a valid key as Authorization: Bearer KEY. Below /operator/v1, that is the key of whoever runs the service.";
    /// The company has made too many requests.
    RateLimited = TOO_MANY_REQUESTS, "rate_limited", "Rate limit reached",
        "The company that the API key belongs to has made as many requests as it may in a minute, with all its keys together. Reads (GET and HEAD) and all other requests are counted apart, and logins that are tried at registries besides, which may be fewer still at a single registry. Nothing was done. Repeat the request after the time in Retry-After; x-ratelimit-remaining tells in every answer how many would be let through at once.";
    /// The key lacks the permission.
    PermissionDenied = FORBIDDEN, "permission_denied", "Permission denied",
        "The API key is valid, but lacks the permission that the detail names, or has it for other credentials only. Ask for a key with that permission.";
    /// The other key would be more than the one in use.
    EscalationDenied = FORBIDDEN, "escalation_denied", "Escalation denied",
        "A key makes, changes, switches and rotates only keys that may do nothing which it may not do itself, before and after the change. It makes, prolongs, strengthens, switches on and rotates none that ends later than itself. Use a key that may do more, or ask for less. The detail says which of the two it is.";
    /// There is nothing at this path.
    RouteNotFound = NOT_FOUND, "route_not_found", "No such route",
        "There is nothing at this path. The OpenAPI document at /openapi.json lists every path.";
    /// This company has no such credential.
    CredentialNotFound = NOT_FOUND, "credential_not_found", "No such credential",
        "The company that the API key belongs to has no credential of this id. Whether another company has one is not told.";
    /// This company has no such API key.
    ApiKeyNotFound = NOT_FOUND, "api_key_not_found", "No such API key",
        "The company that the API key in use belongs to has no API key of this id. Whether another company has one is not told.";
    /// There is no such company.
    CompanyNotFound = NOT_FOUND, "company_not_found", "No such company",
        "There is no company of this id, or no longer: one that was deleted is gone for good.";
    /// The path has no such method.
    MethodNotAllowed = METHOD_NOT_ALLOWED, "method_not_allowed", "Method not allowed",
        "The path is right, but takes other methods. The header Allow lists them.";
    /// The caller takes no JSON.
    NotAcceptable = NOT_ACCEPTABLE, "not_acceptable", "Not acceptable",
        "The header Accept excludes JSON, and this service answers in nothing else. Accept application/json.";
    /// The request did not arrive in time.
    RequestTimeout = REQUEST_TIMEOUT, "request_timeout", "Request timed out",
        "The request took too long to arrive. Nothing was done. Send it again over a better connection.";
    /// Others changed it each time in between.
    EditConflict = CONFLICT, "edit_conflict", "Edit conflict",
        "Others changed the credential or API key, or the API key in use, again and again while this request was tried. Nothing was changed. Read it, and send the request again if it still is the right one.";
    /// A company has, or had, this id.
    CompanyIdTaken = CONFLICT, "company_id_taken", "Company id taken",
        "A company has this id, or had it before it was deleted: an id is never given again. Nothing was created. Ask for another id, or for none.";
    /// Nobody could make keys any more.
    LastManagingKey = CONFLICT, "last_managing_key", "Last managing key",
        "It is the company's last API key that is on, has not ended and may create API keys: without it, nobody of the company could let anybody in. Nothing was changed. Make another such key first. If its token was seen by somebody, rotate it with 0 hours instead.";
    /// The token of this attempt was given out before.
    TokenAlreadyIssued = CONFLICT, "token_already_issued", "Token already issued",
        "Within the last 24 hours, an attempt under this Idempotency-Key was done, and its answer had the token. A token is told once and kept nowhere, so it cannot be told again. The detail and the header Location name the key. If the token was lost, rotate that key under another Idempotency-Key.";
    /// The credential is not in the version that If-Match asks for.
    PreconditionFailed = PRECONDITION_FAILED, "precondition_failed", "Precondition failed",
        "The credential is not in the version that If-Match asks for: it was changed since it was read. Nothing was changed. Read it again, decide anew, and send the new ETag as If-Match.";
    /// The body is larger than 64 KiB.
    BodyTooLarge = PAYLOAD_TOO_LARGE, "body_too_large", "Body too large",
        "The body is larger than 64 KiB. No valid body is.";
    /// The path and query are longer than 8 KiB.
    UriTooLong = URI_TOO_LONG, "uri_too_long", "URI too long",
        "Path and query are longer than 8 KiB. No valid ones are.";
    /// The body is not declared as plain JSON.
    MediaTypeUnsupported = UNSUPPORTED_MEDIA_TYPE, "media_type_unsupported", "Unsupported media type",
        "The body must be plain JSON in UTF-8, declared as Content-Type: application/json and not compressed.";
    /// The body is one JSON object, but its members break rules.
    ValidationFailed = UNPROCESSABLE_ENTITY, "validation_failed", "Validation failed",
        "The body is one JSON object, but members of it are missing, null, unknown, of the wrong type or break a rule. The errors list all of them, each with a pointer, a code and the rule. Correct them all and send it again.";
    /// An idempotency key was used with another payload before.
    IdempotencyKeyReused = UNPROCESSABLE_ENTITY, "idempotency_key_reused", "Idempotency key reused",
        "Within the last 24 hours, something else was done under this Idempotency-Key. Nothing was done now. Send each attempt at something new under a key of its own, whether it creates a credential or an API key, or rotates one; a repeat must be the same request with the same body.";
    /// The headers are larger than 16 KiB.
    HeadTooLarge = REQUEST_HEADER_FIELDS_TOO_LARGE, "head_too_large", "Request head too large",
        "The headers are larger than 16 KiB, or more than 96. Send fewer.";
    /// Too many keys from the same address were not valid.
    TooManyFailures = TOO_MANY_REQUESTS, "too_many_failures", "Too many failures",
        "Within the last minute, 60 requests from the same address (of IPv6, the same /64) came with an API key that was not valid, so this key was not looked up. Nothing was done. Stop sending keys that are not valid, and repeat the request after the time in Retry-After. A key that was valid at this node within the last hour goes on working.";
    /// Something that is this service's fault.
    Internal = INTERNAL_SERVER_ERROR, "internal", "Internal error",
        "The service failed, and the fault is its own. Its log has the cause under the request id of the answer: give that id to whoever runs the service.";
    /// Too many others are worked on.
    Overloaded = SERVICE_UNAVAILABLE, "overloaded", "Overloaded",
        "This node works on as many requests at once as it may, or on as many of this company, which has at most half of them. Nothing was done. Repeat the request after the time in Retry-After, or at another node. Whoever runs the service may have more worked on by max_requests.";
    /// The store did not take the call; nothing was written.
    StoreUnavailable = SERVICE_UNAVAILABLE, "store_unavailable", "Store unavailable",
        "The database did not take the request, or the turn to ask it did not come within 0.5 seconds, as others came first, or too many API keys waited to be looked up in it. Nothing was written. Repeat it after the time in Retry-After.";
    /// A write may have been committed.
    OutcomeUnknown = SERVICE_UNAVAILABLE, "outcome_unknown", "Outcome unknown",
        "The database stopped answering while it wrote: it may have been written, or not. Repeat a create with the same Idempotency-Key; read before you repeat anything else.";
    /// This node's key ring lacks a key.
    KeyUnavailable = SERVICE_UNAVAILABLE, "key_unavailable", "Key unavailable",
        "This node lacks an encryption key that the request needs. Repeat it after the time in Retry-After, or at another node; whoever runs the service finds the missing key ids at /readyz.";
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_code_stands_once() {
        let slugs: BTreeSet<_> = Code::ALL.iter().map(|code| code.slug()).collect();
        assert_eq!(slugs.len(), Code::ALL.len());
    }
}
