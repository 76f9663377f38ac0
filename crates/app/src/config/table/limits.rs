//! How much is worked on at once, and how much one company may ask for.

use super::{Names, Setting, Shape};

pub(in crate::config) static MAX_REQUESTS: Setting = Setting {
    names: Names {
        key: "max_requests",
        variable: "PULLKEY_MAX_REQUESTS",
        flag: "--max-requests",
    },
    file: None,
    default: "800",
    why: "Bounds the requests that are worked on at once, half of them for a single company; others are refused.",
    right: "a whole number from 1 to 1000000",
    placeholder: "COUNT",
    shape: Shape::Number,
};

pub(in crate::config) static RATE_PULL_PER_MINUTE: Setting = Setting {
    names: Names {
        key: "rate_pull_per_minute",
        variable: "PULLKEY_RATE_PULL_PER_MINUTE",
        flag: "--rate-pull-per-minute",
    },
    file: None,
    default: "60000",
    why: "Bounds the requests by which it pulls images in a minute, of which each layer is one; 0 sets no bound.",
    right: "a whole number from 0 to 10000000",
    placeholder: "COUNT",
    shape: Shape::Number,
};

pub(in crate::config) static RATE_READ_PER_MINUTE: Setting = Setting {
    names: Names {
        key: "rate_read_per_minute",
        variable: "PULLKEY_RATE_READ_PER_MINUTE",
        flag: "--rate-read-per-minute",
    },
    file: None,
    default: "6000",
    why: "Bounds the reading requests that each company may make of this node in a minute; 0 sets no bound.",
    right: "a whole number from 0 to 10000000",
    placeholder: "COUNT",
    shape: Shape::Number,
};

pub(in crate::config) static RATE_VERIFY_PER_MINUTE: Setting = Setting {
    names: Names {
        key: "rate_verify_per_minute",
        variable: "PULLKEY_RATE_VERIFY_PER_MINUTE",
        flag: "--rate-verify-per-minute",
    },
    file: None,
    default: "30",
    why: "Bounds the logins that it may have tried at registries in a minute, a third of them at a single one; 0 sets no bound.",
    right: "a whole number from 0 to 10000000",
    placeholder: "COUNT",
    shape: Shape::Number,
};

pub(in crate::config) static RATE_WRITE_PER_MINUTE: Setting = Setting {
    names: Names {
        key: "rate_write_per_minute",
        variable: "PULLKEY_RATE_WRITE_PER_MINUTE",
        flag: "--rate-write-per-minute",
    },
    file: None,
    default: "600",
    why: "Bounds its other requests in a minute; 0 sets no bound.",
    right: "a whole number from 0 to 10000000",
    placeholder: "COUNT",
    shape: Shape::Number,
};
