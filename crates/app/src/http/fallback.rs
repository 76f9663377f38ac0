use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{self, HeaderValue},
    web::Data,
};

use super::{
    listing::Listing,
    problem::{Code, Problem},
};

/// Answers whatever no route answers: the path is unknown, or it has no such method.
pub(super) async fn answer(
    request: HttpRequest,
    listing: Data<Listing>,
) -> Result<HttpResponse, Problem> {
    let Some(allowed) = listing.methods_of(request.path()) else {
        return Err(Problem::nothing_here());
    };
    let problem = Problem::new(Code::MethodNotAllowed, format!("this path takes {allowed}"));
    Err(match HeaderValue::from_str(allowed) {
        Ok(allow) => problem.with_header(header::ALLOW, allow),
        Err(_) => problem,
    })
}
