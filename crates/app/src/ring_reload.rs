//! The key ring, read again while the service runs.

use std::{path::PathBuf, sync::Arc, time::Duration};

use pullkey_cipher::RingKey;
use pullkey_cipher_chacha20poly1305::{KeyRing, KeyRingCipher};
use pullkey_storage::Deadline;
use pullkey_use_cases::RingLedger;
use tokio::{task::spawn_blocking, time::timeout};
use tracing::{error, info};

/// Whoever sends the signal need not wait longer for the ring to be in use.
const PATIENCE: Duration = Duration::from_millis(450);

/// Puts the ring that stands in the file in the place of the one in use.
pub(crate) struct RingReload {
    file: PathBuf,
    cipher: Arc<KeyRingCipher>,
    ledger: Arc<RingLedger>,
}

impl RingReload {
    pub(crate) fn of(file: PathBuf, cipher: Arc<KeyRingCipher>, ledger: Arc<RingLedger>) -> Self {
        Self {
            file,
            cipher,
            ledger,
        }
    }

    /// Reads the file, compares its ring with the store, and only then goes on with it. If anything is wrong, the ring of
    /// before stays in use. The log tells which it was.
    pub(crate) async fn reload(&self) {
        let tried = Deadline::after(PATIENCE).bounding(self.try_reload());
        let tried = timeout(PATIENCE, tried).await;
        let tried = tried.unwrap_or_else(|_| {
            let patience = PATIENCE.as_millis();
            Err(anyhow::anyhow!(
                "file and store did not answer within {patience} ms"
            ))
        });
        match tried {
            Ok(keys) => info!(file = %self.file.display(), keys, "the key ring was read again"),
            Err(error) => error!(
                error = format!("{error:#}"),
                "the key ring of before stays in use"
            ),
        }
    }

    /// Gives the keys of the ring that is in use now, in words.
    async fn try_reload(&self) -> anyhow::Result<String> {
        let file = self.file.clone();
        // A disk that hangs must not hold up a stop.
        let ring = spawn_blocking(move || KeyRing::load(&file)).await??;
        let keys = ring.keys();
        self.ledger.admit(&keys).await?;
        self.cipher.turn(ring);
        self.ledger.turned();
        Ok(keys.iter().map(word).collect::<Vec<_>>().join(", "))
    }
}

/// A key, so that it can be compared with what `keyring status` shows.
fn word(key: &RingKey) -> String {
    let state = if key.primary {
        "primary"
    } else {
        key.state.as_str()
    };
    format!("{} {} {state}", key.kind, key.id)
}
