use std::{
    future,
    task::{Context, Poll},
};

use tokio_postgres::{AsyncMessage, Connection, Socket, error::DbError, tls::MakeTlsConnect};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::fault::Fault;

/// Moves what is asked and answered on one connection. Nothing gets through unless [`Driver::event`] is awaited.
pub(crate) struct Driver {
    connection: Connection<Socket, TlsStream>,
    told: bool,
}

/// What a connection comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Event {
    /// The server takes no writes any more. What was asked is still answered.
    ReadOnly,
    /// It is at its end, or must not be used any more. Drop the driver: an answer that has not got through must not.
    Over(Fault),
}

type TlsStream = <MakeRustlsConnect as MakeTlsConnect<Socket>>::Stream;

/// The first version that tells when it becomes read-only, and has all the settings that a session begins with.
const OLDEST: u32 = 14;

impl Driver {
    /// Tells when the server becomes read-only, and that it is if one that writes is wanted.
    pub(super) fn of(connection: Connection<Socket, TlsStream>, wants_writable: bool) -> Self {
        let mut driver = Self {
            connection,
            told: false,
        };
        driver.told = !wants_writable && driver.is_read_only();
        driver
    }

    /// Whether the server is of a version that may be used.
    pub(super) fn is_new_enough(&self) -> bool {
        let version = self.connection.parameter("server_version");
        version.is_some_and(|version| major(version) >= OLDEST)
    }

    /// Moves messages until something happens.
    pub(crate) async fn event(&mut self) -> Event {
        future::poll_fn(|context| self.poll(context)).await
    }

    /// Moves messages until the connection is at its end.
    pub(crate) async fn end(&mut self) -> Fault {
        loop {
            if let Event::Over(fault) = self.event().await {
                return fault;
            }
        }
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Event> {
        loop {
            match self.connection.poll_message(context) {
                // The success of the commit is what comes next. Nobody must hear of it.
                Poll::Ready(Some(Ok(AsyncMessage::Notice(notice)))) if is_unreplicated(&notice) => {
                    return Poll::Ready(Event::Over(Fault::NotReplicated));
                }
                Poll::Ready(Some(Ok(_))) => {}
                Poll::Ready(Some(Err(error))) => return Poll::Ready(Event::Over(error.into())),
                Poll::Ready(None) => return Poll::Ready(Event::Over(Fault::ConnectionLost)),
                Poll::Pending if !self.told && self.is_read_only() => {
                    self.told = true;
                    return Poll::Ready(Event::ReadOnly);
                }
                Poll::Pending => return Poll::Pending,
            }
        }
    }

    /// What the server reported by itself, since version 14.
    fn is_read_only(&self) -> bool {
        let on = |name| self.connection.parameter(name) == Some("on");
        on("default_transaction_read_only") || on("in_hot_standby")
    }
}

/// The number at the beginning of `15.14 (Debian 15.14-0+deb12u1)`, `18beta1` or `9.6.24`.
fn major(version: &str) -> u32 {
    let end = version.find(|it: char| !it.is_ascii_digit());
    let digits = version.get(..end.unwrap_or(version.len()));
    digits.and_then(|it| it.parse().ok()).unwrap_or_default()
}

/// Whether it tells that the wait for a synchronous standby was given up. Its text depends on the server's language;
/// the function that it comes from does not.
fn is_unreplicated(notice: &DbError) -> bool {
    notice.routine() == Some("SyncRepWaitForLSN")
}

#[cfg(test)]
mod tests {
    use super::major;

    #[test]
    fn a_version_begins_with_its_major_number() {
        for (version, number) in [
            ("15.14 (Debian 15.14-0+deb12u1)", 15),
            ("18beta1", 18),
            ("9.6.24", 9),
            ("devel", 0),
            ("", 0),
        ] {
            assert_eq!(major(version), number, "{version:?}");
        }
    }
}
