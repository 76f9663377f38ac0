//! The invitation to send a body, `100 Continue`, for a client that waits for one.
//!
//! actix-http writes it before the app has seen the request. Here it is taken out of what
//! actix-http writes, and goes to the client only when the app begins to read the body.

use std::{cell::Cell, future::poll_fn, task::Poll};

/// The whole interim answer, as actix-http writes it.
pub(super) const INVITATION: &[u8] = b"HTTP/1.1 100 Continue\r\n\r\n";

/// Where the invitation of a connection's running request is.
#[derive(Default)]
pub(super) struct Invitation {
    stage: Cell<Stage>,
    awaits_flush: Cell<bool>,
}

#[derive(Clone, Copy, Default)]
enum Stage {
    /// None is to be had, or it is on its way to the client.
    #[default]
    Absent,
    /// The next that actix-http writes.
    Coming,
    /// Taken out of what actix-http wrote.
    Withheld,
    /// To be written after all.
    Allowed,
}

impl Invitation {
    /// Ready when all answers before are written: then the invitation is the first that actix-http
    /// writes, and nothing else can be taken for it.
    pub(super) async fn prepare(&self) {
        self.awaits_flush.set(true);
        poll_fn(|_| {
            if self.awaits_flush.get() {
                Poll::Pending
            } else {
                Poll::Ready(())
            }
        })
        .await;
        self.stage.set(Stage::Coming);
    }

    /// To be told when all that was written before is flushed; whether that was awaited.
    pub(super) fn flushed(&self) -> bool {
        self.awaits_flush.take()
    }

    pub(super) fn allow(&self) {
        self.stage.set(match self.stage.get() {
            // actix-http still has it and writes it in its place.
            Stage::Absent | Stage::Coming => Stage::Absent,
            Stage::Withheld | Stage::Allowed => Stage::Allowed,
        });
    }

    /// Whether `bytes` begin with an invitation to take out. Other bytes are of the answer, which
    /// leaves nothing to invite to.
    pub(super) fn withhold(&self, bytes: &[u8]) -> bool {
        let coming = matches!(self.stage.take(), Stage::Coming) && bytes.starts_with(INVITATION);
        if coming {
            self.stage.set(Stage::Withheld);
        }
        coming
    }

    /// Whether the invitation is to be written now.
    pub(super) fn take_allowed(&self) -> bool {
        let allowed = matches!(self.stage.get(), Stage::Allowed);
        if allowed {
            self.stage.set(Stage::Absent);
        }
        allowed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invitation_is_withheld_once() {
        let invitation = Invitation::default();
        invitation.stage.set(Stage::Coming);

        assert!(invitation.withhold(INVITATION));
        assert!(!invitation.withhold(INVITATION));
    }

    #[test]
    fn bytes_that_look_like_an_invitation_pass_when_none_is_coming() {
        assert!(!Invitation::default().withhold(INVITATION));
    }

    #[test]
    fn an_invitation_is_forgotten_when_the_answer_begins() {
        let invitation = Invitation::default();
        invitation.stage.set(Stage::Coming);
        invitation.withhold(INVITATION);

        invitation.withhold(b"HTTP/1.1 401 Unauthorized\r\n");
        invitation.allow();

        assert!(!invitation.take_allowed());
    }
}
