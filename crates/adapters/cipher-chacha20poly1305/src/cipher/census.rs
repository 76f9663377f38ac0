use pullkey_cipher::{RingCensus, RingKey};

use super::KeyRingCipher;

impl RingCensus for KeyRingCipher {
    fn keys(&self) -> Vec<RingKey> {
        self.ring().keys()
    }
}
