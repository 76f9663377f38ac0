//! What a request with `Expect: 100-continue` meets on its way: first the server, then the app.

use std::{convert::Infallible, rc::Rc};

use actix_http::Request;
use actix_web::HttpRequest;

use super::connection::Connection;

/// Invites the client to send the body of `request`, if it waits for that. To be called within the
/// handling of the request, when its body is about to be read.
///
/// Without effect when the client does not wait, when the answer has begun, and when another server
/// runs the app, as in actix-web's tests.
pub fn invite_body(request: &HttpRequest) {
    if let Some(connection) = request.conn_data::<Rc<Connection>>() {
        connection.invitation().allow();
    }
}

/// Prepares for the invitation that actix-http writes as soon as this has ended.
pub(super) async fn expected(request: Request) -> Result<Request, Infallible> {
    let connection = request.conn_data::<Rc<Connection>>().cloned();
    if let Some(connection) = connection {
        connection.invitation().prepare().await;
    }
    Ok(request)
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn an_invitation_is_harmless_without_a_connection() {
        let request = TestRequest::default().to_http_request();

        invite_body(&request);

        assert!(request.conn_data::<Rc<Connection>>().is_none());
    }
}
