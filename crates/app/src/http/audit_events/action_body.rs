use utoipa::ToSchema;

/// What was done
#[derive(ToSchema)]
#[schema(example = "credential.create")]
#[expect(dead_code, reason = "it only tells the document which words there are")]
pub(crate) enum ActionBody {
    #[schema(rename = "credential.create")]
    CredentialCreate,
    #[schema(rename = "credential.update")]
    CredentialUpdate,
    #[schema(rename = "credential.delete")]
    CredentialDelete,
    #[schema(rename = "credential.verify")]
    CredentialVerify,
    #[schema(rename = "credential.pull")]
    CredentialPull,
    #[schema(rename = "credential.open_failed")]
    CredentialOpenFailed,
    #[schema(rename = "credential.rewrap")]
    CredentialRewrap,
    #[schema(rename = "api_key.create")]
    ApiKeyCreate,
    #[schema(rename = "api_key.update")]
    ApiKeyUpdate,
    #[schema(rename = "api_key.toggle")]
    ApiKeyToggle,
    #[schema(rename = "api_key.rotate")]
    ApiKeyRotate,
    #[schema(rename = "api_key.delete")]
    ApiKeyDelete,
    #[schema(rename = "company.create")]
    CompanyCreate,
    #[schema(rename = "company.delete")]
    CompanyDelete,
}

#[cfg(test)]
mod tests {
    use pullkey_domain::audit::Action;

    use super::*;

    #[test]
    fn the_document_has_the_word_of_each_action() {
        let schema = <ActionBody as utoipa::PartialSchema>::schema();
        let schema = serde_json::to_value(schema).unwrap();
        let words: Vec<_> = Action::ALL.iter().map(|it| it.as_str()).collect();
        assert_eq!(schema["enum"], serde_json::json!(words));
    }
}
