use super::*;

const SHA256: &str = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

#[test]
fn what_a_name_leaves_out_is_filled_in() {
    let digest = format!("ghcr.io/acme/app@{SHA256}");
    let both = format!("ghcr.io/acme/app:1.2@{SHA256}");
    for (text, whole) in [
        ("nginx", "docker.io/library/nginx:latest"),
        ("nginx:1.27", "docker.io/library/nginx:1.27"),
        ("acme/app", "docker.io/acme/app:latest"),
        ("docker.io/nginx", "docker.io/library/nginx:latest"),
        ("index.docker.io/acme/app:1", "docker.io/acme/app:1"),
        ("localhost/app", "localhost/app:latest"),
        ("registry:5000/app", "registry:5000/app:latest"),
        ("registry:443/app", "registry/app:latest"),
        ("GHCR.io/acme/app", "ghcr.io/acme/app:latest"),
        ("10.1.2.3:5000/a/b/c:d", "10.1.2.3:5000/a/b/c:d"),
        ("[2001:db8::7]:5000/app", "[2001:db8::7]:5000/app:latest"),
        (&digest, &digest),
        (&both, &digest),
    ] {
        assert_eq!(ImageReference::parse(text).unwrap().to_string(), whole);
    }
}

#[test]
fn each_broken_rule_is_named() {
    let long = format!("ghcr.io/{}", "a".repeat(248));
    let short_digest = &format!("ghcr.io/a@{}", &SHA256[..70]);
    let shouted = &format!("ghcr.io/a@{}", SHA256.to_uppercase());
    let tag = &format!("a:{}", "t".repeat(129));
    for (text, rule) in [
        ("", InvalidImage::Path),
        ("ghcr.io/", InvalidImage::Path),
        ("/app", InvalidImage::Path),
        ("ghcr.io//app", InvalidImage::Path),
        ("ghcr.io/acme/../app", InvalidImage::Path),
        ("ghcr.io/acme/App", InvalidImage::Path),
        ("ghcr.io/acme%2fapp", InvalidImage::Path),
        ("ghcr.io/acme/app?x=y", InvalidImage::Path),
        ("https://ghcr.io/acme/app", InvalidImage::Host),
        ("user@ghcr.io/app", InvalidImage::Digest),
        ("gh_cr.io/app", InvalidImage::Host),
        ("127.1/app", InvalidImage::Host),
        ("app:", InvalidImage::Tag),
        ("app:-1", InvalidImage::Tag),
        ("app:a b", InvalidImage::Tag),
        (tag, InvalidImage::Tag),
        (short_digest, InvalidImage::Digest),
        (shouted, InvalidImage::Digest),
        (
            "app@md5:d41d8cd98f00b204e9800998ecf8427e",
            InvalidImage::Digest,
        ),
        (&long, InvalidImage::TooLong),
    ] {
        assert_eq!(ImageReference::parse(text), Err(rule), "{text:?}");
    }
}
