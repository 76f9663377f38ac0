//! A page about each kind of problem: what the member `type` of an answer points to.

use actix_web::{HttpRequest, HttpResponse, get};

use super::{
    page,
    problem::{Code, Problem, problems},
};

/// Style and icon from here, and no script at all.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'";

/// About a kind of problem
///
/// What it means and what to do.
#[utoipa::path(
    operation_id = "getProblemPage",
    tag = "Service",
    params(("code" = String, Path, description = "The code of the problem", example = "validation_failed")),
    responses(
        (status = 200, description = "A page for people", body = String, content_type = "text/html",
            headers(
                ("Content-Security-Policy" = String, description = "What the page may load: from here only"),
                ("X-Content-Type-Options" = String, description = "Always `nosniff`"),
                ("Referrer-Policy" = String, description = "Always `no-referrer`"),
                ("X-Frame-Options" = String, description = "Always `DENY`"),
            )),
        PageProblems,
    ),
)]
#[get("/problems/{code}")]
pub(super) async fn serve(request: HttpRequest) -> Result<HttpResponse, Problem> {
    let asked = request.match_info().query("code");
    let code = Code::ALL.iter().find(|code| code.slug() == asked);
    let code = code.ok_or_else(Problem::nothing_here)?;
    Ok(page::answer("text/html", POLICY).body(about(*code)))
}

problems! {
    PageProblems = [REQUEST, PAGE];
}

fn about(code: Code) -> String {
    format!(
        include_str!("problem_pages/about.html"),
        title = code.title(),
        status = code.status(),
        slug = code.slug(),
        help = code.help(),
    )
}
