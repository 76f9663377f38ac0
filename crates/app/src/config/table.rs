//! The table of settings: the one place where a setting is named, explained and given its default.

/// One setting.
pub(super) struct Setting {
    /// What it is called.
    pub(super) names: Names,
    /// Only for a secret: the names under which the path of a file with its value may come instead.
    pub(super) file: Option<Names>,
    /// The default as a person would write it; empty is unset, [`DATA_DIR_PLACE`] the data directory.
    pub(super) default: &'static str,
    /// One line of why one would change it.
    pub(super) why: &'static str,
    /// What a right value is, to follow the word "use".
    pub(super) right: &'static str,
    /// What stands for its value in help texts.
    pub(super) placeholder: &'static str,
    /// What it may be in the file besides a string.
    pub(super) shape: Shape,
}

/// The names of one thing, written out so that each can be searched for.
pub(super) struct Names {
    /// The key in the file, and the name in messages.
    pub(super) key: &'static str,
    /// The environment variable.
    pub(super) variable: &'static str,
    /// The flag, with its dashes.
    pub(super) flag: &'static str,
}

/// What a value may be in the file; a string is always right.
#[derive(Clone, Copy)]
pub(super) enum Shape {
    Text,
    Number,
    Switch,
}

/// The configuration file that is read when no other is asked for.
pub(super) const DEFAULT_FILE: &str = "config/pullkey.toml";
/// What stands for the data directory in a default.
pub(super) const DATA_DIR_PLACE: &str = "<data dir>";

/// Every setting, in the order in which people meet them.
pub(super) static TABLE: [&Setting; 13] = [
    &LISTEN,
    &ADDRESS_FILE,
    &METRICS_LISTEN,
    &TLS_CERT_FILE,
    &TLS_KEY_FILE,
    &DATA_DIR,
    &DATABASE_URL,
    &KEYRING_FILE,
    &LOG,
    &LOG_FORMAT,
    &MIGRATE,
    &ALLOW_UNSAFE_DATABASE,
    &MAX_CONNECTIONS,
];

pub(super) static LISTEN: Setting = Setting {
    names: Names {
        key: "listen",
        variable: "PULLKEY_LISTEN",
        flag: "--listen",
    },
    file: None,
    default: "127.0.0.1:8080",
    why: "Where the API listens; port 0 takes any free one.",
    right: "IP:PORT such as 127.0.0.1:8080 (host names are not looked up)",
    placeholder: "IP:PORT",
    shape: Shape::Text,
};

pub(super) static ADDRESS_FILE: Setting = Setting {
    names: Names {
        key: "address_file",
        variable: "PULLKEY_ADDRESS_FILE",
        flag: "--address-file",
    },
    file: None,
    default: "",
    why: "The address taken is written here, for programs that must find a free port.",
    right: "the path of a file",
    placeholder: "FILE",
    shape: Shape::Text,
};

pub(super) static METRICS_LISTEN: Setting = Setting {
    names: Names {
        key: "metrics_listen",
        variable: "PULLKEY_METRICS_LISTEN",
        flag: "--metrics-listen",
    },
    file: None,
    default: "",
    why: "Moves /metrics to a listener of its own; unset, the main one serves it.",
    right: "IP:PORT such as 127.0.0.1:9090 (host names are not looked up)",
    placeholder: "IP:PORT",
    shape: Shape::Text,
};

pub(super) static TLS_CERT_FILE: Setting = Setting {
    names: Names {
        key: "tls_cert_file",
        variable: "PULLKEY_TLS_CERT_FILE",
        flag: "--tls-cert-file",
    },
    file: None,
    default: "",
    why: "The certificate to serve https with, then its intermediates; unset, every listener speaks plain http.",
    right: "the path of a PEM file, beside tls_key_file",
    placeholder: "FILE",
    shape: Shape::Text,
};

