//! Answers that are larger than what a client takes at once.

use std::{
    convert::Infallible,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll},
};

use actix_web::{
    HttpResponse,
    body::{BodySize, BoxBody, MessageBody},
    web::Bytes,
};

use super::{
    in_flight::{self, Full, InFlight},
    problem::Problem,
};

/// What is left of an answer, and what is held until all of it was given to the connection. It never turns into bytes again,
/// or whoever boxes it would give it as a whole.
pub(super) struct Rest<Held> {
    bytes: Bytes,
    _held: Held,
}

/// What is given to a connection at once. It keeps a copy, which fits into its buffer with the head.
const PIECE: usize = 7 * 1024;

/// Lets an answer go out piece by piece, if it is large and of a known size. Until all of it was given to the connection, its
/// request counts among those whose answers are not read, or goes on to count where it did if there is no room among those.
///
/// # Errors
/// If there is none, and nothing was done that must be told.
pub(super) fn in_pieces(
    answer: HttpResponse,
    in_flight: Option<Rc<InFlight>>,
    is_safe: bool,
) -> Result<HttpResponse, Problem> {
    let (answer, body) = answer.into_parts();
    let body = match body.try_into_bytes() {
        Ok(bytes) if bytes.len() > PIECE => {
            let counted = in_flight.as_deref().map_or(Ok(()), in_flight::await_reader);
            if is_safe {
                counted.map_err(Full::refuse)?;
            }
            BoxBody::new(Rest::of(exact(bytes), in_flight))
        }
        Ok(bytes) => BoxBody::new(bytes),
        Err(body) => body,
    };
    Ok(answer.set_body(body))
}

/// The same without the room that a buffer has left over when it grows, which may be as much again.
fn exact(bytes: Bytes) -> Bytes {
    if bytes.is_unique() {
        return Bytes::copy_from_slice(&bytes);
    }
    bytes
}

impl<Held> Rest<Held> {
    /// All of it.
    pub(super) fn of(bytes: Bytes, held: Held) -> Self {
        Self { bytes, _held: held }
    }
}

impl<Held: Unpin> MessageBody for Rest<Held> {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        BodySize::Sized(u64::try_from(self.bytes.len()).unwrap_or(u64::MAX))
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Infallible>>> {
        let piece = self.bytes.len().min(PIECE);
        let piece = self.bytes.split_to(piece);
        Poll::Ready((!piece.is_empty()).then_some(Ok(piece)))
    }
}

#[cfg(test)]
mod tests {
    use std::{future::poll_fn, sync::Arc};

    use actix_web::body::to_bytes;

    use super::{super::RequestsInFlight, *};

    #[actix_web::test]
    async fn a_large_answer_is_the_same_in_pieces() {
        for size in [0, 1, PIECE, PIECE + 1, 5 * PIECE] {
            let body = vec![b'x'; size];
            let answer = in_pieces(HttpResponse::Ok().body(body.clone()), None, true).unwrap();
            let expected = BodySize::Sized(u64::try_from(size).unwrap());
            assert_eq!(answer.body().size(), expected);
            assert_eq!(to_bytes(answer.into_body()).await.unwrap(), body);
        }
    }

    #[actix_web::test]
    async fn a_large_answer_is_given_a_piece_at_a_time_and_held_until_the_last() {
        let held = Arc::new(());
        let large = Rest::of(Bytes::from(vec![b'x'; 2 * PIECE + 1]), held.clone());
        let mut body = BoxBody::new(large);
        for size in [PIECE, PIECE, 1] {
            assert_eq!(Arc::strong_count(&held), 2);
            let piece = poll_fn(|cx| Pin::new(&mut body).poll_next(cx)).await;
            assert_eq!(piece.unwrap().unwrap().len(), size);
        }
        let end = poll_fn(|cx| Pin::new(&mut body).poll_next(cx)).await;
        assert!(end.is_none());
        drop(body);
        assert_eq!(Arc::strong_count(&held), 1);
    }

    #[actix_web::test]
    async fn a_large_answer_is_refused_while_others_are_unread_but_not_if_it_tells_what_was_done() {
        let requests = Arc::new(RequestsInFlight::at_most(1));
        let begin = || Some(Rc::new(requests.clone().begin().unwrap()));
        let large = || HttpResponse::Ok().body(vec![b'x'; PIECE + 1]);
        let unread = in_pieces(large(), begin(), true).unwrap();

        let Err(refusal) = in_pieces(large(), begin(), true) else {
            panic!("there was room for another unread answer");
        };
        assert_eq!(refusal.status(), 503);
        let told = in_pieces(large(), begin(), false).unwrap();
        assert_eq!(to_bytes(told.into_body()).await.unwrap().len(), PIECE + 1);

        drop(unread);
        assert!(in_pieces(large(), begin(), true).is_ok());
    }

    #[test]
    fn what_many_share_is_not_copied() {
        let shared = Bytes::from_static(b"document");
        assert_eq!(exact(shared.clone()).as_ptr(), shared.as_ptr());
    }
}
