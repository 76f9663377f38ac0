//! Amazon's registries, with a verifier that computes each signature anew from what arrived.

use hmac::{Hmac, KeyInit, Mac};
use pullkey_domain::credential::RegistryProvider;
use pullkey_registry::{Doubt, Obstacle, Verdict};
use sha2::{Digest, Sha256};

use crate::stand_in::{Asked, Reply, StandIn, login};

pub(crate) const HOST: &str = "123456789012.dkr.ecr.eu-central-1.amazonaws.com";
pub(crate) const API: &str = "api.ecr.eu-central-1.amazonaws.com";
pub(crate) const ID: &str = "AKIAIOSFODNN7EXAMPLE";
pub(crate) const SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

/// Amazon's registry and its API, as documents and users say. Amazon was not asked from here: what stands under no source, or says
/// so, is not verified by us.
pub(crate) fn amazon(asked: &Asked) -> Reply {
    if asked.host() == HOST {
        return match asked.login().as_deref() {
            // https://docs.aws.amazon.com/AmazonECR/latest/userguide/registry_auth.html
            Some("AWS:the:password") => Reply::json(200, "{}"),
            // Not verified by us.
            Some(_) => Reply::json(403, "{}"),
            // https://github.com/mayflower/docker-ls/issues/28
            None => Reply::challenge(&format!(
                r#"Basic realm="https://{HOST}/",service="ecr.amazonaws.com""#
            )),
        };
    }
    let target = "AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken";
    assert_eq!((asked.host(), asked.path()), (API, "/"));
    assert_eq!((asked.method.as_str(), asked.body.as_str()), ("POST", "{}"));
    assert_eq!(asked.header("x-amz-target"), Some(target));
    let authorization = asked.header("authorization").unwrap_or_default();
    for (id, status, body) in REFUSALS {
        if authorization.contains(&format!("Credential={id}/")) {
            return Reply::json(status, body);
        }
    }
    // Not verified by us.
    if !authorization.contains(&format!("Credential={ID}/")) {
        return Reply::json(400, r#"{"__type":"UnrecognizedClientException"}"#);
    }
    // So does moto 5.2.5, which stands in for Amazon. That Amazon itself does is not verified by us.
    if authorization != signed_by(SECRET, asked) {
        let kind = "content-type: text/xml".to_owned();
        let body =
            "<ErrorResponse><Error><Code>SignatureDoesNotMatch</Code></Error></ErrorResponse>";
        return Reply(403, vec![kind], body.to_owned());
    }
    // AWS:the:password, as https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_AuthorizationData.html has it
    let body = format!(
        r#"{{"authorizationData":[{{"authorizationToken":"QVdTOnRoZTpwYXNzd29yZA==","expiresAt":1.4E9,"proxyEndpoint":"https://{HOST}"}}]}}"#
    );
    Reply::json(200, &body)
}

/// What keys of these names get.
const REFUSALS: [(&str, u16, &str); 7] = [
    // https://docs.aws.amazon.com/AmazonECR/latest/userguide/common-errors.html, "HTTP 429"
    ("LIMITED", 429, r#"{"__type":"ThrottleException"}"#),
    // Not verified by us.
    ("SLOWED", 400, r#"{"__type":"ThrottlingException"}"#),
    // https://docs.aws.amazon.com/AmazonECRPublic/latest/APIReference/API_GetAuthorizationToken.html, "Errors"
    ("BROKEN", 500, r#"{"__type":"ServerException"}"#),
    // Not verified by us.
    (
        "LATE",
        400,
        r#"{"__type":"InvalidSignatureException","message":"Signature expired: 1 is now earlier than 2"}"#,
    ),
    // https://docs.aws.amazon.com/AmazonECR/latest/userguide/common-errors.html, "HTTP 403"
    (
        "BARRED",
        403,
        r#"{"__type":"AccessDeniedException","message":"is not authorized to perform: ecr:GetAuthorizationToken"}"#,
    ),
    // The same with the status of other errors in JSON, which is not verified by us.
    ("LOCKED", 400, r#"{"__type":"AccessDeniedException"}"#),
    // Made up.
    ("STRANGE", 400, r#"{"__type":"ValidationException"}"#),
];

/// The header that this request would have if it was signed with this secret, by what it says that it signs.
fn signed_by(secret: &str, asked: &Asked) -> String {
    let authorization = asked.header("authorization").unwrap();
    let part = |name: &str| {
        let (_, rest) = authorization.split_once(name).unwrap();
        rest.split(", ").next().unwrap().to_owned()
    };
    let (credential, names) = (part("Credential="), part("SignedHeaders="));
    let scope = credential.split_once('/').unwrap().1;
    let mut canonical = "POST\n/\n\n".to_owned();
    for name in names.split(';') {
        canonical.extend([name, ":", asked.header(name).unwrap(), "\n"]);
    }
    let body = hex(&Sha256::digest(&asked.body));
    canonical.extend(["\n", &names, "\n", &body]);
    let date = asked.header("x-amz-date").unwrap();
    let text = format!(
        "AWS4-HMAC-SHA256\n{date}\n{scope}\n{}",
        hex(&Sha256::digest(canonical))
    );
    let mut key = format!("AWS4{secret}").into_bytes();
    for part in scope.split('/') {
        key = mac(&key, part);
    }
    let signature = hex(&mac(&key, &text));
    format!(
        "AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders={names}, Signature={signature}"
    )
}

fn mac(key: &[u8], text: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    let digits: Vec<_> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    digits.concat()
}

#[tokio::test]
async fn a_key_of_amazon_is_exchanged_by_a_request_that_it_signs() {
    let amazon = StandIn::of(&[HOST, API], amazon).await;
    for (id, secret, expected) in [
        (ID, SECRET, Verdict::Verified),
        (
            ID,
            "wJalrXUtnFEMI/K7MDENG/bPxRfiCYWRONGKEYXX",
            Verdict::Failed(Obstacle::Rejected),
        ),
        ("AKIAUNKNOWN", SECRET, Verdict::Failed(Obstacle::Rejected)),
        ("LIMITED", SECRET, Verdict::Failed(Obstacle::RateLimited)),
        ("SLOWED", SECRET, Verdict::Failed(Obstacle::RateLimited)),
        (
            "BROKEN",
            SECRET,
            Verdict::Failed(Obstacle::Inconclusive(Doubt::RegistryFailed)),
        ),
        (
            "LATE",
            SECRET,
            Verdict::Failed(Obstacle::Inconclusive(Doubt::Clock)),
        ),
        ("BARRED", SECRET, Verdict::Failed(Obstacle::NoPasswords)),
        ("LOCKED", SECRET, Verdict::Failed(Obstacle::NoPasswords)),
        (
            "STRANGE",
            SECRET,
            Verdict::Failed(Obstacle::Inconclusive(Doubt::OddAnswer)),
        ),
    ] {
        let attempt = login(RegistryProvider::Ecr, Some(HOST), id, secret);
        assert_eq!(amazon.verdict(&attempt).await, expected, "{id}");
    }
    // Nobody but the one who signs has the key's secret, and the registry got what it was exchanged for.
    assert_eq!(amazon.logins(), ["AWS:the:password"]);
    let all = format!("{:?}", amazon.asked());
    assert!(!all.contains(SECRET));
}
