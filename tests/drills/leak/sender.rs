use std::path::PathBuf;

use pullkey_tests::{Call, Client, Curl, Lost, Place};
use serde_json::Value;

use super::site::Site;

/// A client of a service, in the clear or by TLS.
pub(super) enum Sender {
    Plain(Client),
    Tls { place: Place, certificate: PathBuf },
}

/// All that came back.
pub(super) struct Whole {
    pub(super) status: u16,
    /// Headers and body.
    pub(super) bytes: Vec<u8>,
    pub(super) body: Value,
}

impl Sender {
    /// One of this service, by way of this place.
    pub(super) fn of(site: &Site, place: &Place) -> Self {
        match site.certificate() {
            None => Self::Plain(Client::of(place).scattered()),
            Some(certificate) => Self::Tls {
                place: place.clone(),
                certificate,
            },
        }
    }

    pub(super) fn send(&self, call: &Call) -> Result<Whole, Lost> {
        match self {
            Self::Plain(client) => {
                let reply = client.send(call)?;
                let mut bytes = Vec::new();
                for (name, value) in &reply.headers {
                    bytes.extend(format!("{name}: {value}\n").into_bytes());
                }
                bytes.extend(&reply.body);
                Ok(Whole {
                    status: reply.status,
                    body: reply.json(),
                    bytes,
                })
            }
            Self::Tls { place, certificate } => {
                let url = format!("https://{}{}", place.address(), call.path());
                let mut curl = Curl::to(&url).trusting(certificate).with_head();
                curl = curl
                    .method(call.method())
                    .option("--path-as-is")
                    .option("--globoff");
                if call.method() == "HEAD" {
                    curl = curl.option("--head");
                }
                for (name, value) in call.headers() {
                    curl = curl.header(&format!("{name}: {value}"));
                }
                if let Some(body) = call.body() {
                    curl = curl.option("--data-raw").option(body);
                }
                let address =
                    std::net::Ipv4Addr::from_bits(fastrand::u32(0x0a00_0000..0x0b00_0000));
                let answer = curl.header(&format!("x-forwarded-for: {address}")).send();
                if answer.status == 0 {
                    return Err(Lost::Unanswered(answer.complaint));
                }
                let body = answer
                    .body
                    .split_once("\r\n\r\n")
                    .map_or("", |(_, body)| body);
                Ok(Whole {
                    status: answer.status,
                    body: serde_json::from_str(body).unwrap_or_default(),
                    bytes: answer.body.into_bytes(),
                })
            }
        }
    }
}
