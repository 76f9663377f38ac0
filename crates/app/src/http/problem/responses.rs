use utoipa::IntoResponses;

use super::ProblemBody;

/// What every operation for a company may answer with.
#[derive(IntoResponses)]
#[expect(
    dead_code,
    reason = "the fields only tell the document which body an answer has"
)]
pub(crate) enum CallProblems<'a> {
    /// No valid API key was sent. Which way it is invalid is not told.
    #[response(status = 401, content_type = "application/problem+json")]
    Unauthorized(ProblemBody<'a>),
    /// The API key lacks the permission; the detail names it.
    #[response(status = 403, content_type = "application/problem+json")]
    PermissionDenied(ProblemBody<'a>),
    /// The caller accepts no JSON.
    #[response(status = 406, content_type = "application/problem+json")]
    NotAcceptable(ProblemBody<'a>),
    /// Path and query are longer than 8 KiB.
    #[response(status = 414, content_type = "application/problem+json")]
    UriTooLong(ProblemBody<'a>),
    /// The headers are larger than 16 KiB.
    #[response(status = 431, content_type = "application/problem+json")]
    HeadTooLarge(ProblemBody<'a>),
    /// The service failed. Its log has the cause.
    #[response(status = 500, content_type = "application/problem+json")]
    Internal(ProblemBody<'a>),
    /// The store or a key is unavailable; `Retry-After` says when to repeat.
    #[response(status = 503, content_type = "application/problem+json")]
    Unavailable(ProblemBody<'a>),
}

/// What an operation with a body may answer with besides.
#[derive(IntoResponses)]
#[expect(
    dead_code,
    reason = "the fields only tell the document which body an answer has"
)]
pub(crate) enum BodyProblems<'a> {
    /// The body is not one JSON object.
    #[response(status = 400, content_type = "application/problem+json")]
    Malformed(ProblemBody<'a>),
    /// The body did not arrive within 8 seconds.
    #[response(status = 408, content_type = "application/problem+json")]
    Timeout(ProblemBody<'a>),
    /// The body is larger than 64 KiB.
    #[response(status = 413, content_type = "application/problem+json")]
    TooLarge(ProblemBody<'a>),
    /// The body is not declared as `application/json`.
    #[response(status = 415, content_type = "application/problem+json")]
    MediaTypeUnsupported(ProblemBody<'a>),
    /// Members are missing, `null`, unknown, of the wrong type or break a rule: all of them are listed.
    #[response(status = 422, content_type = "application/problem+json")]
    ValidationFailed(ProblemBody<'a>),
}

/// What an operation on one thing may answer with besides.
#[derive(IntoResponses)]
#[expect(
    dead_code,
    reason = "the fields only tell the document which body an answer has"
)]
pub(crate) enum LookUpProblems<'a> {
    /// The id in the path is malformed.
    #[response(status = 400, content_type = "application/problem+json")]
    Malformed(ProblemBody<'a>),
    /// The company has no such thing. Another company's answers the same.
    #[response(status = 404, content_type = "application/problem+json")]
    NotFound(ProblemBody<'a>),
}

/// What an operation with query parameters may answer with besides.
#[derive(IntoResponses)]
#[expect(
    dead_code,
    reason = "the fields only tell the document which body an answer has"
)]
pub(crate) enum QueryProblems<'a> {
    /// A query parameter is repeated, unknown or malformed: all of them are listed.
    #[response(status = 400, content_type = "application/problem+json")]
    Invalid(ProblemBody<'a>),
}
