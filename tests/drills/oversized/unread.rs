//! Whether a body is left alone until its sender is let in.

use std::{
    io::{Read, Write},
    net::TcpStream,
    time::{Duration, Instant},
};

use pullkey_tests::Place;

use super::{Rights, Sender, strike::status};
use crate::drill::{Broken, Verdict, figure, hold};

const WITHIN: Duration = Duration::from_secs(1);
const BODY: &str = r#"{"name":"n","username":"u","secret":"12345678"}"#;

pub(super) fn bodies(place: &Place, senders: &[Sender]) -> Verdict {
    let mut asked = 0;
    for sender in senders {
        let (refusal, invited) = match sender.rights {
            Rights::None => (401, 401),
            Rights::Others => (403, 403),
            Rights::These => (413, 100),
        };
        // Too large for those who may; nobody else's size is looked at.
        let large = "content-length: 1000000\r\n";
        let small = format!("content-length: {}\r\n", BODY.len());
        for (length, expect, status) in [
            (large, "", refusal),
            (large, "expect: 100-continue\r\n", refusal),
            (small.as_str(), "expect: 100-continue\r\n", invited),
        ] {
            let named = |Broken(what)| Broken(format!("{}, body not sent: {what}", sender.name));
            head_only(place, sender, &format!("{length}{expect}"), status).map_err(named)?;
            asked += 1;
        }
    }
    figure("heads answered while their body was not sent", asked);
    Ok(())
}

/// Sends a head and no body. Sends the body, too, once it is invited.
fn head_only(place: &Place, sender: &Sender, headers: &str, expected: u16) -> Verdict {
    let mut stream = TcpStream::connect(place.address()).expect("the service accepts");
    stream
        .set_read_timeout(Some(3 * WITHIN))
        .expect("a time-out is set");
    let authorization = &sender.authorization;
    let head = format!(
        "POST /v3/docker-registries HTTP/1.1\r\nhost: x\r\n{authorization}\
         content-type: application/json\r\n{headers}\r\n"
    );
    let since = Instant::now();
    stream
        .write_all(head.as_bytes())
        .expect("a head can be sent");
    let answered = status(&mut stream).map_err(Broken)?;
    let took = since.elapsed();
    hold(answered == expected, || {
        format!("answered {answered}, not {expected}")
    })?;
    hold(took <= WITHIN, || {
        format!("answered after {} ms", took.as_millis())
    })?;
    if answered == 100 {
        let invitation = " Continue\r\n\r\n";
        let rest = stream.read_exact(&mut vec![0; invitation.len()]);
        rest.expect("an invitation is whole");
        stream
            .write_all(BODY.as_bytes())
            .expect("who is invited can send a body");
        let created = status(&mut stream).map_err(Broken)?;
        hold(created == 201, || {
            format!("invited, then answered {created}")
        })?;
    }
    Ok(())
}
