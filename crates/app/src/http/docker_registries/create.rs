use actix_web::{
    HttpResponse,
    http::{
        StatusCode,
        header::{self, HeaderName, HeaderValue},
    },
    post,
    web::Data,
};
use pullkey_domain::{
    api_key::Permission,
    credential::{
        Credential, CredentialName, PathPrefix, RegistryHost, RegistryPlace, RegistryProvider,
        RegistrySecret, RegistryUsername,
    },
    id::{CompanyId, CredentialId},
    idempotency::KeptAnswer,
    version::RowVersion,
};
use pullkey_use_cases::{Attempt, CreateCredential, CreatedCredential, Credentials, WholeLogin};
use serde::Deserialize;
use utoipa::{
    ToSchema,
    openapi::{RefOr, Schema},
};
use validator::Validate;

use super::{
    credential_body::{CredentialBody, RegistryBody},
    login::{LoginBody, beside_login},
};
use crate::http::{
    attempt::Attempted,
    authorized::{Authorized, Requires},
    credential_path, entity_tag,
    json::{Broken, Json, One, Optional, Required, members},
    problem::{Problem, problems},
};

/// Create a Docker registry credential
///
/// Create a new Docker registry credential for the company. The credential is used to authenticate with private Docker
/// registries when pulling images for deployments. The secret is encrypted before storage and never returned in API
/// responses.
///
/// The login comes in `username` and `secret`, or in `login`, which takes the place of both. It is tried at its registry
/// only if `verify` says so.
#[utoipa::path(
    operation_id = "createDockerRegistry",
    tag = "Docker registries",
    security(("api_key" = [])),
    params(
        ("Idempotency-Key" = Option<String>, Header, nullable = false, min_length = 1, max_length = 255, pattern = "^[!-~]{1,255}$",
            description = "A name for this attempt. A repeat within 24 hours, of the same body under the same name, \
                makes nothing and is answered as the first one was"),
    ),
    request_body = CreateCredentialBody,
    responses(
        (status = 201, description = "The credential, without its secret", body = CredentialBody,
            headers(
                ("Location" = String, description = "The path of the credential"),
                ("ETag" = String, description = "Its version, for `If-Match`"),
                ("Idempotency-Replayed" = String,
                    description = "`true` if an earlier attempt made it; not there otherwise"),
            )),
        CreateProblems,
    ),
)]
#[post("/docker-registries")]
pub(crate) async fn create_credential(
    call: Authorized<Create, Attempted<Json<CreateCredentialBody>>>,
    credentials: Data<Credentials>,
) -> Result<HttpResponse, Problem> {
    let (caller, Attempted { key, what }) = (call.caller, call.input);
    let attempt = key.map(|key| Attempt { key, answer: kept });
    let created = credentials
        .create(
            caller.company(),
            caller.by(),
            what.0.into_command()?,
            attempt,
        )
        .await?;
    match created {
        CreatedCredential::New(credential) => Ok(made(credential.id(), kept(&credential).body)),
        CreatedCredential::Replayed(earlier) => replay(earlier, caller.company().id()),
    }
}

problems! {
    CreateProblems = [REQUEST, CALL, BODY, WRITE, ATTEMPT];
}

/// The answer that is given, now and to every repeat.
fn kept(credential: &Credential) -> KeptAnswer {
    let body = CredentialBody::from(credential);
    KeptAnswer {
        status: StatusCode::CREATED.as_u16(),
        // Text always has a form in JSON, so this never is empty.
        body: serde_json::to_vec(&body).unwrap_or_default(),
    }
}

/// The answer with this body. What was just made is in its first version.
fn made(id: CredentialId, body: Vec<u8>) -> HttpResponse {
    HttpResponse::Created()
        .content_type("application/json")
        .insert_header((header::LOCATION, credential_path::to(id)))
        .insert_header((header::ETAG, entity_tag::of(RowVersion::FIRST)))
        .body(body)
}

/// The answer of an earlier attempt, as it was given then. One that was never given was altered in the store.
fn replay(earlier: KeptAnswer, company: CompanyId) -> Result<HttpResponse, Problem> {
    #[derive(Deserialize)]
    struct Made {
        id: CredentialId,
        company_id: CompanyId,
    }

    let altered = || Problem::internal("the answer of an idempotency record was altered");
    let Made { id, company_id } = serde_json::from_slice(&earlier.body).map_err(|_| altered())?;
    if earlier.status != StatusCode::CREATED || company_id != company {
        return Err(altered());
    }
    let mut answer = made(id, earlier.body);
    answer
        .headers_mut()
        .insert(REPLAYED, HeaderValue::from_static("true"));
    Ok(answer)
}

const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

pub(crate) struct Create;

impl Requires for Create {
    const PERMISSION: Permission = Permission::CredentialCreate;
}

