//! What browsers are told about everything that is made for people to look at.

use actix_web::{
    HttpResponse, HttpResponseBuilder,
    http::header::{
        CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
    },
};

/// An answer of this media type, in UTF-8, which may load and do what the policy allows and nothing else.
pub(super) fn answer(media_type: &str, policy: &'static str) -> HttpResponseBuilder {
    let mut answer = HttpResponse::Ok();
    answer
        .content_type(format!("{media_type}; charset=utf-8"))
        .insert_header((CONTENT_SECURITY_POLICY, policy))
        .insert_header((X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((REFERRER_POLICY, "no-referrer"))
        // For browsers that do not know the policy's frame-ancestors.
        .insert_header((X_FRAME_OPTIONS, "DENY"));
    answer
}
