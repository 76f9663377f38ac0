//! A page about each kind of problem: what the member `type` of an answer points to.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::header::{CONTENT_SECURITY_POLICY, X_CONTENT_TYPE_OPTIONS},
};

use super::{
    fallback,
    problem::{Code, Problem},
};

/// About a kind of problem
///
/// What it means and what to do.
#[utoipa::path(
    operation_id = "getProblemPage",
    tag = "Service",
    params(("code" = String, Path, description = "The code of the problem", example = "validation_failed")),
    responses(
        (status = 200, description = "A page for people", body = String, content_type = "text/html"),
        (status = 404, description = "There is no such problem", body = super::problem::ProblemBody,
            content_type = "application/problem+json"),
    ),
)]
#[get("/problems/{code}")]
pub(super) async fn serve(request: HttpRequest) -> Result<HttpResponse, Problem> {
    let asked = request.match_info().query("code");
    let code = Code::ALL.iter().find(|code| code.slug() == asked);
    let code = code.ok_or_else(fallback::nothing_here)?;
    Ok(HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((
            CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'unsafe-inline'",
        ))
        .insert_header((X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .body(page(*code)))
}

fn page(code: Code) -> String {
    let (title, slug, help, status) = (code.title(), code.slug(), code.help(), code.status());
    format!(
        "<!doctype html>\n\
         <html lang=\"en\">\n\
         <meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n\
         <title>{title}</title>\n\
         <style>body {{ font: 1.1rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 4rem auto; padding: 0 1rem }}</style>\n\
         <h1>{title}</h1>\n\
         <p>Status {status}, code <code>{slug}</code></p>\n\
         <p>{help}</p>\n\
         </html>\n"
    )
}
