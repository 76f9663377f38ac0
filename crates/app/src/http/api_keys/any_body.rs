use proptest::prelude::*;
use serde_json::json;

use super::{
    create::CreateKeyBody, rotate::RotateKeyBody, toggle::ToggleKeyBody, update::UpdateKeyBody,
};
use crate::http::json::{
    Members,
    any_body::{MARK, bodies, is_read_well},
};

fn keys() -> Vec<serde_json::Value> {
    let id = "0b7cfbf5-3f9a-4c3c-9a53-000000000001";
    vec![
        json!({ "name": MARK, "capabilities": [{ "permission": "AUDIT:READ" }] }),
        json!({ "name": MARK, "expired_at": "2999-01-01T00:00:00Z", "capabilities": [
            { "permission": "DOCKER_REGISTRY:READ", "id_resource": id },
            { "permission": MARK, "id_resource": MARK },
        ] }),
        json!({ "expired_at": null, "capabilities": [] }),
    ]
}

proptest! {
    #[test]
    fn any_new_key_is_read_well(body in bodies(CreateKeyBody::NAMES, keys())) {
        is_read_well::<CreateKeyBody>(&body)?;
    }

    #[test]
    fn any_change_of_a_key_is_read_well(body in bodies(UpdateKeyBody::NAMES, keys())) {
        is_read_well::<UpdateKeyBody>(&body)?;
    }

    #[test]
    fn any_switch_is_read_well(body in bodies(ToggleKeyBody::NAMES, vec![json!({ "is_enabled": true })])) {
        is_read_well::<ToggleKeyBody>(&body)?;
    }

    #[test]
    fn any_rotation_is_read_well(
        body in bodies(RotateKeyBody::NAMES, vec![json!({ "old_token_ttl_hours": 24 })]),
    ) {
        is_read_well::<RotateKeyBody>(&body)?;
    }
}
