//! The pages for people, in a real browser: Debian's chromium, with no other host to ask than the service.

use std::{fs, path::Path, process::Command, sync::LazyLock};

use pullkey_tests::{Server, node_project};
use serde_json::Value;
use tempfile::tempdir;

/// Everything that `tests/browser` saw and did.
struct Seen {
    origin: String,
    key: String,
    document: Value,
    told: Value,
}

/// The parts of the visit in which nothing may go wrong.
const IN_ORDER: [&str; 4] = ["use", "darken", "narrow", "problem"];

static SEEN: LazyLock<Seen> = LazyLock::new(|| {
    let folder = tempdir().unwrap();
    let server = Server::start(folder.path());
    let origin = format!("http://{}", server.address());
    let key = server.first_key();
    let screenshots = Path::new(env!("CARGO_TARGET_TMPDIR")).join("screenshots");
    fs::create_dir_all(&screenshots).unwrap();
    let output = Command::new("node")
        .arg("reference.mjs")
        .current_dir(node_project("browser"))
        .env("PULLKEY_URL", &origin)
        .env("PULLKEY_KEY", &key)
        .env("SCREENSHOTS", &screenshots)
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    println!("screenshots: {}", screenshots.display());
    Seen {
        document: server.curl("/openapi.json").send().json(),
        told: serde_json::from_slice(&output.stdout).unwrap(),
        origin,
        key,
    }
});

/// A list of texts that the visit told.
fn texts(part: &str, member: &str) -> Vec<&'static str> {
    let list = SEEN.told[part][member].as_array().unwrap();
    list.iter().map(|it| it.as_str().unwrap()).collect()
}

fn answers(part: &str) -> &'static [Value] {
    SEEN.told[part]["answers"].as_array().unwrap()
}

#[test]
fn the_reference_shows_every_operation_of_the_document() {
    assert_eq!(SEEN.told["use"]["title"], "Pullkey API");
    let paths = SEEN.document["paths"].as_object().unwrap();
    let operations = paths.iter().flat_map(|(path, item)| {
        let methods = item.as_object().unwrap().keys();
        methods.map(move |method| format!("{} {path}", method.to_uppercase()))
    });
    let mut documented: Vec<_> = operations.collect();
    let mut shown = texts("use", "operations");
    documented.sort_unstable();
    shown.sort_unstable();
    assert_eq!(shown, documented);
}

#[test]
fn no_page_asks_anybody_else_for_anything() {
    let own = format!("{}/", SEEN.origin);
    for part in IN_ORDER.iter().chain(&["reload", "misuse"]) {
        let requests = texts(part, "requests");
        assert!(requests.len() > 5, "{part}: {requests:?}");
        let elsewhere: Vec<_> = requests
            .into_iter()
            .filter(|url| !url.starts_with(&own) && !url.starts_with("data:"))
            .collect();
        assert!(elsewhere.is_empty(), "{part}: {elsewhere:?}");
    }
}

#[test]
fn no_page_fails_complains_or_tries_what_its_policy_forbids() {
    for part in IN_ORDER {
        for trouble in ["failed", "complaints", "violations"] {
            assert_eq!(texts(part, trouble), [""; 0], "{part}: {trouble}");
        }
        let refused = answers(part)
            .iter()
            .find(|answer| answer["status"].as_u64() >= Some(400));
        assert_eq!(refused, None, "{part}");
    }
}

#[test]
fn what_the_policy_forbids_is_refused() {
    let misuse = &SEEN.told["misuse"];
    assert_eq!(
        (&misuse["ran"], &misuse["fetched"]),
        (&false.into(), &false.into())
    );
    let refused = ["script-src-elem inline", "connect-src http://127.0.0.1:9/"];
    assert_eq!(texts("misuse", "violations"), refused);
}

#[test]
fn who_has_a_key_creates_a_credential_on_the_page_and_sees_it_listed() {
    let (created, listed) = (&SEEN.told["use"]["created"], &SEEN.told["use"]["listed"]);
    assert_eq!(created["status"], 201);
    assert_eq!(created["body"]["name"], "From the browser");
    assert_eq!(listed["status"], 200);
    assert_eq!(
        listed["body"]["data"],
        Value::from(vec![created["body"].clone()])
    );
}

#[test]
fn neither_the_secret_nor_the_key_is_in_an_answer() {
    let secret = SEEN.told["secret"].as_str().unwrap();
    let mut calls = 0;
    for answer in ["use", "reload"].into_iter().flat_map(answers) {
        let (url, body) = (&answer["url"], answer["body"].as_str());
        let call = url.as_str().unwrap().contains("/v3/");
        assert!(!call || body.is_some(), "{url}");
        calls += usize::from(call);
        let body = body.unwrap_or_default();
        assert!(!body.contains(secret) && !body.contains(&SEEN.key), "{url}");
    }
    assert_eq!(calls, 4);
}

#[test]
fn the_key_is_gone_after_a_reload() {
    let reload = &SEEN.told["reload"];
    assert_eq!(
        (&reload["before"], &reload["after"]),
        (&200.into(), &401.into())
    );
    assert_eq!(reload["kept"], Value::Array(Vec::new()));
    assert_eq!(texts("reload", "failed"), [""; 0]);
}

#[test]
fn the_browser_writes_neither_the_key_nor_the_secret_to_disk() {
    assert_eq!(SEEN.told["leftBehind"], Value::Array(Vec::new()));
}

#[test]
fn the_page_of_a_problem_leads_to_the_reference() {
    assert_eq!(SEEN.told["problem"]["leadsTo"], "/docs");
}

#[test]
fn the_pages_are_not_blank_light_and_dark_and_fit_a_telephone() {
    let figure = |picture: &str, name: &str| {
        let figure = &SEEN.told["pictures"][picture][name];
        figure
            .as_u64()
            .unwrap_or_else(|| panic!("{picture}: {name}"))
    };
    for picture in [
        "reference",
        "operation",
        "reference-dark",
        "reference-narrow",
    ] {
        assert!(figure(picture, "colours") > 500, "{picture}");
        assert!(figure(picture, "height") > 1000, "{picture}");
    }
    for picture in ["problem", "problem-dark"] {
        assert!(figure(picture, "colours") > 100, "{picture}");
    }
    for (light, dark) in [("reference", "reference-dark"), ("problem", "problem-dark")] {
        assert!(figure(light, "brightness") > 200, "{light}");
        assert!(figure(dark, "brightness") < 70, "{dark}");
    }
    assert_eq!(figure("reference-narrow", "width"), 390);
}
