//! Problems: the one form in which everything that went wrong is answered (RFC 9457), and the only place that knows
//! which error has which status.

mod body;
mod code;
mod field_error;
mod mapping;
mod refusal;
mod responses;

use std::{borrow::Cow, fmt};

use actix_web::{
    HttpResponse, ResponseError,
    http::{
        StatusCode,
        header::{self, HeaderName, HeaderValue},
    },
};
use pullkey_domain::audit::RequestId;
use pullkey_storage::{BoxError, StoreError};

pub use self::refusal::refusal;
pub(crate) use self::{
    body::{ProblemBody, ProblemData},
    code::Code,
    field_error::FieldError,
    responses::{
        ATTEMPT, BODY, CALL, COMPANY_LOOK_UP, CONDITION, CURSOR, EDIT, HANDING_OUT, ISSUE,
        KEY_LOOK_UP, LOOK_UP, MANAGERS, NEW_COMPANY, OPERATOR, OWN, PAGE, REQUEST, RING,
        RequestProblems, WRITE, problems, responses_of, text, whole_number,
    },
};

use crate::telemetry::{Refusal, count_refusal};

/// Something that went wrong, as it will be answered.
#[derive(Debug)]
pub(crate) struct Problem(Box<Inner>);

#[derive(Debug)]
struct Inner {
    code: Code,
    detail: Cow<'static, str>,
    errors: Vec<FieldError>,
    headers: Vec<(HeaderName, HeaderValue)>,
    cause: Option<BoxError>,
}

impl Problem {
    /// A problem of this kind, in a sentence that says what to do.
    pub(crate) fn new(code: Code, detail: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Inner {
            code,
            detail: detail.into(),
            errors: Vec::new(),
            headers: Vec::new(),
            cause: None,
        }))
    }

    /// A problem that lies in some fields.
    pub(crate) fn of_fields(code: Code, errors: Vec<FieldError>) -> Self {
        let detail = match errors.len() {
            1 => "1 field breaks a rule".into(),
            count => format!("{count} fields break a rule"),
        };
        let mut problem = Self::new(code, detail);
        problem.0.errors = errors;
        problem
    }

    /// Something that is this service's fault. The cause goes to the log and nowhere else.
    pub(crate) fn internal(cause: impl Into<BoxError>) -> Self {
        let detail = "the service failed; its log has the cause under this request id";
        Self::new(Code::Internal, detail).because(cause)
    }

    pub(crate) fn because(mut self, cause: impl Into<BoxError>) -> Self {
        self.0.cause = Some(cause.into());
        self
    }

    pub(crate) fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.0.headers.push((name, value));
        self
    }

    /// What kind it is.
    #[cfg(test)]
    pub(crate) fn code(&self) -> Code {
        self.0.code
    }

    /// The fields that it lies in.
    #[cfg(test)]
    pub(crate) fn errors(&self) -> &[FieldError] {
        &self.0.errors
    }

    /// The status that it is answered with.
    pub(crate) fn status(&self) -> StatusCode {
        self.0.code.status()
    }

    /// What is wrong, in a sentence.
    pub(crate) fn detail(&self) -> &str {
        &self.0.detail
    }

    /// What stands in the head of its answer.
    pub(crate) fn headers(&self) -> &[(HeaderName, HeaderValue)] {
        &self.0.headers
    }

    /// What the log is told, if there is something to tell.
    pub(crate) fn cause(&self) -> Option<&BoxError> {
        self.0.cause.as_ref()
    }

    /// Tells the log its cause, if there is something to tell: whoever answers it does so once.
    pub(crate) fn tell_log(&self) {
        let Some(cause) = self.cause() else {
            return;
        };
        // There may be thousands of them in a second, and nothing has failed: a figure tells more.
        if cause.downcast_ref().is_some_and(StoreError::is_no_turn) {
            count_refusal(Refusal::Store);
        } else {
            tracing::error!(cause = chain(cause.as_ref()), "request failed");
        }
    }

    /// The whole answer.
    pub(crate) fn answer(&self, request_id: &RequestId) -> HttpResponse {
        let mut answer = HttpResponse::build(self.0.code.status());
        // What is still to come of such a body is not worth waiting for.
        if matches!(self.0.code, Code::BodyTooLarge | Code::RequestTimeout) {
            answer.force_close();
        }
        answer.insert_header((header::CONTENT_TYPE, ProblemBody::MEDIA_TYPE));
        for (name, value) in &self.0.headers {
            answer.insert_header((name.clone(), value.clone()));
        }
        let body = ProblemBody::of(self.0.code, &self.0.detail, &self.0.errors, request_id);
        answer.body(body.to_json())
    }
}

fn chain(cause: &dyn std::error::Error) -> String {
    let mut text = cause.to_string();
    let mut source = cause.source();
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    text
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.code.slug())
    }
}

/// What stands here is only a placeholder: the request's context answers with [`Problem::answer`], which knows the
/// request id.
impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.0.code.status()
    }

    fn error_response(&self) -> HttpResponse {
        HttpResponse::new(self.status_code())
    }
}
