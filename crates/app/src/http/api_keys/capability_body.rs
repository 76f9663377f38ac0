use pullkey_domain::{
    api_key::{Capabilities, Capability, InvalidCapability, Permission, UnknownPermission},
    id::CredentialId,
};
use serde::{Serialize, de::SeqAccess};
use utoipa::ToSchema;
use validator::Validate;

use crate::http::json::{
    Broken, Items, MemberValue, Nullable, ObjectValue, Optional, Read, Required, TextValue,
    members, text_values,
};

/// One thing that a key may do.
#[derive(Serialize, ToSchema)]
pub(crate) struct CapabilityBody {
    #[schema(value_type = PermissionWords, inline)]
    permission: Permission,
    /// The one credential that it may be done to; `null` for all of the company's
    #[schema(value_type = Option<String>, required = true, format = "uuid", pattern = "^([0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-8][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}|00000000-0000-0000-0000-000000000000|ffffffff-ffff-ffff-ffff-ffffffffffff)$", example = "fb5e5168-4281-4bec-94c5-0d1584e9e657")]
    id_resource: Option<CredentialId>,
}

/// What may be done
#[derive(ToSchema)]
#[schema(example = "DOCKER_REGISTRY:READ")]
#[expect(dead_code, reason = "it only tells the document which words there are")]
enum PermissionWords {
    #[schema(rename = "DOCKER_REGISTRY:READ")]
    CredentialRead,
    #[schema(rename = "DOCKER_REGISTRY:CREATE")]
    CredentialCreate,
    #[schema(rename = "DOCKER_REGISTRY:UPDATE")]
    CredentialUpdate,
    #[schema(rename = "DOCKER_REGISTRY:DELETE")]
    CredentialDelete,
    #[schema(rename = "DOCKER_REGISTRY:VERIFY")]
    CredentialVerify,
    #[schema(rename = "DOCKER_REGISTRY:PULL")]
    CredentialPull,
    #[schema(rename = "API_KEY:READ")]
    ApiKeyRead,
    #[schema(rename = "API_KEY:CREATE")]
    ApiKeyCreate,
    #[schema(rename = "API_KEY:UPDATE")]
    ApiKeyUpdate,
    #[schema(rename = "API_KEY:DELETE")]
    ApiKeyDelete,
    #[schema(rename = "AUDIT:READ")]
    AuditRead,
}

impl From<Capability> for CapabilityBody {
    fn from(capability: Capability) -> Self {
        Self {
            permission: capability.permission(),
            id_resource: capability.resource(),
        }
    }
}

/// One thing that a key shall be allowed.
#[derive(Default, Validate, ToSchema)]
pub(crate) struct SentCapability {
    #[validate(nested)]
    #[schema(value_type = PermissionWords, inline)]
    permission: Required<Permission>,
    /// The one credential that it may be done to, where the permission can be narrowed so; all of the company's, if it is
    /// `null` or left out
    #[validate(nested)]
    #[schema(value_type = Option<String>, required = false, format = "uuid", pattern = "^([0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-8][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}|00000000-0000-0000-0000-000000000000|ffffffff-ffff-ffff-ffff-ffffffffffff)$", example = "fb5e5168-4281-4bec-94c5-0d1584e9e657")]
    id_resource: Optional<Nullable<CredentialId>>,
}

members!(SentCapability: permission, id_resource);

text_values!(CredentialId);

impl TextValue for Permission {
    fn parse(text: &str) -> Result<Self, Broken> {
        let parsed: Result<Self, UnknownPermission> = text.parse();
        parsed.map_err(|rule| Broken::rule(rule.code(), rule.to_string()))
    }
}

impl MemberValue for Capabilities {
    const TYPE: &'static str = Items::<Capability>::TYPE;

    fn of_items<'de, A: SeqAccess<'de>>(items: A) -> Result<Read<Self>, A::Error> {
        let items = Items::<Capability>::of_items(items)?;
        let of = |Items(items)| Self::of(items).map_err(|rule| vec![told(rule)]);
        Ok(items.map(|items| items.and_then(of)))
    }
}

impl ObjectValue for Capability {
    type Members = SentCapability;

    fn of_valid(sent: SentCapability) -> Result<Self, Broken> {
        let resource = sent.id_resource.into_value();
        let resource = resource.and_then(|Nullable(id)| id);
        // It is there, as its rule holds.
        let permission = sent.permission.into_value();
        let permission = permission.ok_or_else(|| Broken::rule("missing", "must be given"))?;
        let narrowed = Self::new(permission, resource);
        narrowed.map_err(|rule| told(rule).below("/id_resource"))
    }
}

fn told(rule: InvalidCapability) -> Broken {
    Broken::rule(rule.code(), rule.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_has_the_word_of_each_permission() {
        let schema = <PermissionWords as utoipa::PartialSchema>::schema();
        let schema = serde_json::to_value(schema).unwrap();
        let words = Permission::ALL.map(Permission::as_str);
        assert_eq!(schema["enum"], serde_json::json!(words));
    }
}
