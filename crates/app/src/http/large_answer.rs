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

use super::in_flight::InFlight;

/// What is left of an answer. Its request counts until all of it was given to the connection: whoever does not read keeps
/// his place, and not only the memory. It never turns into bytes again, or whoever boxes it would make it a whole.
struct Rest {
    bytes: Bytes,
    _in_flight: Option<Rc<InFlight>>,
}

/// What is given to a connection at once. It keeps a copy.
const PIECE: usize = 8 * 1024;

/// Lets an answer go out piece by piece, if it is large and of a known size.
pub(super) fn in_pieces(answer: HttpResponse, in_flight: Option<Rc<InFlight>>) -> HttpResponse {
    answer.map_body(|_, body| match body.try_into_bytes() {
        Ok(bytes) if bytes.len() > PIECE => BoxBody::new(Rest {
            bytes: exact(bytes),
            _in_flight: in_flight,
        }),
        Ok(bytes) => BoxBody::new(bytes),
        Err(body) => body,
    })
}

/// The same without the room that a buffer has left over when it grows, which may be as much again.
fn exact(bytes: Bytes) -> Bytes {
    if bytes.is_unique() {
        return Bytes::copy_from_slice(&bytes);
    }
    bytes
}

impl MessageBody for Rest {
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

    use super::*;
    use crate::http::RequestsInFlight;

    #[actix_web::test]
    async fn a_large_answer_is_the_same_in_pieces() {
        for size in [0, 1, PIECE, PIECE + 1, 5 * PIECE] {
            let body = vec![b'x'; size];
            let answer = in_pieces(HttpResponse::Ok().body(body.clone()), None);
            let expected = BodySize::Sized(u64::try_from(size).unwrap());
            assert_eq!(answer.body().size(), expected);
            assert_eq!(to_bytes(answer.into_body()).await.unwrap(), body);
        }
    }

    #[actix_web::test]
    async fn a_large_answer_is_given_a_piece_at_a_time_and_its_request_counts_until_the_last() {
        let requests = Arc::new(RequestsInFlight::at_most(1));
        let in_flight = Rc::new(requests.clone().begin().unwrap());
        let answer = HttpResponse::Ok().body(vec![b'x'; 3 * PIECE]);
        // Every layer boxes it again.
        let answer = in_pieces(answer, Some(in_flight)).map_into_boxed_body();
        let mut body = answer.into_body();
        for _ in 0..3 {
            assert!(requests.clone().begin().is_err());
            let piece = poll_fn(|cx| Pin::new(&mut body).poll_next(cx)).await;
            assert_eq!(piece.unwrap().unwrap().len(), PIECE);
        }
        drop(body);
        assert!(requests.begin().is_ok());
    }

    #[test]
    fn what_many_share_is_not_copied() {
        let shared = Bytes::from_static(b"document");
        assert_eq!(exact(shared.clone()).as_ptr(), shared.as_ptr());
    }
}
