use quick_cache::{
    DefaultHashBuilder, UnitWeighter,
    sync::{Cache, DefaultLifecycle, PlaceholderGuard},
};

use super::{ClientNetwork, token_mark::TokenMark};

/// The tokens that are being looked up right now, and for whom.
///
/// Many who send the same key at once, as when it was just forgotten, cost one look-up: the others wait for its end, and
/// find the key remembered. They are no look-ups, and take no place in their line. Nobody waits for another network's, as
/// that may stand in a longer queue; nor for another token's of the same key, as its handle is public.
pub(super) struct UnderWay(Cache<Sent, ()>);

type Sent = (ClientNetwork, TokenMark);

/// The first look-up of a token, that others wait for. Dropped before its end, it is left to one of them.
pub(super) struct First<'a> {
    under_way: &'a UnderWay,
    sent: Sent,
    place: PlaceholderGuard<
        'a,
        Sent,
        (),
        UnitWeighter,
        DefaultHashBuilder,
        DefaultLifecycle<Sent, ()>,
    >,
}

/// What has ended is removed at once, so this is for what ends at the same moment.
const CAPACITY: usize = 1_000;

impl Default for UnderWay {
    fn default() -> Self {
        Self(Cache::new(CAPACITY))
    }
}

impl UnderWay {
    /// Begins to look this token up, or waits for the end of such a look-up: then there is nothing to begin.
    pub(super) async fn begin(&self, from: ClientNetwork, token: TokenMark) -> Option<First<'_>> {
        let sent = (from, token);
        let place = self.0.get_value_or_guard_async(&sent).await.err()?;
        Some(First {
            under_way: self,
            sent,
            place,
        })
    }
}

impl First<'_> {
    /// It has ended, whatever came of it.
    pub(super) fn end(self) {
        // It stands no more where somebody else's end removed it; those who wait are told all the same.
        let _ = self.place.insert(());
        self.under_way.0.remove(&self.sent);
    }
}

#[cfg(test)]
mod tests {
    use std::{
        net::Ipv4Addr,
        pin::{Pin, pin},
        sync::LazyLock,
        task::{Context, Poll, Waker},
    };

    use pullkey_domain::api_key::ApiKeyToken;

    use super::{super::token_mark::Marker, *};

    fn poll<F: Future>(future: Pin<&mut F>) -> Poll<F::Output> {
        future.poll(&mut Context::from_waker(Waker::noop()))
    }

    fn here() -> ClientNetwork {
        ClientNetwork::of(Ipv4Addr::LOCALHOST.into())
    }

    static MARKER: LazyLock<Marker> = LazyLock::new(Marker::default);

    /// One of a key's many tokens.
    fn token(secret: u8) -> TokenMark {
        let key = ApiKeyToken::generate(|bytes| bytes.fill(1));
        MARKER.mark(&ApiKeyToken::another(key.handle(), |bytes| {
            bytes.fill(secret);
        }))
    }

    #[tokio::test]
    async fn whoever_comes_second_waits_for_the_end() {
        let under_way = UnderWay::default();
        let first = under_way.begin(here(), token(1)).await.unwrap();
        let (mut second, mut third) = (
            pin!(under_way.begin(here(), token(1))),
            pin!(under_way.begin(here(), token(1))),
        );
        assert!(poll(second.as_mut()).is_pending() && poll(third.as_mut()).is_pending());
        first.end();
        assert!(second.await.is_none() && third.await.is_none());
        assert!(under_way.begin(here(), token(1)).await.is_some());
    }

    #[tokio::test]
    async fn one_that_is_given_up_is_left_to_the_next() {
        let under_way = UnderWay::default();
        let first = under_way.begin(here(), token(1)).await;
        let (mut second, mut third) = (
            pin!(under_way.begin(here(), token(1))),
            pin!(under_way.begin(here(), token(1))),
        );
        assert!(poll(second.as_mut()).is_pending() && poll(third.as_mut()).is_pending());
        drop(first);
        let (second, third) = (poll(second), poll(third));
        assert_eq!(second.is_pending(), third.is_ready(), "one of them begins");
    }

    #[tokio::test]
    async fn other_tokens_of_the_same_key_and_other_networks_are_not_waited_for() {
        let under_way = UnderWay::default();
        let _first = under_way.begin(here(), token(1)).await;
        assert!(under_way.begin(here(), token(2)).await.is_some());
        let elsewhere = ClientNetwork::of(Ipv4Addr::BROADCAST.into());
        assert!(under_way.begin(elsewhere, token(1)).await.is_some());
    }
}
