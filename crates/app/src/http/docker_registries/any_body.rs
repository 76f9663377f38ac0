use proptest::prelude::*;
use serde_json::json;

use super::{
    create::CreateCredentialBody, resolve::ResolveBody, update::UpdateCredentialBody,
    verify::VerifyCredentialBody,
};
use crate::http::json::{
    Members,
    any_body::{MARK, bodies, is_read_well},
};

fn logins() -> Vec<serde_json::Value> {
    let key = json!({ "type": "service_account", "project_id": "p", "private_key": MARK, "client_email": "a@b.example" });
    vec![
        json!({ "name": MARK, "username": "user", "secret": MARK }),
        json!({ "name": MARK, "username": "user", "secret": MARK, "registry": "custom", "host": "r.example:5000",
            "token_host": "a.example", "path_prefix": "acme/app", "verify": true }),
        json!({ "name": MARK, "login": { "type": "password", "username": MARK, "password": MARK } }),
        json!({ "name": MARK, "registry": "gcr", "login": { "type": "gcp_service_account_key", "key": key } }),
    ]
}

proptest! {
    #[test]
    fn any_new_credential_is_read_well(body in bodies(CreateCredentialBody::NAMES, logins())) {
        is_read_well::<CreateCredentialBody>(&body)?;
    }

    #[test]
    fn any_change_of_a_credential_is_read_well(body in bodies(UpdateCredentialBody::NAMES, logins())) {
        is_read_well::<UpdateCredentialBody>(&body)?;
    }

    #[test]
    fn any_image_to_resolve_is_read_well(
        body in bodies(ResolveBody::NAMES, vec![json!({ "image": "ghcr.io/acme/app:1" }), json!({ "image": MARK })]),
    ) {
        is_read_well::<ResolveBody>(&body)?;
    }

    #[test]
    fn any_trial_is_read_well(
        body in bodies(VerifyCredentialBody::NAMES, vec![json!({ "image": "ghcr.io/acme/app:1" })]),
    ) {
        is_read_well::<VerifyCredentialBody>(&body)?;
    }
}
