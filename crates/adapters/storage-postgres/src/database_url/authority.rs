use std::{borrow::Cow, net::Ipv6Addr, num::NonZeroU16};

use super::{DatabaseUrlError, Host, decoded};

/// The part of a URL before its path: `user:password@host:port,host:port`.
pub(super) struct Authority<'a> {
    user: &'a str,
    password: Option<&'a str>,
    hosts: &'a str,
}

/// PostgreSQL's own.
const DEFAULT_PORT: u16 = 5432;

impl<'a> Authority<'a> {
    /// Parts it from the rest. As libpq does, it takes the first `@` in front of any `/` for the end of the password.
    pub(super) fn split(text: &'a str) -> Result<(Self, &'a str), DatabaseUrlError> {
        let until_path = text.find('/').unwrap_or(text.len());
        let Some((userinfo, rest)) = text[..until_path].find('@').map(|at| text.split_at(at))
        else {
            return Err(DatabaseUrlError::NoUser);
        };
        let (user, password) = match userinfo.split_once(':') {
            Some((user, password)) => (user, Some(password)),
            None => (userinfo, None),
        };
        if user.is_empty() {
            return Err(DatabaseUrlError::NoUser);
        }
        let rest = &rest[1..];
        // The rest of a password would be taken for a host or a parameter, and told in an error.
        if rest.contains('@') {
            return Err(DatabaseUrlError::SecondAt);
        }
        let (hosts, rest) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
        let authority = Self {
            user,
            password,
            hosts,
        };
        Ok((authority, rest))
    }

    pub(super) fn user(&self) -> Result<Cow<'a, str>, DatabaseUrlError> {
        decoded(self.user)
    }

    pub(super) fn password(&self) -> Result<Option<Cow<'a, str>>, DatabaseUrlError> {
        self.password.map(decoded).transpose()
    }

    pub(super) fn hosts(&self) -> Result<Vec<Host>, DatabaseUrlError> {
        if self.hosts.is_empty() {
            return Err(DatabaseUrlError::NoHost);
        }
        self.hosts.split(',').map(host_and_port).collect()
    }
}

fn host_and_port(text: &str) -> Result<Host, DatabaseUrlError> {
    let (name, port) = match text.strip_prefix('[').map(|rest| rest.split_once(']')) {
        Some(Some((ip, rest))) => {
            ip.parse::<Ipv6Addr>().map_err(|_| DatabaseUrlError::Host)?;
            let port = rest.strip_prefix(':');
            if port.is_none() && !rest.is_empty() {
                return Err(DatabaseUrlError::Host);
            }
            (ip, port)
        }
        Some(None) => return Err(DatabaseUrlError::Host),
        None => match text.split_once(':') {
            Some((name, port)) => (name, Some(port)),
            None => (text, None),
        },
    };
    let port = port.map_or(Ok(DEFAULT_PORT), port_number)?;
    host(&decoded(name)?, port)
}

/// One that stands in a URL, or in its parameter `host`.
pub(super) fn host(name: &str, port: u16) -> Result<Host, DatabaseUrlError> {
    if name.starts_with('/') {
        let folder = name.into();
        return Ok(Host::Socket { folder, port });
    }
    let usual = |byte: u8| byte.is_ascii_alphanumeric() || b".-_:".contains(&byte);
    if name.is_empty() || !name.bytes().all(usual) {
        return Err(DatabaseUrlError::Host);
    }
    let name = name.into();
    Ok(Host::Tcp { name, port })
}

/// As libpq does, it takes an empty one for the usual one.
pub(super) fn port_number(text: &str) -> Result<u16, DatabaseUrlError> {
    if text.is_empty() {
        return Ok(DEFAULT_PORT);
    }
    let port: NonZeroU16 = text.parse().map_err(|_| DatabaseUrlError::Port)?;
    Ok(port.get())
}
