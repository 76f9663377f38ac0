//! Where everything is kept.

use super::{Names, SecretFile, Setting, Shape};
use crate::config::Rule;

pub(in crate::config) static DATA_DIR: Setting = Setting {
    names: Names {
        key: "data_dir",
        variable: "PULLKEY_DATA_DIR",
        flag: "--data-dir",
    },
    file: None,
    default: "./data",
    why: "Holds the embedded database, the key ring and the first API key.",
    right: "the path of a directory",
    placeholder: "DIR",
    shape: Shape::Text,
};

pub(in crate::config) static DATABASE_URL: Setting = Setting {
    names: Names {
        key: "database_url",
        variable: "PULLKEY_DATABASE_URL",
        flag: "--database-url",
    },
    file: Some(SecretFile {
        names: Names {
            key: "database_url_file",
            variable: "PULLKEY_DATABASE_URL_FILE",
            flag: "--database-url-file",
        },
        mistaken: |text| text.contains("://").then_some(Rule::UrlForPath),
    }),
    default: "sqlite://<data dir>/pullkey.db",
    why: "Where the sealed credentials are stored: a SQLite file, or PostgreSQL for any number of nodes.",
    right: "sqlite://PATH such as sqlite:///var/lib/pullkey/pullkey.db, or postgres://USER:PASSWORD@HOST/DATABASE?sslmode=verify-full",
    placeholder: "URL",
    shape: Shape::Text,
};

pub(in crate::config) static KEYRING_FILE: Setting = Setting {
    names: Names {
        key: "keyring_file",
        variable: "PULLKEY_KEYRING_FILE",
        flag: "--keyring-file",
    },
    file: None,
    default: "<data dir>/keyring.json",
    why: "Holds the keys that open every stored secret; on another disk, a copy of the database is useless alone.",
    right: "the path of a file",
    placeholder: "FILE",
    shape: Shape::Text,
};

pub(in crate::config) static AUDIT_HEADS_FILE: Setting = Setting {
    names: Names {
        key: "audit_heads_file",
        variable: "PULLKEY_AUDIT_HEADS_FILE",
        flag: "--audit-heads-file",
    },
    file: None,
    default: "<data dir>/audit-heads.jsonl",
    why: "Where the audit trail ends is written here each minute; elsewhere, whoever can write to the database cannot hide that he cut it off.",
    right: "the path of a file",
    placeholder: "FILE",
    shape: Shape::Text,
};

pub(in crate::config) static MIGRATE: Setting = Setting {
    names: Names {
        key: "migrate",
        variable: "PULLKEY_MIGRATE",
        flag: "--migrate",
    },
    file: None,
    default: "on",
    why: "Brings the database to this version's schema at start; off leaves that to `pullkey migrate`.",
    right: "on or off",
    placeholder: "ON|OFF",
    shape: Shape::Switch,
};

pub(in crate::config) static ALLOW_UNSAFE_DATABASE: Setting = Setting {
    names: Names {
        key: "allow_unsafe_database",
        variable: "PULLKEY_ALLOW_UNSAFE_DATABASE",
        flag: "--allow-unsafe-database",
    },
    file: None,
    default: "off",
    why: "Serves although PostgreSQL's fsync or synchronous_commit is off, so that a crash of it loses what was answered.",
    right: "on or off",
    placeholder: "ON|OFF",
    shape: Shape::Switch,
};
