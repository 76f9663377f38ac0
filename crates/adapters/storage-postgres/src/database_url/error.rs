/// Why a text is not the URL of a database. It repeats nothing of it but the name of a parameter.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DatabaseUrlError {
    /// It is a URL of something else, or none.
    #[error("it must begin with postgres:// or postgresql://")]
    Scheme,
    /// A `%` is not followed by two hexadecimal digits, or what it stands for is no UTF-8.
    #[error(
        "a '%' must be followed by the two hexadecimal digits of a byte of UTF-8; itself, it is %25"
    )]
    Encoding,
    /// It does not say who comes.
    #[error(
        "it must name a user, as in postgres://user:password@host/database, where a '/' in user or password is \
         written as %2F"
    )]
    NoUser,
    /// It is not clear where the password ends.
    #[error("an '@' is the end of user and password; any other one must be written as %40")]
    SecondAt,
    /// It does not say where to.
    #[error(
        "it must name a host, as in postgres://user:password@host/database, or the folder of a socket, as in \
         postgres://user@/database?host=/run/postgresql"
    )]
    NoHost,
    /// A host is malformed.
    #[error(
        "a host must be a name, an IPv4 address, an IPv6 address in brackets, or the folder of a socket, \
         percent-encoded"
    )]
    Host,
    /// A port is not a number.
    #[error("a port must be a number from 1 to 65535")]
    Port,
    /// There are several ports, but not as many as hosts.
    #[error("there must be one port for all hosts, or one for each")]
    Ports,
    /// The value of a parameter is wrong.
    #[error("its parameter '{name}' must be {right}")]
    Parameter {
        /// The name of the parameter.
        name: &'static str,
        /// What would be right.
        right: &'static str,
    },
    /// There is no such parameter.
    #[error("it has no parameter '{name}'; there are {known}", known = super::parameter::names())]
    UnknownParameter {
        /// Its name.
        name: String,
    },
    /// What stands behind the '?' is no list of parameters.
    #[error(
        "what stands behind its '?' must be parameters, as in ?sslmode=verify-full&connect_timeout=3; a '?' in a user, \
         a password or the name of a database is written as %3F"
    )]
    NoParameter,
    /// The file says whom to trust, but nothing is verified.
    #[error(
        "its parameter 'sslrootcert' means nothing unless 'sslmode' is require, verify-ca or verify-full"
    )]
    NothingVerified,
    /// Anybody gets a certificate from one of the authorities that a system trusts.
    #[error(
        "sslmode=verify-ca needs the file of an authority in 'sslrootcert'; the system's authorities issue \
         certificates to anybody, so with them 'sslmode' must be verify-full"
    )]
    AnybodyTrusted,
}
