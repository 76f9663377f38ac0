//! Where logins of companies may be sent.

use super::{Names, Setting, Shape};

pub(in crate::config) static REGISTRY_ALLOW: Setting = Setting {
    names: Names {
        key: "registry_allow",
        variable: "PULLKEY_REGISTRY_ALLOW",
        flag: "--registry-allow",
    },
    file: None,
    default: "",
    why: "The registries that companies may use besides public ones on port 443, such as your own.",
    right: "hosts such as registry.internal:5443, registry.internal:5443@10.0.0.0/8 or http://127.0.0.1:5000, with commas in between",
    placeholder: "HOSTS",
    shape: Shape::Text,
};

pub(in crate::config) static REGISTRY_CA_FILE: Setting = Setting {
    names: Names {
        key: "registry_ca_file",
        variable: "PULLKEY_REGISTRY_CA_FILE",
        flag: "--registry-ca-file",
    },
    file: None,
    default: "",
    why: "The certificates of the authorities that registries are trusted by, besides those of the system.",
    right: "the path of a PEM file",
    placeholder: "FILE",
    shape: Shape::Text,
};
