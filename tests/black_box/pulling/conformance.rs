//! What the OCI distribution specification asks of a registry that is only pulled from.

use std::collections::{BTreeMap, BTreeSet};

use pullkey_tests::Gateway;
use pullkey_throwaway_registry::{Access, ContainerRegistry, IMAGE, layer};
use serde_json::Value;

const MANIFEST: &str = "Accept: application/vnd.oci.image.manifest.v1+json";

/// Status, headers and body.
struct Told {
    status: u16,
    headers: BTreeMap<String, String>,
    body: String,
}

impl Told {
    #[track_caller]
    fn header(&self, name: &str) -> &str {
        &self.headers[name]
    }

    #[track_caller]
    fn code(&self) -> String {
        let body: Value = serde_json::from_str(&self.body).unwrap();
        body["errors"][0]["code"].as_str().unwrap().to_owned()
    }
}

fn ask(gateway: &Gateway, rest: &str, options: &[&str]) -> Told {
    let mut request = gateway.curl(&format!("{}/{rest}", gateway.registry));
    request = request.header(MANIFEST).with_head();
    for option in options {
        request = request.option(option);
    }
    let answer = request.send();
    let (head, body) = answer
        .body
        .split_once("\r\n\r\n")
        .unwrap_or((&answer.body, ""));
    let headers = head.lines().filter_map(|line| line.split_once(": "));
    let headers = headers.map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()));
    Told {
        status: answer.status,
        headers: headers.collect(),
        body: body.to_owned(),
    }
}

const HEAD: &str = "--head";

#[test]
fn the_root_answers_whoever_is_let_in_and_challenges_all_others() {
    let registry = ContainerRegistry::start(&Access::Password);
    let gateway = Gateway::before(&registry);
    assert_eq!(gateway.curl("").send().status, 200);
    let stranger = gateway.server.curl("/v2/").with_head().send();
    assert_eq!(stranger.status, 401);
    let head = stranger.body.to_ascii_lowercase();
    assert!(head.contains("www-authenticate: basic realm=\"pullkey\""));
}

#[test]
fn manifests_are_pulled_and_looked_at_by_tag_and_by_digest() {
    let registry = ContainerRegistry::start(&Access::Password);
    let gateway = Gateway::before(&registry);
    let by_tag = ask(&gateway, "acme/app/manifests/1", &[]);
    assert_eq!(by_tag.status, 200);
    let digest = by_tag.header("docker-content-digest").to_owned();
    let media_type = by_tag.header("content-type");
    assert_eq!(media_type, "application/vnd.oci.image.manifest.v1+json");
    let manifest: Value = serde_json::from_str(&by_tag.body).unwrap();
    assert_eq!(manifest["mediaType"], media_type);
    let by_digest = ask(&gateway, &format!("acme/app/manifests/{digest}"), &[]);
    assert_eq!(by_digest.status, 200);
    assert_eq!(by_digest.body, by_tag.body);
    for version in ["1", &digest] {
        let head = ask(&gateway, &format!("acme/app/manifests/{version}"), &[HEAD]);
        assert_eq!(head.status, 200);
        assert_eq!(head.header("docker-content-digest"), digest);
        assert_eq!(head.header("content-length"), by_tag.body.len().to_string());
        assert!(head.body.is_empty());
    }
}

#[test]
fn blobs_are_pulled_and_looked_at_whole_and_in_parts() {
    let registry = ContainerRegistry::start(&Access::Password);
    let gateway = Gateway::before(&registry);
    let (digest, bytes) = layer();
    let path = format!("acme/app/blobs/{digest}");
    let whole = ask(&gateway, &path, &[]);
    assert_eq!(whole.status, 200);
    assert_eq!(whole.body.as_bytes(), bytes);
    let head = ask(&gateway, &path, &[HEAD]);
    assert_eq!(head.status, 200);
    assert_eq!(head.header("content-length"), bytes.len().to_string());
    assert_eq!(head.header("docker-content-digest"), digest);
    let part = ask(&gateway, &path, &["--range", "10-19"]);
    assert_eq!(part.status, 206);
    assert_eq!(
        part.header("content-range"),
        format!("bytes 10-19/{}", bytes.len())
    );
    assert_eq!(part.header("content-length"), "10");
    let beyond = ask(&gateway, &path, &["--range", "99999-"]);
    assert_eq!(beyond.status, 416);
}

#[test]
fn tags_are_listed() {
    let registry = ContainerRegistry::start(&Access::Password);
    registry.tag("2");
    let gateway = Gateway::before(&registry);
    let listed = ask(&gateway, "acme/app/tags/list", &[]);
    assert_eq!(listed.status, 200);
    let body: Value = serde_json::from_str(&listed.body).unwrap();
    let tags: BTreeSet<_> = body["tags"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_str)
        .collect();
    assert_eq!(tags, ["1", "2"].into());
    let head = ask(&gateway, "acme/app/tags/list", &[HEAD]);
    assert_eq!(head.status, 200);
    assert_eq!(head.header("content-length"), listed.body.len().to_string());
}

#[test]
fn what_is_not_there_is_told_by_its_code_and_what_breaks_a_rule_goes_no_further() {
    let registry = ContainerRegistry::start(&Access::Password);
    let gateway = Gateway::before(&registry);
    let unknown = format!("sha256:{}", "0".repeat(64));
    for (rest, status, code) in [
        (
            "acme/app/manifests/none".to_owned(),
            404,
            "MANIFEST_UNKNOWN",
        ),
        (
            format!("acme/app/manifests/{unknown}"),
            404,
            "MANIFEST_UNKNOWN",
        ),
        (format!("acme/app/blobs/{unknown}"), 404, "BLOB_UNKNOWN"),
        (
            format!("acme/app/referrers/{unknown}"),
            404,
            "MANIFEST_UNKNOWN",
        ),
        ("acme/none/tags/list".to_owned(), 404, "NAME_UNKNOWN"),
        // Forwarded, this would be an error of the registry's own.
        (
            "acme/app/manifests/sha256:baddigeststring".to_owned(),
            400,
            "DIGEST_INVALID",
        ),
        (
            "acme/app/blobs/sha256:baddigeststring".to_owned(),
            400,
            "DIGEST_INVALID",
        ),
        ("acme/APP/manifests/1".to_owned(), 400, "NAME_INVALID"),
    ] {
        let told = ask(&gateway, &rest, &[]);
        assert_eq!(
            (told.status, told.code().as_str()),
            (status, code),
            "{rest}"
        );
        assert_eq!(ask(&gateway, &rest, &[HEAD]).status, status, "{rest}");
    }
}

#[test]
fn nothing_can_be_pushed_or_deleted() {
    let registry = ContainerRegistry::start(&Access::Password);
    let gateway = Gateway::before(&registry);
    for (method, rest) in [
        ("POST", "acme/app/blobs/uploads/"),
        ("PUT", "acme/app/manifests/1"),
        ("PATCH", "acme/app/blobs/uploads/x"),
        ("DELETE", "acme/app/manifests/1"),
    ] {
        let told = ask(&gateway, rest, &["-X", method]);
        assert_eq!((told.status, told.code().as_str()), (405, "UNSUPPORTED"));
    }
    assert_eq!(gateway.get("acme/app/tags/list").status, 200);
    assert!(IMAGE.starts_with("acme/app:"));
}
