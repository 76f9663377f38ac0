//! Who is let in besides the holders of API keys.

use super::{Names, SecretFile, Setting, Shape};
use crate::{OperatorKey, config::Rule};

pub(in crate::config) static OPERATOR_KEY: Setting = Setting {
    names: Names {
        key: "operator_key",
        variable: "PULLKEY_OPERATOR_KEY",
        flag: "--operator-key",
    },
    file: Some(SecretFile {
        names: Names {
            key: "operator_key_file",
            variable: "PULLKEY_OPERATOR_KEY_FILE",
            flag: "--operator-key-file",
        },
        mistaken: |text| OperatorKey::parse(text).is_ok().then_some(Rule::KeyForPath),
    }),
    default: "",
    why: "Lets whoever has it manage companies and their keys below /operator/v1; unset, there is no such path.",
    right: "32 to 1000 visible ASCII characters that nobody can guess, such as `openssl rand -hex 32` prints",
    placeholder: "KEY",
    shape: Shape::Text,
};
