//! What a host of the attacker does, step by step.

use std::{sync::Arc, time::Duration};

use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    time::sleep,
};

/// One step.
#[derive(Debug, Clone)]
pub(super) enum Step {
    /// Sends this.
    Send(Vec<u8>),
    /// Sends this, a byte a second.
    Drip(Vec<u8>),
    /// Sends this again and again.
    Forever(Vec<u8>),
    /// Takes what comes next.
    Take,
    /// Does nothing any more, and keeps the connection.
    Hang,
    /// Ends the connection.
    Close,
}

/// A request, as far as an answer depends on it.
pub(super) struct Asked {
    pub(super) path: String,
    pub(super) is_head: bool,
    pub(super) has_login: bool,
}

/// What is answered to a request.
pub(super) type Script = Arc<dyn Fn(&Asked) -> Vec<Step> + Send + Sync>;

/// What a host does on each connection.
#[derive(Clone)]
pub(super) struct Manner {
    /// Before TLS.
    pub(super) first: Vec<Step>,
    pub(super) is_tls: bool,
    /// Before the first request.
    pub(super) then: Vec<Step>,
    pub(super) script: Script,
}

impl Manner {
    /// That of a server that answers over TLS.
    pub(super) fn answering(script: Script) -> Self {
        Self {
            first: Vec::new(),
            is_tls: true,
            then: Vec::new(),
            script,
        }
    }
}

impl Step {
    pub(super) fn send(text: impl AsRef<[u8]>) -> Self {
        Self::Send(text.as_ref().to_vec())
    }

    pub(super) fn drip(text: impl AsRef<[u8]>) -> Self {
        Self::Drip(text.as_ref().to_vec())
    }

    pub(super) fn forever(text: impl AsRef<[u8]>) -> Self {
        Self::Forever(text.as_ref().to_vec())
    }
}

/// Goes these steps. `None` when the connection is at its end.
pub(super) async fn go(
    steps: Vec<Step>,
    stream: &mut (impl AsyncRead + AsyncWrite + Unpin),
) -> Option<()> {
    for step in steps {
        match step {
            Step::Send(bytes) => send(stream, &bytes).await?,
            Step::Drip(bytes) => {
                for byte in bytes {
                    send(stream, &[byte]).await?;
                    sleep(Duration::from_secs(1)).await;
                }
            }
            Step::Forever(bytes) => loop {
                send(stream, &bytes).await?;
            },
            Step::Take => {
                let mut some = [0; 4096];
                let taken = stream.read(&mut some).await.ok()?;
                if taken == 0 {
                    return None;
                }
            }
            Step::Hang => std::future::pending().await,
            Step::Close => return None,
        }
    }
    Some(())
}

async fn send(stream: &mut (impl AsyncWrite + Unpin), bytes: &[u8]) -> Option<()> {
    stream.write_all(bytes).await.ok()?;
    stream.flush().await.ok()
}
