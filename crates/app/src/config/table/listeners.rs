//! Where the service listens, and how.

use super::{Names, Setting, Shape};

pub(in crate::config) static LISTEN: Setting = Setting {
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

pub(in crate::config) static ADDRESS_FILE: Setting = Setting {
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

pub(in crate::config) static GATEWAY_LISTEN: Setting = Setting {
    names: Names {
        key: "gateway_listen",
        variable: "PULLKEY_GATEWAY_LISTEN",
        flag: "--gateway-listen",
    },
    file: None,
    default: "",
    why: "Moves /v2/, where images are pulled, to a listener of its own; unset, the main one serves it.",
    right: "IP:PORT such as 127.0.0.1:8081 (host names are not looked up)",
    placeholder: "IP:PORT",
    shape: Shape::Text,
};

pub(in crate::config) static METRICS_LISTEN: Setting = Setting {
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

pub(in crate::config) static TLS_CERT_FILE: Setting = Setting {
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

pub(in crate::config) static TLS_KEY_FILE: Setting = Setting {
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

pub(in crate::config) static TRUSTED_PROXIES: Setting = Setting {
    names: Names {
        key: "trusted_proxies",
        variable: "PULLKEY_TRUSTED_PROXIES",
        flag: "--trusted-proxies",
    },
    file: None,
    default: "",
    why: "The proxies in front, whose X-Forwarded-For tells who calls; anybody else's is not believed.",
    right: "networks such as 10.0.0.0/8, or single addresses, with commas in between",
    placeholder: "NETWORKS",
    shape: Shape::Text,
};

pub(in crate::config) static MAX_CONNECTIONS: Setting = Setting {
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
