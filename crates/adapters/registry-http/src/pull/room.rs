//! Room for answers that are held as a whole.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError, Weak},
    time::Duration,
};

use bytes::Bytes;
use http_body_util::BodyExt as _;
use pullkey_domain::id::CompanyId;
use pullkey_guarded_http as guarded;
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

use super::question::MAX_MANIFEST;

/// What all large answers together may hold, and those of one company. Whoever owns a registry decides how large its answers are
/// and how slowly they come.
pub(crate) struct Room {
    of_all: Arc<Semaphore>,
    of_companies: Mutex<HashMap<CompanyId, Weak<Semaphore>>>,
}

/// Why an answer is not held.
pub(super) enum Unread {
    /// It did not come, or is too large.
    Failed(guarded::Error),
    /// There was no room for it.
    NoRoom,
}

/// So much of an answer needs no room: any pull may hold as much of a blob that nobody reads.
const SMALL: usize = 160 * 1024;
/// Room is taken in units of so many bytes.
const UNIT: u64 = 64 * 1024;
/// 128 MiB.
const OF_ALL: usize = 2048;
/// A quarter of it.
const OF_COMPANY: usize = OF_ALL / 4;
/// So long an answer waits until there is room for it.
const PATIENCE: Duration = Duration::from_secs(2);

/// An answer, and its room, until the last who holds it lets go of it.
struct Held {
    bytes: Vec<u8>,
    _room: (OwnedSemaphorePermit, OwnedSemaphorePermit),
}

impl Default for Room {
    fn default() -> Self {
        Self {
            of_all: Arc::new(Semaphore::new(OF_ALL)),
            of_companies: Mutex::default(),
        }
    }
}

impl Room {
    /// All of an answer that a company pulls.
    ///
    /// # Errors
    /// [`Unread`] if it does not come, or cannot be held.
    pub(super) async fn read(
        &self,
        company: CompanyId,
        mut body: guarded::Body,
    ) -> Result<Bytes, Unread> {
        let mut bytes = Vec::new();
        let mut room = None;
        while let Some(frame) = body.frame().await {
            let Ok(piece) = frame.map_err(Unread::Failed)?.into_data() else {
                continue;
            };
            let read = bytes.len() + piece.len();
            if room.is_none() && read > SMALL {
                let whole = body.left().map(|left| left.saturating_add(read as u64));
                let whole = whole.map_or(MAX_MANIFEST, |whole| whole.min(MAX_MANIFEST));
                room = Some(self.take(company, whole).await.ok_or(Unread::NoRoom)?);
            }
            bytes.extend_from_slice(&piece);
        }
        Ok(match room {
            None => Bytes::from(bytes),
            Some(room) => Bytes::from_owner(Held { bytes, _room: room }),
        })
    }

    /// Room for so many bytes of a company, if there is any before long.
    async fn take(
        &self,
        company: CompanyId,
        bytes: u64,
    ) -> Option<(OwnedSemaphorePermit, OwnedSemaphorePermit)> {
        let units = u32::try_from(bytes.div_ceil(UNIT)).ok()?;
        let own = self.of_company(company);
        let taken = async {
            // Nobody closes them.
            let own = own.acquire_many_owned(units).await.ok()?;
            let of_all = Arc::clone(&self.of_all);
            Some((own, of_all.acquire_many_owned(units).await.ok()?))
        };
        timeout(PATIENCE, taken).await.ok()?
    }

    fn of_company(&self, company: CompanyId) -> Arc<Semaphore> {
        // Nothing panics while it holds them.
        let of_companies = self.of_companies.lock();
        let mut of_companies = of_companies.unwrap_or_else(PoisonError::into_inner);
        if let Some(own) = of_companies.get(&company).and_then(Weak::upgrade) {
            return own;
        }
        of_companies.retain(|_, own| own.strong_count() > 0);
        let own = Arc::new(Semaphore::new(OF_COMPANY));
        of_companies.insert(company, Arc::downgrade(&own));
        own
    }
}

impl AsRef<[u8]> for Held {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

#[cfg(test)]
mod tests {
    use std::{future::poll_fn, task::Poll};

    use super::*;

    fn company(number: usize) -> CompanyId {
        CompanyId::parse(&format!("00000000-0000-4000-8000-{number:0>12}")).unwrap()
    }

    #[tokio::test(start_paused = true)]
    async fn a_company_has_a_quarter_of_the_room_and_waits_for_no_more_than_a_while() {
        let room = Room::default();
        let most = UNIT * OF_COMPANY as u64;
        let own = room.take(company(1), most).await;
        assert!(own.is_some());
        assert!(room.take(company(1), 1).await.is_none());

        let others = [2, 3, 4].map(|other| room.take(company(other), most));
        let others = futures_util::future::join_all(others).await;
        assert!(others.iter().all(Option::is_some));
        assert!(room.take(company(5), 1).await.is_none());
        drop(others);
        assert!(room.take(company(5), 1).await.is_some());

        let (waiting, ()) = tokio::join!(room.take(company(1), 1), async { drop(own) });
        assert!(waiting.is_some());
        drop(waiting);
        room.of_company(company(6));
        assert!(room.of_companies.lock().unwrap().len() <= 1);
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_gives_up_waiting_for_the_room_of_all_gives_his_own_back() {
        let room = Room::default();
        let most = UNIT * OF_COMPANY as u64;
        let others = [1, 2, 3, 4].map(|other| room.take(company(other), most));
        let others = futures_util::future::join_all(others).await;
        let own = room.of_company(company(5));
        let mut leaving = Box::pin(room.take(company(5), most));
        let waits = poll_fn(|cx| Poll::Ready(leaving.as_mut().poll(cx).is_pending()));
        assert!(waits.await);
        assert_eq!(own.available_permits(), 0);
        drop(leaving);
        assert_eq!(own.available_permits(), OF_COMPANY);
        assert!(room.take(company(5), most).await.is_none());
        assert_eq!(own.available_permits(), OF_COMPANY);
        drop(others);
        assert_eq!(room.of_all.available_permits(), OF_ALL);
    }

    #[test]
    fn room_is_held_until_the_last_piece_of_the_answer_is_gone() {
        let room = Arc::new(Semaphore::new(2));
        let permit = || room.clone().try_acquire_owned().unwrap();
        let bytes = vec![b'x'; 10];
        let mut bytes = Bytes::from_owner(Held {
            bytes,
            _room: (permit(), permit()),
        });
        let piece = bytes.split_to(1);
        drop(bytes);
        assert_eq!(room.available_permits(), 0);
        drop(piece);
        assert_eq!(room.available_permits(), 2);
    }
}
