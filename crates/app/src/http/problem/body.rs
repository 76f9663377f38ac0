use pullkey_domain::audit::RequestId;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Code, FieldError};

/// An error: a problem document (RFC 9457), with the members of the published error object beside it.
#[derive(Serialize, ToSchema)]
pub(crate) struct ProblemBody<'a> {
    /// A page of this service about this kind of problem.
    #[serde(rename = "type")]
    #[schema(value_type = String, example = "/problems/validation_failed")]
    kind: String,
    /// What kind of problem it is, in words.
    #[schema(value_type = String, example = "Validation failed")]
    title: &'a str,
    /// The status of the answer.
    #[schema(example = 422)]
    status: u16,
    /// What is wrong with this request.
    #[schema(value_type = String, example = "2 fields break a rule")]
    detail: &'a str,
    /// What kind of problem it is, as a stable code.
    #[schema(value_type = String, example = "validation_failed")]
    code: &'a str,
    /// The id of this request, as in the header `x-request-id`.
    #[schema(value_type = String, example = "01981f7e-7c00-7000-8000-000000000000")]
    request_id: &'a str,
    /// Every broken rule, where the problem lies in fields.
    #[serde(skip_serializing_if = "<[FieldError]>::is_empty")]
    #[schema(value_type = Vec<FieldError>, required = false)]
    errors: &'a [FieldError],
    /// The title again, for clients of the published API.
    #[schema(value_type = String, example = "Validation failed")]
    message: &'a str,
    /// Id and detail again, for clients of the published API.
    data: ProblemData<'a>,
}

/// What the published error object holds.
#[derive(Serialize, ToSchema)]
pub(crate) struct ProblemData<'a> {
    /// The id of this request.
    #[schema(value_type = String, example = "01981f7e-7c00-7000-8000-000000000000")]
    code: &'a str,
    /// What is wrong with this request.
    #[schema(value_type = String, example = "2 fields break a rule")]
    message: &'a str,
}

impl<'a> ProblemBody<'a> {
    pub(super) const MEDIA_TYPE: &'static str = "application/problem+json";

    pub(super) fn of(
        code: Code,
        detail: &'a str,
        errors: &'a [FieldError],
        request_id: &'a RequestId,
    ) -> Self {
        let request_id = request_id.as_str();
        Self {
            kind: format!("/problems/{}", code.slug()),
            title: code.title(),
            status: code.status().as_u16(),
            detail,
            code: code.slug(),
            request_id,
            errors,
            message: code.title(),
            data: ProblemData {
                code: request_id,
                message: detail,
            },
        }
    }

    /// What a problem of this kind looks like.
    pub(super) fn example(code: Code) -> serde_json::Value {
        let request_id = RequestId::from_uuid(uuid::Uuid::nil());
        let body = ProblemBody::of(code, code.help(), &[], &request_id);
        serde_json::to_value(body).unwrap_or_default()
    }

    /// The document as JSON. Text and numbers always have a form in JSON, so this never is empty.
    pub(super) fn to_json(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }
}
