use actix_web::{HttpResponse, http::header::ETAG};
use pullkey_domain::{
    credential::{
        Credential, CredentialName, PathPrefix, RegistryHost, RegistryProvider, RegistrySecret,
        RegistryUsername,
    },
    id::{CompanyId, CredentialId},
    timestamp::Timestamp,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::login::LoginType;
use crate::http::{entity_tag, json::text_values};

/// Answers with a credential as it is, and its version.
pub(super) fn shown(credential: &Credential) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((ETAG, entity_tag::of(credential.version())))
        .json(CredentialBody::from(credential))
}

/// A Docker registry credential. Its secret is never part of it.
#[derive(Serialize, ToSchema)]
pub(crate) struct CredentialBody {
    /// Unique identifier for the Docker registry credential
    #[schema(value_type = String, format = "uuid", pattern = "^([0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-8][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}|00000000-0000-0000-0000-000000000000|ffffffff-ffff-ffff-ffff-ffffffffffff)$", example = "fb5e5168-4281-4bec-94c5-0d1584e9e657")]
    id: CredentialId,
    /// Identifier of the company that owns this credential
    #[schema(value_type = String, format = "uuid", pattern = "^([0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-8][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}|00000000-0000-0000-0000-000000000000|ffffffff-ffff-ffff-ffff-ffffffffffff)$", example = "fb5e5168-4281-4bec-94c5-0d1584e9e657")]
    company_id: CompanyId,
    /// Human-readable name for the Docker registry credential
    #[schema(value_type = String, example = "My Docker Hub")]
    name: CredentialName,
    #[schema(inline)]
    registry: RegistryBody,
    /// Username or access key used to authenticate with the Docker registry
    #[schema(value_type = String, example = "my-docker-user")]
    username: RegistryUsername,
    /// Where the registry is; `null` if no host was given, and it is where its provider is known to be, if it has such a
    /// host
    #[schema(value_type = Option<String>, required = true, example = "registry.example.com:5000")]
    host: Option<RegistryHost>,
    /// Where logins are checked for that host, if another one was given for that; else `null`
    #[schema(value_type = Option<String>, required = true, example = "auth.example.com")]
    token_host: Option<RegistryHost>,
    /// For which repositories it is meant, by what their paths begin with; `null` if for all
    #[schema(value_type = Option<String>, required = true, example = "acme/app")]
    path_prefix: Option<PathPrefix>,
    #[schema(value_type = LoginType, inline)]
    login_type: &'static str,
    /// When its login was last tried, with the secret that it has now; `null` if that never was
    #[schema(value_type = Option<String>, required = true, format = DateTime, pattern = r"^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?(?:Z))$", example = "2025-01-30T00:00:00.000Z")]
    last_verified_at: Option<Timestamp>,
    /// What came of it then; `null` if it never was
    #[schema(value_type = Option<OutcomeWord>, inline, required = true)]
    last_outcome: Option<&'static str>,
    /// When images were last pulled with it; `null` if that never was. Written once a minute at most
    #[schema(value_type = Option<String>, required = true, format = DateTime, pattern = r"^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?(?:Z))$", example = "2025-01-30T00:00:00.000Z")]
    last_used_at: Option<Timestamp>,
    /// Timestamp when the credential was created, in ISO 8601 format
    #[schema(value_type = String, format = DateTime, pattern = r"^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?(?:Z))$", example = "2025-01-30T00:00:00.000Z")]
    created_at: Timestamp,
    /// Timestamp when the credential was last modified, in ISO 8601 format
    #[schema(value_type = String, format = DateTime, pattern = r"^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?(?:Z))$", example = "2025-01-30T00:00:00.000Z")]
    updated_at: Timestamp,
}

/// What came of a login that was tried
#[derive(ToSchema)]
#[schema(rename_all = "snake_case", example = "verified")]
#[expect(dead_code, reason = "it only tells the document which words there are")]
pub(crate) enum OutcomeWord {
    Verified,
    Rejected,
    NoAccess,
    RegistryOpen,
    NotARegistry,
    Unreachable,
    Timeout,
    TlsFailed,
    RealmNotTrusted,
    NotAllowed,
    RateLimited,
    Unsupported,
    Inconclusive,
}

/// Docker registry provider. dockerHub - Docker Hub. gcr - Google Container Registry. ecr - Amazon Elastic Container
/// Registry. github - GitHub Container Registry. gitlab - GitLab Container Registry. digitalOcean - DigitalOcean
/// Container Registry. custom - a self-hosted or third-party registry.
#[derive(Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = "dockerHub")]
pub(crate) enum RegistryBody {
    Gcr,
    Ecr,
    DockerHub,
    Github,
    Gitlab,
    DigitalOcean,
    Custom,
}

impl From<RegistryProvider> for RegistryBody {
    fn from(provider: RegistryProvider) -> Self {
        match provider {
            RegistryProvider::Gcr => Self::Gcr,
            RegistryProvider::Ecr => Self::Ecr,
            RegistryProvider::DockerHub => Self::DockerHub,
            RegistryProvider::GitHub => Self::Github,
            RegistryProvider::GitLab => Self::Gitlab,
            RegistryProvider::DigitalOcean => Self::DigitalOcean,
            RegistryProvider::Custom => Self::Custom,
        }
    }
}

impl From<&Credential> for CredentialBody {
    fn from(credential: &Credential) -> Self {
        let (place, verification) = (credential.place(), credential.verification());
        Self {
            id: credential.id(),
            company_id: credential.company(),
            name: credential.name().clone(),
            registry: credential.provider().into(),
            username: credential.username().clone(),
            host: place.host().cloned(),
            token_host: place.token_host().cloned(),
            path_prefix: credential.path_prefix().cloned(),
            login_type: credential.login().as_str(),
            last_verified_at: verification.map(|it| it.at),
            last_outcome: verification.map(|it| it.outcome.as_str()),
            last_used_at: credential.last_used_at(),
            created_at: credential.created_at(),
            updated_at: credential.updated_at(),
        }
    }
}

text_values!(CredentialName PathPrefix RegistryUsername RegistrySecret RegistryProvider);

#[cfg(test)]
mod tests {
    use pullkey_domain::credential::VerificationOutcome;

    use super::*;

    #[test]
    fn every_provider_is_shown_by_its_word() {
        for provider in RegistryProvider::ALL {
            let shown = serde_json::to_value(RegistryBody::from(provider)).unwrap();
            assert_eq!(shown, provider.as_str());
        }
    }

    #[test]
    fn the_document_has_the_word_of_each_outcome() {
        let schema = <OutcomeWord as utoipa::PartialSchema>::schema();
        let schema = serde_json::to_value(schema).unwrap();
        let words = VerificationOutcome::ALL.map(VerificationOutcome::as_str);
        assert_eq!(schema["enum"], serde_json::json!(words));
    }
}
