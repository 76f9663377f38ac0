use actix_web::dev::ServiceRequest;

/// The trace id of a W3C `traceparent` header, if there is a valid one.
pub(super) fn trace_id(request: &ServiceRequest) -> Option<&str> {
    let header = request.headers().get("traceparent")?.to_str().ok()?;
    let mut parts = header.split('-');
    let (version, trace, parent, flags) =
        (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let well_formed = is_hex(version, 2)
        && version != "ff"
        && is_hex(trace, 32)
        && is_hex(parent, 16)
        && is_hex(flags, 2)
        && (parts.next().is_none() || version != "00");
    let named = |id: &str| id.bytes().any(|digit| digit != b'0');
    (well_formed && named(trace) && named(parent)).then_some(trace)
}

fn is_hex(text: &str, length: usize) -> bool {
    text.len() == length
        && text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn found(header: &'static str) -> Option<String> {
        let request = TestRequest::default()
            .insert_header(("traceparent", header))
            .to_srv_request();
        trace_id(&request).map(str::to_owned)
    }

    #[test]
    fn the_trace_id_of_a_valid_header_is_found() {
        let id = found("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
        assert_eq!(id.as_deref(), Some("4bf92f3577b34da6a3ce929d0e0e4736"));
    }

    #[test]
    fn whatever_is_malformed_is_left_out() {
        for header in [
            "",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
            "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        ] {
            assert_eq!(found(header), None, "{header}");
        }
    }
}
