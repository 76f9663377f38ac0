//! What is logged.

use super::{Names, Setting, Shape};

pub(in crate::config) static LOG: Setting = Setting {
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

pub(in crate::config) static LOG_FORMAT: Setting = Setting {
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
