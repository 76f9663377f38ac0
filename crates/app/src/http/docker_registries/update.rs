use actix_web::{HttpResponse, patch, web::Data};
use pullkey_domain::{
    api_key::Permission,
    credential::{
        CredentialName, PathPrefix, RegistryHost, RegistryProvider, RegistrySecret,
        RegistryUsername,
    },
};
use pullkey_use_cases::{Credentials, EditCredential, EditCredentialError, WholeLogin};
use utoipa::ToSchema;
use validator::Validate;

use super::{
    credential_body::{CredentialBody, RegistryBody, shown},
    login::{LoginBody, beside_login},
};
use crate::{
    http::{
        authorized::{Authorized, Requires},
        conditional_change::ConditionalChange,
        credential_path::IdParameter,
        json::{Broken, Json, Nullable, One, Optional, members},
        problem::{Problem, problems},
        to_the_end::to_the_end,
    },
    telemetry,
};

/// Change a Docker registry credential
///
/// Only the given members change. A given secret always counts as changed. To move a credential to or from a `custom`
/// registry or another host, send its secret with the change. A `login` takes the place of all of the old one. Changes of
/// others that come between are not lost: this one is made on top of them, or refused.
#[utoipa::path(
    operation_id = "updateDockerRegistry",
    tag = "Docker registries",
    security(("api_key" = [])),
    params(
        ("id" = inline(IdParameter), Path, description = "The id of the credential"),
        ("If-Match" = Option<String>, Header, nullable = false,
            pattern = r#"^(\*|(W/)?"[!#-~]*"([ \t]*,[ \t]*(W/)?"[!#-~]*")*)$"#,
            description = "Changes only the version that one of these entity tags, such as `\"7\"` from `ETag`, stands for"),
    ),
    request_body = UpdateCredentialBody,
    responses(
        (status = 200, description = "The credential as it is now, without its secret", body = CredentialBody,
            headers(("ETag" = String, description = "Its version, for `If-Match`"))),
        UpdateProblems,
    ),
)]
#[patch("/docker-registries/{id}")]
pub(crate) async fn update_credential(
    call: Authorized<Update, ConditionalChange<Json<UpdateCredentialBody>>>,
    credentials: Data<Credentials>,
) -> Result<HttpResponse, Problem> {
    let (caller, change) = (call.caller, call.input);
    let command = change.what.0.into_command()?;
    let is_tried = command.verify;
    let edit = async move {
        let condition = &change.precondition;
        credentials
            .edit(caller.company(), caller.by(), change.id, command, condition)
            .await
            .inspect_err(count_failed_opening)
    };
    let updated = if is_tried {
        to_the_end(edit).await?
    } else {
        edit.await
    };
    Ok(shown(&updated?))
}

/// Somebody altered a row: that must show, whether or not its event could be stored.
fn count_failed_opening(error: &EditCredentialError) {
    if let EditCredentialError::Open(error) = error {
        telemetry::count_failed_opening(error);
    }
}

problems! {
    UpdateProblems = [REQUEST, CALL, LOOK_UP, BODY, WRITE, CONDITION];
}

pub(crate) struct Update;

impl Requires for Update {
    const PERMISSION: Permission = Permission::CredentialUpdate;
}

/// What to change of a credential. What is left out stays.
#[derive(Default, Validate, ToSchema)]
#[schema(example = json!({ "name": "Our Docker Hub" }))]
pub(crate) struct UpdateCredentialBody {
    /// Human-readable name for the Docker registry credential
    #[validate(nested)]
    #[schema(value_type = String, required = false, min_length = 1, max_length = 255, pattern = r"^[^\u0000]*$", example = "My Docker Hub")]
    name: Optional<CredentialName>,
    /// Username or access key used to authenticate with the Docker registry
    #[validate(nested)]
    #[schema(value_type = String, required = false, pattern = "^(?=.{1,39}$)[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$", example = "my-docker-user")]
    username: Optional<RegistryUsername>,
    /// Password or access token used to authenticate with the Docker registry. Stored encrypted at rest.
    #[validate(nested)]
    #[schema(value_type = String, required = false, write_only, pattern = "^.{8,128}$", example = "my-secret-token")]
    secret: Optional<RegistrySecret>,
    #[validate(nested)]
    #[schema(value_type = RegistryBody, inline, required = false)]
    registry: Optional<RegistryProvider>,
    /// Where the registry is, with a port if that is not 443; `null` is where its provider is known to be
    #[validate(nested)]
    #[schema(value_type = Option<String>, required = false, min_length = 1, max_length = 259, example = "registry.example.com:5000")]
    host: Optional<Nullable<RegistryHost>>,
    /// Where logins are checked for that host; `null` is nowhere else
    #[validate(nested)]
    #[schema(value_type = Option<String>, required = false, min_length = 1, max_length = 259, example = "auth.example.com")]
    token_host: Optional<Nullable<RegistryHost>>,
    /// For which repositories it is meant, by what their paths begin with; `null` is for all
    #[validate(nested)]
    #[schema(value_type = Option<String>, required = false, min_length = 1, max_length = 255, pattern = r"^[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*$", example = "acme/app")]
    path_prefix: Optional<Nullable<PathPrefix>>,
    #[validate(nested)]
    #[schema(value_type = LoginBody, required = false)]
    login: Optional<One<WholeLogin>>,
    /// Whether to try the login, as it would become, before anything is stored. If the registry refuses it, nothing is
    /// changed; whatever else comes of it is stored
    #[validate(nested)]
    #[schema(value_type = bool, required = false, default = false)]
    verify: Optional<bool>,
}

members!(
    UpdateCredentialBody: name, username, secret, registry, host, token_host, path_prefix, login, verify;
    UpdateCredentialBody::broken_login
);

impl UpdateCredentialBody {
    /// The login comes in one of two ways.
    fn broken_login(&self) -> Vec<(&'static str, Broken)> {
        if !self.login.is_sent() {
            return Vec::new();
        }
        beside_login([
            ("username", self.username.is_sent()),
            ("secret", self.secret.is_sent()),
        ])
    }

    fn into_command(self) -> Result<EditCredential, Problem> {
        Ok(EditCredential {
            name: self.name.take("name")?,
            provider: self.registry.take("registry")?,
            host: self.host.take("host")?.map(|Nullable(host)| host),
            token_host: self
                .token_host
                .take("token_host")?
                .map(|Nullable(host)| host),
            path_prefix: self
                .path_prefix
                .take("path_prefix")?
                .map(|Nullable(prefix)| prefix),
            login: self.login.take("login")?.map(|One(login)| login),
            verify: self.verify.take("verify")?.unwrap_or(false),
            username: self.username.take("username")?,
            secret: self.secret.take("secret")?,
        })
    }
}