/// A new credential.
#[derive(Default, Validate, ToSchema)]
#[schema(example = json!({ "name": "My Docker Hub", "username": "my-docker-user", "secret": "my-secret-token", "registry": "dockerHub" }))]
pub(crate) struct CreateCredentialBody {
    /// Human-readable name for the Docker registry credential
    #[validate(nested)]
    #[schema(value_type = String, min_length = 1, max_length = 255, pattern = r"^[^\u0000]*$", example = "My Docker Hub")]
    name: Required<CredentialName>,
    /// Username or access key used to authenticate with the Docker registry. Required unless `login` is sent
    #[validate(nested)]
    #[schema(value_type = String, required = false, pattern = "^(?=.{1,39}$)[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$", example = "my-docker-user")]
    username: Optional<RegistryUsername>,
    /// Password or access token used to authenticate with the Docker registry. Stored encrypted at rest. Required unless
    /// `login` is sent
    #[validate(nested)]
    #[schema(value_type = String, required = false, write_only, pattern = "^.{8,128}$", example = "my-secret-token")]
    secret: Optional<RegistrySecret>,
    #[validate(nested)]
    #[schema(schema_with = registry_with_default, required = false)]
    registry: Optional<RegistryProvider>,
    /// Where the registry is, with a port if that is not 443. For `gitlab`, `gcr`, `ecr` and `custom`; the last two need it
    /// before the credential can be used
    #[validate(nested)]
    #[schema(value_type = String, required = false, min_length = 1, max_length = 259, example = "registry.example.com:5000")]
    host: Optional<RegistryHost>,
    /// Where logins are checked for that host, if elsewhere
    #[validate(nested)]
    #[schema(value_type = String, required = false, min_length = 1, max_length = 259, example = "auth.example.com")]
    token_host: Optional<RegistryHost>,
    /// For which repositories it is meant, by what their paths begin with: `acme` is for `acme` and `acme/app`, not for
    /// `acme-evil/app`. Of several credentials for one registry, the one with the longest goes first
    #[validate(nested)]
    #[schema(value_type = String, required = false, min_length = 1, max_length = 255, pattern = r"^[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*$", example = "acme/app")]
    path_prefix: Optional<PathPrefix>,
    #[validate(nested)]
    #[schema(value_type = LoginBody, required = false)]
    login: Optional<One<WholeLogin>>,
    /// Whether to try the login before anything is stored. A login that the registry refuses is not stored; whatever else
    /// comes of it is
    #[validate(nested)]
    #[schema(value_type = bool, required = false, default = false)]
    verify: Optional<bool>,
}

/// The derive cannot give a default to what stands inline.
fn registry_with_default() -> RefOr<Schema> {
    let mut registry = <RegistryBody as utoipa::PartialSchema>::schema();
    if let RefOr::T(Schema::Object(registry)) = &mut registry {
        registry.default = Some(RegistryProvider::default().as_str().into());
    }
    registry
}

members!(
    CreateCredentialBody: name, username, secret, registry, host, token_host, path_prefix, login, verify;
    CreateCredentialBody::broken_together
);

impl CreateCredentialBody {
    fn broken_together(&self) -> Vec<(&'static str, Broken)> {
        let mut broken = self.broken_login();
        broken.extend(self.broken_place());
        broken
    }

    /// Its provider, host and token host go together, as far as each of them is right.
    fn broken_place(&self) -> Option<(&'static str, Broken)> {
        let provider = self.registry.value().copied().unwrap_or_default();
        let hosts = [&self.host, &self.token_host].map(|it| it.value().cloned());
        let [host, token_host] = hosts;
        let is_known = self.registry.value().is_some() || !self.registry.is_sent();
        let hosts_are_known = host.is_some() || !self.host.is_sent();
        if !(is_known && hosts_are_known) {
            return None;
        }
        let rule = RegistryPlace::of(provider, host, token_host).err()?;
        let broken = Broken::rule(rule.code(), rule.to_string());
        Some((rule.member(), broken))
    }

    /// The login comes in one of two ways.
    fn broken_login(&self) -> Vec<(&'static str, Broken)> {
        let parts = [
            ("username", self.username.is_sent()),
            ("secret", self.secret.is_sent()),
        ];
        if self.login.is_sent() {
            return beside_login(parts);
        }
        let missing = parts.into_iter().filter(|(_, is_sent)| !is_sent);
        missing.map(|(name, _)| (name, Broken::missing())).collect()
    }

    fn into_command(self) -> Result<CreateCredential, Problem> {
        let (login, username, secret) = match self.login.take("login")? {
            Some(One(whole)) => (Some(whole.kind), whole.username, whole.secret),
            None => (
                None,
                self.username.required("username")?,
                self.secret.required("secret")?,
            ),
        };
        Ok(CreateCredential {
            name: self.name.take("name")?,
            provider: self.registry.take("registry")?,
            host: self.host.take("host")?,
            token_host: self.token_host.take("token_host")?,
            path_prefix: self.path_prefix.take("path_prefix")?,
            login,
            username,
            secret,
            verify: self.verify.take("verify")?.unwrap_or(false),
        })
    }
}
