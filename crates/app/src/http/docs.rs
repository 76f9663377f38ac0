//! The interactive API reference: Swagger UI from inside the binary, on the document of this very service. It asks
//! nobody else for anything, and its policy makes the browser see to that.

use std::{borrow::Cow, sync::Arc};

use actix_web::{HttpRequest, HttpResponse, get, http::header::CONTENT_ENCODING, web::Bytes};

use super::{
    page,
    problem::{Problem, RequestProblems},
};

/// Paths that answer without being operations of the API: its document leaves them out.
pub(super) const UNLISTED: [&str; 2] = ["/docs/", "/docs/{file}"];

/// Everything from here, and no script or style within a page. Swagger UI's style sheet has its arrows and locks as
/// `data:` pictures.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
    connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const PAGE: &str = include_str!("docs/page.html");

/// The API reference
///
/// Every operation of this document, to read and to try out.
#[utoipa::path(
    operation_id = "getDocs",
    tag = "Service",
    responses(
        (status = 200, description = "A page for people", body = String, content_type = "text/html",
            headers(
                ("Content-Security-Policy" = String, description = "What the page may load: from here only"),
                ("X-Content-Type-Options" = String, description = "Always `nosniff`"),
                ("Referrer-Policy" = String, description = "Always `no-referrer`"),
                ("X-Frame-Options" = String, description = "Always `DENY`"),
            )),
        RequestProblems,
    ),
)]
#[get("/docs")]
pub(super) async fn reference() -> HttpResponse {
    page::answer("text/html", POLICY).body(PAGE)
}

/// The same page, for who types one `/` more.
#[utoipa::path(responses((status = 200, description = "The page")))]
#[get("/docs/")]
pub(super) async fn reference_below() -> HttpResponse {
    page::answer("text/html", POLICY).body(PAGE)
}

/// What the page is made of.
#[utoipa::path(responses((status = 200, description = "The file")))]
#[get("/docs/{file}")]
pub(super) async fn part(request: HttpRequest) -> Result<HttpResponse, Problem> {
    let own = |media_type, file: &'static str| Ok(page::answer(media_type, POLICY).body(file));
    match request.match_info().query("file") {
        "start.js" => own("text/javascript", include_str!("docs/start.js")),
        "look.css" => own("text/css", include_str!("docs/look.css")),
        "icon.svg" => own("image/svg+xml", include_str!("docs/icon.svg")),
        name @ "swagger-ui-bundle.js" => swagger_ui(name, "text/javascript"),
        name @ "swagger-ui.css" => swagger_ui(name, "text/css"),
        _ => Err(Problem::nothing_here()),
    }
}

/// A file of Swagger UI as the binary has it: compressed, which every browser takes.
fn swagger_ui(name: &str, media_type: &str) -> Result<HttpResponse, Problem> {
    let file = utoipa_swagger_ui::serve(name, Arc::default());
    let file = file
        .ok()
        .flatten()
        .ok_or_else(|| Problem::internal("the binary lacks a file of Swagger UI"))?;
    let mut answer = page::answer(media_type, POLICY);
    if file.gzpipped {
        answer.insert_header((CONTENT_ENCODING, "gzip"));
    }
    Ok(answer.body(match file.bytes {
        Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        Cow::Owned(bytes) => bytes.into(),
    }))
}
