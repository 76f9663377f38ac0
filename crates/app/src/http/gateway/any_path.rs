//! Paths below `/v2/` as anybody may send them. `PROPTEST_CASES=200000` tries so many.

use actix_web::{
    http::{
        Uri,
        header::{self, HeaderValue},
    },
    test::TestRequest,
};
use proptest::{collection::vec, prelude::*};

use super::*;

/// What a path may have in it that means something, or looks like it.
fn target() -> impl Strategy<Value = String> {
    let digest = "sha256:bafebd36189ad3688b7b3915ea55d461e0bfcfbdde11e54b0a123999fb6be50f";
    let part = prop_oneof![
        6 => prop::sample::select(vec![
            "/", "//", "/../", ".", "ghcr.io", "docker.io/", "127.0.0.1_5000/", "acme/app", "/manifests/", "/blobs/",
            "/tags/list", "/referrers/", "latest", digest, "%3A", "%3a", "%2F", "%00", "%ff", "%", "?", "&", "ns=",
            "?ns=ghcr.io", "n=1", "last=", "0b7cfbf5-3f9a-4c3c-9a53-000000000001/", "_", "-", "A", "_catalog", "@", ":",
        ]).prop_map(str::to_owned),
        1 => "[!-~&&[^#\"<>\\\\^`{|}]]{0,12}",
    ];
    vec(part, 0..10).prop_map(|parts| format!("/v2/{}", parts.concat()))
}

proptest! {
    #[test]
    fn any_path_asks_for_a_part_of_an_image_or_is_refused_as_the_callers_fault(
        target in target(),
        range in vec(prop_oneof![Just(b'-'), Just(b','), Just(b'='), 0x20..0x7f_u8, 0x80..=0xff_u8], 0..20),
    ) {
        prop_assume!(target.parse::<Uri>().is_ok());
        let range = HeaderValue::from_bytes(&range).expect("a value");
        let request = TestRequest::with_uri(&target).insert_header((header::RANGE, range));
        match Asked::of(&request.to_http_request()) {
            Ok(Asked::Hello) => prop_assert!(target.starts_with("/v2/")),
            Ok(Asked::Part(Named { next_page, .. })) => {
                let page = next_page.of("n=1");
                prop_assert!(page.parse::<Uri>().is_ok(), "{}", page);
            }
            Err(refused) => prop_assert!(refused.answer().status().is_client_error()),
        }
    }
}
