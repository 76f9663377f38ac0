//! How a registry wants to be logged in to.

use http::{HeaderMap, header::WWW_AUTHENTICATE};
use http_auth::{ChallengeRef, parse_challenges};

/// A way to log in that a registry offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Challenge {
    /// With user name and password, at the registry itself.
    Basic,
    /// With a token, which another place hands out.
    Bearer(Bearer),
}

/// Where tokens are handed out, and for what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Bearer {
    pub(crate) realm: String,
    pub(crate) service: Option<String>,
    pub(crate) scope: Option<String>,
}

impl Challenge {
    /// The best of all that an answer offers: tokens rather than passwords. There may be several headers, and several
    /// challenges in each; a header that is none hides no other.
    pub(crate) fn best(headers: &HeaderMap) -> Option<Self> {
        let lines = headers.get_all(WWW_AUTHENTICATE).into_iter();
        let lines = lines.filter_map(|line| line.to_str().ok());
        let offered: Vec<_> = lines
            .filter_map(|line| parse_challenges(line).ok())
            .flatten()
            .collect();
        let bearer = offered.iter().find_map(Bearer::of).map(Self::Bearer);
        let is_basic = |it: &ChallengeRef<'_>| it.scheme.eq_ignore_ascii_case("basic");
        bearer.or_else(|| offered.iter().any(is_basic).then_some(Self::Basic))
    }

    /// Whether it is worth being remembered. Who tells more than that is hardly a registry.
    pub(crate) fn is_short(&self) -> bool {
        self.size() <= MAX_CHALLENGE
    }

    /// How many bytes it has of what the registry said.
    pub(crate) fn size(&self) -> u64 {
        let Self::Bearer(bearer) = self else {
            return 0;
        };
        let texts = [
            Some(&bearer.realm),
            bearer.service.as_ref(),
            bearer.scope.as_ref(),
        ];
        texts
            .into_iter()
            .flatten()
            .map(|text| text.len() as u64)
            .sum()
    }
}

const MAX_CHALLENGE: u64 = 4_096;

impl Bearer {
    fn of(offered: &ChallengeRef<'_>) -> Option<Self> {
        let parameter = |name: &str| {
            let mut parameters = offered.params.iter();
            let found = parameters.find(|(known, _)| known.eq_ignore_ascii_case(name));
            found.map(|(_, value)| value.to_unescaped())
        };
        let realm = parameter("realm")?;
        offered.scheme.eq_ignore_ascii_case("bearer").then(|| Self {
            realm,
            service: parameter("service"),
            scope: parameter("scope"),
        })
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn best(lines: &[&'static str]) -> Option<Challenge> {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(WWW_AUTHENTICATE, HeaderValue::from_static(line));
        }
        Challenge::best(&headers)
    }

    fn bearer(realm: &str, service: &str, scope: Option<&str>) -> Challenge {
        Challenge::Bearer(Bearer {
            realm: realm.to_owned(),
            service: Some(service.to_owned()),
            scope: scope.map(str::to_owned),
        })
    }

    // The lines are those that Debian's docker-registry answers with, and those that the registries' own sources make.
    #[test]
    fn what_registries_offer_is_read() {
        let quay =
            r#"Basic realm="quay", Bearer realm="https://quay.io/v2/auth",service="quay.io""#;
        let github = r#"Bearer realm="https://ghcr.io/token",service="ghcr.io",scope="repository:user/image:pull""#;
        let gitea = [
            r#"Basic realm="Gitea Container Registry""#,
            r#"bearer REALM="https://git.example/v2/token",Service="container_registry""#,
        ];
        for (lines, offered) in [
            (&[r#"Basic realm="basic-realm""#][..], Challenge::Basic),
            // Nexus.
            (
                &[r#"BASIC realm="Sonatype Nexus Repository Manager""#],
                Challenge::Basic,
            ),
            (
                &[r#"Bearer realm="https://auth.docker.io/token",service="registry.docker.io""#],
                bearer("https://auth.docker.io/token", "registry.docker.io", None),
            ),
            (
                &[github],
                bearer(
                    "https://ghcr.io/token",
                    "ghcr.io",
                    Some("repository:user/image:pull"),
                ),
            ),
            (&[quay], bearer("https://quay.io/v2/auth", "quay.io", None)),
            (
                &gitea,
                bearer("https://git.example/v2/token", "container_registry", None),
            ),
            // A header that is none hides no other.
            (
                &["not, a \"challenge", quay],
                bearer("https://quay.io/v2/auth", "quay.io", None),
            ),
            // A bearer without a realm is of no use.
            (
                &[r#"Bearer service="x", Basic realm="y""#],
                Challenge::Basic,
            ),
        ] {
            assert_eq!(best(lines), Some(offered), "{lines:?}");
        }
    }

    #[test]
    fn other_kinds_of_login_are_none() {
        assert_eq!(best(&["Negotiate", r#"Digest realm="x", nonce="y""#]), None);
        assert_eq!(best(&[]), None);
    }
}
