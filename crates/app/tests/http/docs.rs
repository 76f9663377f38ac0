use std::collections::BTreeSet;

use actix_web::{
    http::{Method, StatusCode},
    test::TestRequest,
};

use crate::service::{Answer, Service};

async fn get(service: &Service, uri: &str) -> Answer {
    service.call(TestRequest::get().uri(uri)).await
}

/// The addresses that a page of the service names.
fn named(page: &Answer) -> BTreeSet<String> {
    let text = String::from_utf8(page.bytes.clone()).unwrap();
    let after = text.split(['"']).skip(1).step_by(2);
    after
        .filter(|it| it.starts_with('/'))
        .map(str::to_owned)
        .collect()
}

#[actix_web::test]
async fn the_reference_is_one_page_with_a_slash_at_its_end_and_without() {
    let service = Service::start().await;
    let page = get(&service, "/docs").await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(
        page.header("content-type"),
        Some("text/html; charset=utf-8")
    );
    let text = String::from_utf8(page.bytes.clone()).unwrap();
    assert!(text.contains("<title>Pullkey API</title>"), "{text}");
    assert_eq!(get(&service, "/docs/").await.bytes, page.bytes);
}

#[actix_web::test]
async fn whatever_the_pages_name_is_there() {
    let service = Service::start().await;
    let mut seen = BTreeSet::new();
    for page in ["/docs", "/problems/validation_failed"] {
        for uri in named(&get(&service, page).await) {
            let answer = get(&service, &uri).await;
            assert_eq!(answer.status, StatusCode::OK, "{uri}");
            assert!(!answer.bytes.is_empty(), "{uri}");
            seen.insert(uri);
        }
    }
    let wanted = [
        "/docs",
        "/docs/icon.svg",
        "/docs/look.css",
        "/docs/start.js",
        "/docs/swagger-ui-bundle.js",
        "/docs/swagger-ui.css",
        "/openapi.json",
    ];
    assert_eq!(seen, wanted.map(str::to_owned).into());
}

#[actix_web::test]
async fn every_file_says_what_it_is_and_whether_it_is_compressed() {
    let service = Service::start().await;
    for (uri, media_type, coding) in [
        ("/docs/start.js", "text/javascript; charset=utf-8", None),
        ("/docs/look.css", "text/css; charset=utf-8", None),
        ("/docs/icon.svg", "image/svg+xml; charset=utf-8", None),
        (
            "/docs/swagger-ui-bundle.js",
            "text/javascript; charset=utf-8",
            Some("gzip"),
        ),
        (
            "/docs/swagger-ui.css",
            "text/css; charset=utf-8",
            Some("gzip"),
        ),
    ] {
        let answer = get(&service, uri).await;
        assert_eq!(answer.header("content-type"), Some(media_type), "{uri}");
        assert_eq!(answer.header("content-encoding"), coding, "{uri}");
        let compressed = answer.bytes.starts_with(&[0x1f, 0x8b]);
        assert_eq!(compressed, coding.is_some(), "{uri}");
    }
}

#[actix_web::test]
async fn browsers_are_told_to_load_from_here_only_and_to_show_the_pages_in_no_frame() {
    let service = Service::start().await;
    for uri in [
        "/docs",
        "/docs/",
        "/docs/start.js",
        "/docs/swagger-ui.css",
        "/problems/internal",
    ] {
        let answer = get(&service, uri).await;
        let policy = answer.header("content-security-policy").unwrap();
        let mut rules = policy.split("; ");
        assert_eq!(rules.next(), Some("default-src 'none'"), "{uri}");
        for rule in rules {
            let (name, sources) = rule.split_once(' ').unwrap();
            let pictures = name == "img-src" && sources == "'self' data:";
            assert!(
                pictures || ["'self'", "'none'"].contains(&sources),
                "{uri}: {rule}"
            );
        }
        for closed in ["frame-ancestors", "base-uri", "form-action"] {
            assert!(
                policy.contains(&format!("; {closed} 'none'")),
                "{uri}: {closed}"
            );
        }
        assert_eq!(answer.header("x-frame-options"), Some("DENY"), "{uri}");
        assert_eq!(
            answer.header("x-content-type-options"),
            Some("nosniff"),
            "{uri}"
        );
        assert_eq!(
            answer.header("referrer-policy"),
            Some("no-referrer"),
            "{uri}"
        );
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{uri}");
        assert_eq!(
            answer.header("x-request-id").map(str::len),
            Some(36),
            "{uri}"
        );
    }
}

#[actix_web::test]
async fn below_the_reference_there_is_nothing_else() {
    let service = Service::start().await;
    for uri in [
        "/docs/nothing",
        "/docs/index.html",
        "/docs/swagger-initializer.js",
        "/docs/swagger-ui.css.map",
        "/docs/start.js/",
        "/docs/../docs",
        "/docs//",
        "/docs/start.js%2f",
    ] {
        let answer = get(&service, uri).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{uri}");
        assert_eq!(answer.json()["code"], "route_not_found", "{uri}");
    }
}

#[actix_web::test]
async fn the_reference_and_its_files_can_only_be_read() {
    let service = Service::start().await;
    for uri in ["/docs", "/docs/", "/docs/start.js"] {
        let ask = |method: Method| service.call(TestRequest::default().method(method).uri(uri));
        assert_eq!(ask(Method::HEAD).await.status, StatusCode::OK, "{uri}");
        for method in [
            Method::POST,
            Method::PUT,
            Method::PATCH,
            Method::DELETE,
            Method::OPTIONS,
        ] {
            let answer = ask(method).await;
            assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{uri}");
            assert_eq!(answer.header("allow"), Some("GET, HEAD"), "{uri}");
            assert_eq!(answer.json()["code"], "method_not_allowed", "{uri}");
        }
    }
}