pub(super) static TLS_KEY_FILE: Setting = Setting {
    names: Names {
        key: "tls_key_file",
        variable: "PULLKEY_TLS_KEY_FILE",
        flag: "--tls-key-file",
    },
    file: None,
    default: "",
    why: "The private key of that certificate; others may not read it.",
    right: "the path of a PEM file, beside tls_cert_file",
    placeholder: "FILE",
    shape: Shape::Text,
};

pub(super) static DATA_DIR: Setting = Setting {
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

pub(super) static DATABASE_URL: Setting = Setting {
    names: Names {
        key: "database_url",
        variable: "PULLKEY_DATABASE_URL",
        flag: "--database-url",
    },
    file: Some(Names {
        key: "database_url_file",
        variable: "PULLKEY_DATABASE_URL_FILE",
        flag: "--database-url-file",
    }),
    default: "sqlite://<data dir>/pullkey.db",
    why: "Where the sealed credentials are stored: a SQLite file, or PostgreSQL for any number of nodes.",
    right: "sqlite://PATH such as sqlite:///var/lib/pullkey/pullkey.db, or postgres://USER:PASSWORD@HOST/DATABASE?sslmode=verify-full",
    placeholder: "URL",
    shape: Shape::Text,
};

pub(super) static KEYRING_FILE: Setting = Setting {
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

pub(super) static LOG: Setting = Setting {
    names: Names {
        key: "log",
        variable: "PULLKEY_LOG",
        flag: "--log",
    },
    file: None,
    default: "info",
    why: "How much is logged, by everything or by single parts.",
    right: "off, error, warn, info, debug or trace, or a list such as info,pullkey=debug",
    placeholder: "LEVEL",
    shape: Shape::Text,
};

pub(super) static LOG_FORMAT: Setting = Setting {
    names: Names {
        key: "log_format",
        variable: "PULLKEY_LOG_FORMAT",
        flag: "--log-format",
    },
    file: None,
    default: "auto",
    why: "How a log line looks; auto is text at a terminal and json elsewhere.",
    right: "auto, text or json",
    placeholder: "FORMAT",
    shape: Shape::Text,
};

pub(super) static MIGRATE: Setting = Setting {
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

pub(super) static ALLOW_UNSAFE_DATABASE: Setting = Setting {
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

pub(super) static MAX_CONNECTIONS: Setting = Setting {
    names: Names {
        key: "max_connections",
        variable: "PULLKEY_MAX_CONNECTIONS",
        flag: "--max-connections",
    },
    file: None,
    default: "10000",
    why: "Bounds the connections open at once, and so the memory and file descriptors they take.",
    right: "a whole number from 1 to 1000000",
    placeholder: "COUNT",
    shape: Shape::Number,
};

impl Setting {
    /// A secret's value is never shown, and may come in a file.
    pub(super) fn is_secret(&self) -> bool {
        self.file.is_some()
    }

    /// The default when this is the data directory.
    pub(super) fn default_in(&self, data_dir: &str) -> String {
        self.default.replace(DATA_DIR_PLACE, data_dir)
    }
}

/// Every name that a source may use: those of the settings and those of their files.
pub(super) fn names() -> impl Iterator<Item = &'static Names> {
    TABLE
        .iter()
        .flat_map(|setting| std::iter::once(&setting.names).chain(&setting.file))
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn variable_and_flag_of_a_setting_follow_from_its_key() {
        for names in names() {
            let (key, dashed) = (names.key, names.key.replace('_', "-"));
            assert_eq!(names.variable, format!("PULLKEY_{}", key.to_uppercase()));
            assert_eq!(names.flag, format!("--{dashed}"));
        }
    }

    #[test]
    fn the_other_names_of_a_secret_end_in_file() {
        for setting in super::TABLE.iter().filter(|setting| setting.is_secret()) {
            let file = setting.file.as_ref().expect("every secret has them");
            assert_eq!(file.key, format!("{}_file", setting.names.key));
        }
    }
}
