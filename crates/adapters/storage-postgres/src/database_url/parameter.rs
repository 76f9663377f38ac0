use std::{borrow::Cow, str::FromStr, time::Duration};

use tokio_postgres::{
    Config,
    config::ChannelBinding::{Disable, Prefer, Require},
};

use super::{
    DatabaseUrlError, Host,
    authority::{self, port_number},
    decoded,
};
use crate::tls::{Roots, Trust};

/// What stands behind the `?` of a URL.
pub(super) struct Parameters<'a>(Vec<(&'static str, Cow<'a, str>)>);

/// Those of libpq that mean something here.
const NAMES: [&str; 15] = [
    "application_name",
    "channel_binding",
    "connect_timeout",
    "host",
    "keepalives",
    "keepalives_count",
    "keepalives_idle",
    "keepalives_interval",
    "load_balance_hosts",
    "options",
    "port",
    "sslmode",
    "sslrootcert",
    "target_session_attrs",
    "tcp_user_timeout",
];

const SECONDS: &str = "a number of seconds, 1 or more";
const MILLISECONDS: &str = "a number of milliseconds, 1 or more";
const ON_OR_OFF: &str = "0 or 1";

/// All names, for an error.
pub(super) fn names() -> String {
    NAMES.join(", ")
}

impl<'a> Parameters<'a> {
    pub(super) fn parse(query: &'a str) -> Result<Self, DatabaseUrlError> {
        let pairs = query.split('&').filter(|pair| !pair.is_empty());
        let parsed = pairs.map(|pair| {
            let (name, value) = pair.split_once('=').ok_or(DatabaseUrlError::NoParameter)?;
            let (name, value) = (known(&decoded(name)?)?, decoded(value)?);
            Ok((name, value))
        });
        parsed.collect::<Result<_, _>>().map(Self)
    }

    /// The hosts, when they are not in front of the path.
    pub(super) fn hosts(&self) -> Result<Option<Vec<Host>>, DatabaseUrlError> {
        let ports = self.text("port").unwrap_or_default().split(',');
        let ports: Vec<_> = ports.map(port_number).collect::<Result<_, _>>()?;
        let Some(hosts) = self.text("host") else {
            return match self.text("port") {
                None => Ok(None),
                Some(_) => Err(wrong("port", "given with 'host', or stand behind the host")),
            };
        };
        let hosts: Vec<_> = hosts.split(',').collect();
        let ports = match ports.as_slice() {
            [port] => vec![*port; hosts.len()],
            ports if ports.len() == hosts.len() => ports.to_vec(),
            _ => return Err(DatabaseUrlError::Ports),
        };
        let hosts = hosts.into_iter().zip(ports);
        hosts
            .map(|(name, port)| authority::host(name, port))
            .collect::<Result<_, _>>()
            .map(Some)
    }

    /// What a session begins with, and how its connection is watched. A server that vanished is noticed in 20 seconds.
    pub(super) fn session(&self) -> Result<Config, DatabaseUrlError> {
        let mut config = Config::new();
        config
            .application_name(self.text("application_name").unwrap_or("pullkey"))
            .keepalives(self.one_of("keepalives", ON_OR_OFF, &[("1", true), ("0", false)], true)?)
            .keepalives_idle(self.seconds("keepalives_idle", 10)?)
            .keepalives_interval(self.seconds("keepalives_interval", 3)?)
            .keepalives_retries(self.number("keepalives_count", "a number, 1 or more", 3)?)
            .tcp_user_timeout(Duration::from_millis(self.number(
                "tcp_user_timeout",
                MILLISECONDS,
                10_000,
            )?))
            .channel_binding(self.one_of(
                "channel_binding",
                "disable, prefer or require",
                &[
                    ("disable", Disable),
                    ("prefer", Prefer),
                    ("require", Require),
                ],
                Prefer,
            )?);
        if let Some(options) = self.text("options") {
            config.options(options);
        }
        Ok(config)
    }

    pub(super) fn connect_timeout(&self) -> Result<Duration, DatabaseUrlError> {
        self.seconds("connect_timeout", 3)
    }

    pub(super) fn wants_writable(&self) -> Result<bool, DatabaseUrlError> {
        let values = [("any", false), ("read-write", true)];
        self.one_of("target_session_attrs", "any or read-write", &values, false)
    }

    pub(super) fn any_order(&self) -> Result<bool, DatabaseUrlError> {
        let values = [("disable", false), ("random", true)];
        self.one_of("load_balance_hosts", "disable or random", &values, false)
    }

    pub(super) fn trust(&self) -> Result<Trust, DatabaseUrlError> {
        let roots = self.text("sslrootcert").map(|value| match value {
            "system" => Roots::System,
            file => Roots::File(file.into()),
        });
        match (self.text("sslmode").unwrap_or("prefer"), roots) {
            ("disable" | "prefer", Some(_)) => Err(DatabaseUrlError::NothingVerified),
            ("disable", None) => Ok(Trust::Plain),
            ("prefer", None) => Ok(Trust::Preferred),
            ("require", None) => Ok(Trust::Encrypted),
            // As in libpq: who names an authority wants it to be asked.
            ("require" | "verify-ca", Some(Roots::File(file))) => Ok(Trust::Issued(file)),
            ("require" | "verify-ca", _) => Err(DatabaseUrlError::AnybodyTrusted),
            ("verify-full", roots) => Ok(Trust::Named(roots.unwrap_or(Roots::System))),
            _ => Err(wrong(
                "sslmode",
                "disable, prefer, require, verify-ca or verify-full",
            )),
        }
    }

    /// The value of a parameter. As in libpq, the last one counts.
    fn text(&self, name: &str) -> Option<&str> {
        let named = self.0.iter().rfind(|(known, _)| *known == name);
        named.map(|(_, value)| &**value)
    }

    fn seconds(&self, name: &'static str, usual: u64) -> Result<Duration, DatabaseUrlError> {
        self.number(name, SECONDS, usual).map(Duration::from_secs)
    }

    fn number<T: FromStr + PartialOrd + From<u8>>(
        &self,
        name: &'static str,
        right: &'static str,
        usual: T,
    ) -> Result<T, DatabaseUrlError> {
        let Some(text) = self.text(name) else {
            return Ok(usual);
        };
        let number = text.parse().ok().filter(|number| *number >= T::from(1));
        number.ok_or(wrong(name, right))
    }

    fn one_of<T: Copy>(
        &self,
        name: &'static str,
        right: &'static str,
        values: &[(&str, T)],
        usual: T,
    ) -> Result<T, DatabaseUrlError> {
        let Some(text) = self.text(name) else {
            return Ok(usual);
        };
        let value = values.iter().find(|(value, _)| *value == text);
        value.map(|(_, value)| *value).ok_or(wrong(name, right))
    }
}

fn known(name: &str) -> Result<&'static str, DatabaseUrlError> {
    if let Some(known) = NAMES.into_iter().find(|known| *known == name) {
        return Ok(known);
    }
    // What does not look like a name is not repeated.
    if name.is_empty() || !name.bytes().all(|it| it == b'_' || it.is_ascii_lowercase()) {
        return Err(DatabaseUrlError::NoParameter);
    }
    let name = name.into();
    Err(DatabaseUrlError::UnknownParameter { name })
}

fn wrong(name: &'static str, right: &'static str) -> DatabaseUrlError {
    DatabaseUrlError::Parameter { name, right }
}
