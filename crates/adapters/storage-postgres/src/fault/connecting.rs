//! What can go wrong with a connection itself, which the driver tells more of than diesel does of a query.

use std::{error::Error, io};

use rustls::CertificateError;
use tokio_postgres::error::SqlState;

use super::Fault;

impl From<tokio_postgres::Error> for Fault {
    fn from(error: tokio_postgres::Error) -> Self {
        if let Some(state) = error.code() {
            return answered(state);
        }
        if error.is_closed() {
            return Self::ConnectionLost;
        }
        let Some(cause) = error.source() else {
            return Self::NotTaken;
        };
        // It is the one name of this kind.
        if error.to_string() == "authentication error" {
            return Self::NotLetIn;
        }
        match cause.downcast_ref::<io::Error>() {
            Some(error) => input_output(error),
            // They have no type of their own, but one fixed text each.
            None => match cause.to_string().as_str() {
                "server does not support TLS" => Self::NoTls,
                "password missing" => Self::NotLetIn,
                _ => Self::NotTaken,
            },
        }
    }
}

/// A connection that PostgreSQL refused or ended with these words.
fn answered(state: &SqlState) -> Fault {
    match *state {
        SqlState::ADMIN_SHUTDOWN | SqlState::CRASH_SHUTDOWN | SqlState::CANNOT_CONNECT_NOW => {
            Fault::StartingOrStopping
        }
        SqlState::TOO_MANY_CONNECTIONS => Fault::NoConnectionLeft,
        SqlState::INVALID_PASSWORD
        | SqlState::INVALID_AUTHORIZATION_SPECIFICATION
        | SqlState::INSUFFICIENT_PRIVILEGE => Fault::NotLetIn,
        SqlState::INVALID_CATALOG_NAME => Fault::NoDatabase,
        SqlState::UNDEFINED_OBJECT
        | SqlState::INVALID_PARAMETER_VALUE
        | SqlState::CANT_CHANGE_RUNTIME_PARAM
        | SqlState::SYNTAX_ERROR => Fault::OptionsRefused,
        _ => Fault::NotTaken,
    }
}

fn input_output(error: &io::Error) -> Fault {
    if let Some(refused) = error.get_ref().and_then(|it| it.downcast_ref()) {
        return tls(refused);
    }
    match error.kind() {
        io::ErrorKind::ConnectionReset
        | io::ErrorKind::ConnectionAborted
        | io::ErrorKind::BrokenPipe
        | io::ErrorKind::UnexpectedEof => Fault::ConnectionLost,
        _ => Fault::Unreachable,
    }
}

fn tls(error: &rustls::Error) -> Fault {
    use CertificateError::{
        Expired, ExpiredContext, NotValidForName, NotValidForNameContext, NotValidYet,
        NotValidYetContext,
    };

    match error {
        rustls::Error::InvalidCertificate(reason) => match reason {
            NotValidForName | NotValidForNameContext { .. } => Fault::CertificateOfOther,
            Expired | ExpiredContext { .. } | NotValidYet | NotValidYetContext { .. } => {
                Fault::CertificateOutdated
            }
            _ => Fault::UntrustedCertificate,
        },
        _ => Fault::TlsFailed,
    }
}
