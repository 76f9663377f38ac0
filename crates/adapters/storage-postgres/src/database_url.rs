//! Where the database is, as libpq's URLs say it.

mod authority;
mod error;
mod parameter;
#[cfg(test)]
mod tests;

use std::{
    borrow::Cow,
    fmt::{self, Debug, Formatter},
    hash::{BuildHasher, RandomState},
    net::IpAddr,
    path::PathBuf,
    time::Duration,
};

use percent_encoding::percent_decode_str;
use tokio_postgres::Config;

use self::{authority::Authority, parameter::Parameters};
use crate::tls::Trust;

pub use self::error::DatabaseUrlError;

/// Where a database is, who comes to it, and what its server must prove.
///
/// ```
/// use pullkey_storage_postgres::DatabaseUrl;
///
/// let url = "postgres://pullkey:secret@db1,db2:5433/pullkey?target_session_attrs=read-write&sslmode=verify-full";
/// assert!(DatabaseUrl::parse(url).is_ok());
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl {
    hosts: Vec<Host>,
    /// Everything but hosts and TLS.
    session: Config,
    connect_timeout: Duration,
    trust: Trust,
    wants_writable: bool,
    any_order: bool,
}

/// Where one server listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Host {
    /// A name or an IP address.
    Tcp { name: String, port: u16 },
    /// The folder of its socket.
    Socket { folder: PathBuf, port: u16 },
}

impl Host {
    /// Its name or address, unless it is on this machine for sure.
    fn remote_name(&self) -> Option<&str> {
        let Self::Tcp { name, .. } = self else {
            return None;
        };
        let is_local = match name.parse::<IpAddr>() {
            Ok(ip) => ip.to_canonical().is_loopback(),
            Err(_) => name.eq_ignore_ascii_case("localhost"),
        };
        (!is_local).then_some(name)
    }
}

impl DatabaseUrl {
    /// Reads a URL like `postgres://user:password@host:5432/database?sslmode=verify-full`.
    ///
    /// It opens nothing: the file of `sslrootcert` is read when a connection is opened.
    ///
    /// # Errors
    ///
    /// Which part of it is wrong. The error repeats nothing of the URL but the name of a parameter.
    pub fn parse(text: &str) -> Result<Self, DatabaseUrlError> {
        let rest = text
            .strip_prefix("postgres://")
            .or_else(|| text.strip_prefix("postgresql://"))
            .ok_or(DatabaseUrlError::Scheme)?;
        let (authority, rest) = Authority::split(rest)?;
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let parameters = Parameters::parse(query)?;
        let hosts = parameters.hosts()?.map_or_else(|| authority.hosts(), Ok)?;
        let mut session = parameters.session()?;
        session.user(authority.user()?);
        if let Some(password) = authority.password()? {
            session.password(&*password);
        }
        match path.strip_prefix('/') {
            None | Some("") => {}
            Some(name) => {
                session.dbname(decoded(name)?);
            }
        }
        Ok(Self {
            hosts,
            session,
            connect_timeout: parameters.connect_timeout()?,
            trust: parameters.trust()?,
            wants_writable: parameters.wants_writable()?,
            any_order: parameters.any_order()?,
        })
    }

    /// The hosts that are reached over a network without proving who they are. Whoever stands in between may read and
    /// alter what crosses it, or pass for them. They are no secrets.
    pub fn unverified_hosts(&self) -> impl Iterator<Item = &str> {
        let remote = self.hosts.iter().filter_map(Host::remote_name);
        remote.filter(|_| !self.trust.is_verified())
    }

    /// The hosts, in the order in which they are to be tried this time.
    pub(crate) fn hosts(&self) -> impl Iterator<Item = &Host> {
        let first = if self.any_order {
            random_index(self.hosts.len())
        } else {
            0
        };
        let (before, after) = self.hosts.split_at(first);
        after.iter().chain(before)
    }

    /// Who comes, to which database, and how the connection is kept alive.
    pub(crate) fn session(&self) -> &Config {
        &self.session
    }

    /// How long it may take until a connection to one address can be used.
    pub(crate) fn connect_timeout(&self) -> Duration {
        self.connect_timeout
    }

    pub(crate) fn trust(&self) -> &Trust {
        &self.trust
    }

    /// Whether a server that takes no writes is passed over, whatever is asked of it. Of several hosts only one can be the
    /// right one, and what another one knows may be old.
    pub(crate) fn wants_writable(&self) -> bool {
        self.wants_writable || self.hosts.len() > 1
    }
}

/// Shows nothing: any part of a URL may be secret.
impl Debug for DatabaseUrl {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("DatabaseUrl").finish_non_exhaustive()
    }
}

/// A part of the URL without its percent-encoding.
fn decoded(text: &str) -> Result<Cow<'_, str>, DatabaseUrlError> {
    let escapes = text.split('%').skip(1);
    let well_formed = |escape: &str| {
        let digits = escape.as_bytes().get(..2);
        digits.is_some_and(|it| it.iter().all(u8::is_ascii_hexdigit) && it != b"00")
    };
    if !escapes.clone().all(well_formed) {
        return Err(DatabaseUrlError::Encoding);
    }
    let decoded = percent_decode_str(text).decode_utf8();
    decoded.map_err(|_| DatabaseUrlError::Encoding)
}

/// It spreads the load, which takes no better randomness than a hash table's.
fn random_index(count: usize) -> usize {
    let random = RandomState::new().hash_one(()) % count.max(1) as u64;
    usize::try_from(random).unwrap_or_default()
}
