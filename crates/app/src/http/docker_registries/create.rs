use actix_web::{HttpResponse, http::header, post, web::Data};
use pullkey_domain::{
    api_key::Permission,
    credential::{CredentialName, RegistryProvider, RegistrySecret, RegistryUsername},
};
use pullkey_use_cases::{CreateCredential, Credentials};
use serde::de::MapAccess;
use utoipa::ToSchema;
use validator::Validate;

use super::credential_body::{CredentialBody, RegistryBody};
use crate::http::{
    authorized::{Authorized, Requires},
    json::{Json, Members, Optional, Required},
    problem::{BodyProblems, CallProblems, Problem},
};

/// Create a Docker registry credential
///
/// Create a new Docker registry credential for the company. The credential is used to authenticate with private Docker
/// registries when pulling images for deployments. The secret is encrypted before storage and never returned in API
/// responses.
#[utoipa::path(
    operation_id = "createDockerRegistry",
    tag = "Docker registries",
    security(("api_key" = [])),
    request_body = CreateCredentialBody,
    responses(
        (status = 201, description = "The credential, without its secret", body = CredentialBody,
            headers(("Location" = String, description = "The path of the credential"))),
        CallProblems,
        BodyProblems,
    ),
)]
#[post("/docker-registries")]
pub(crate) async fn create_credential(
    call: Authorized<Create, Json<CreateCredentialBody>>,
    credentials: Data<Credentials>,
) -> Result<HttpResponse, Problem> {
    let command = call.input.0.into_command()?;
    let caller = call.caller;
    let created = credentials
        .create(caller.company(), caller.by(), command)
        .await?;
    Ok(HttpResponse::Created()
        .insert_header((
            header::LOCATION,
            format!("/v3/docker-registries/{}", created.id()),
        ))
        .json(CredentialBody::from(&created)))
}

pub(crate) struct Create;

impl Requires for Create {
    const PERMISSION: Permission = Permission::CredentialCreate;
}

/// A new credential.
#[derive(Default, Validate, ToSchema)]
pub(crate) struct CreateCredentialBody {
    /// Human-readable name for the Docker registry credential
    #[validate(nested)]
    #[schema(value_type = String, min_length = 1, max_length = 255, example = "My Docker Hub")]
    name: Required<CredentialName>,
    /// Username or access key used to authenticate with the Docker registry
    #[validate(nested)]
    #[schema(value_type = String, pattern = "^(?=.{1,39}$)[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$", example = "my-docker-user")]
    username: Required<RegistryUsername>,
    /// Password or access token used to authenticate with the Docker registry. Stored encrypted at rest.
    #[validate(nested)]
    #[schema(value_type = String, write_only, pattern = "^.{8,128}$", example = "my-secret-token")]
    secret: Required<RegistrySecret>,
    #[validate(nested)]
    #[schema(value_type = RegistryBody, inline, required = false)]
    registry: Optional<RegistryProvider>,
}

impl Members for CreateCredentialBody {
    const NAMES: &'static [&'static str] = &["name", "username", "secret", "registry"];

    fn read<'de, A: MapAccess<'de>>(&mut self, name: &str, from: &mut A) -> Result<bool, A::Error> {
        match name {
            "name" => self.name = from.next_value()?,
            "username" => self.username = from.next_value()?,
            "secret" => self.secret = from.next_value()?,
            "registry" => self.registry = from.next_value()?,
            _ => return Ok(false),
        }
        Ok(true)
    }
}

impl CreateCredentialBody {
    fn into_command(self) -> Result<CreateCredential, Problem> {
        Ok(CreateCredential {
            name: self.name.take("name")?,
            username: self.username.take("username")?,
            secret: self.secret.take("secret")?,
            provider: self.registry.take("registry")?.unwrap_or_default(),
        })
    }
}
