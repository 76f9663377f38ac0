//! Signatures of requests to Amazon (AWS Signature Version 4): for one kind of request, a POST of a body to `/`.

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use time::UtcDateTime;
use zeroize::Zeroizing;

/// What is signed.
pub(crate) struct SignedRequest<'a> {
    pub(crate) access_key: &'a str,
    pub(crate) secret_key: &'a str,
    pub(crate) region: &'a str,
    pub(crate) service: &'a str,
    pub(crate) at: UtcDateTime,
    /// Those headers that are signed, their names in lower case and in the order of these. `x-amz-date` is one of them.
    pub(crate) headers: &'a [(&'a str, &'a str)],
    pub(crate) body: &'a [u8],
}

/// The moment as Amazon writes it, such as `20150830T123600Z`.
pub(crate) fn amz_date(at: UtcDateTime) -> String {
    let (year, month, day) = at.date().to_calendar_date();
    let (hour, minute, second) = at.time().as_hms();
    format!(
        "{year:04}{:02}{day:02}T{hour:02}{minute:02}{second:02}Z",
        u8::from(month)
    )
}

impl SignedRequest<'_> {
    /// The header `Authorization`.
    pub(crate) fn authorization(&self) -> String {
        let scope = self.scope();
        let names = self.names();
        let signature = hex(&self.signature());
        format!(
            "AWS4-HMAC-SHA256 Credential={}/{scope}, SignedHeaders={names}, Signature={signature}",
            self.access_key
        )
    }

    fn signature(&self) -> [u8; 32] {
        let canonical = hex(&Sha256::digest(self.canonical()));
        let date = amz_date(self.at);
        let text = format!("AWS4-HMAC-SHA256\n{date}\n{}\n{canonical}", self.scope());
        let secret = Zeroizing::new(format!("AWS4{}", self.secret_key));
        let key = hmac(secret.as_bytes(), self.date());
        let key = hmac(&*key, self.region);
        let key = hmac(&*key, self.service);
        let key = hmac(&*key, "aws4_request");
        *hmac(&*key, &text)
    }

    fn canonical(&self) -> String {
        let mut headers = String::new();
        for (name, value) in self.headers {
            headers.extend([name, ":", value, "\n"]);
        }
        let body = hex(&Sha256::digest(self.body));
        format!("POST\n/\n\n{headers}\n{}\n{body}", self.names())
    }

    fn names(&self) -> String {
        let names: Vec<_> = self.headers.iter().map(|(name, _)| *name).collect();
        names.join(";")
    }

    fn scope(&self) -> String {
        let Self {
            region, service, ..
        } = self;
        format!("{}/{region}/{service}/aws4_request", self.date())
    }

    fn date(&self) -> String {
        let mut date = amz_date(self.at);
        date.truncate("20150830".len());
        date
    }
}

#[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
fn hmac(key: &[u8], text: impl AsRef<[u8]>) -> Zeroizing<[u8; 32]> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("any length will do");
    mac.update(text.as_ref());
    Zeroizing::new(mac.finalize().into_bytes().into())
}

fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        for digit in [byte >> 4, byte & 15] {
            text.extend(char::from_digit(digit.into(), 16));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use time::{Date, Month, Time};

    use super::*;

    fn at() -> UtcDateTime {
        let date = Date::from_calendar_date(2015, Month::August, 30).unwrap();
        UtcDateTime::new(date, Time::from_hms(12, 36, 0).unwrap())
    }

    /// Of the published test suite of AWS Signature Version 4: `post-vanilla` and `post-x-www-form-urlencoded`.
    #[test]
    fn the_published_vectors_are_signed_as_they_say() {
        let vanilla: &[(&str, &str)] = &[
            ("host", "example.amazonaws.com"),
            ("x-amz-date", "20150830T123600Z"),
        ];
        let form: &[(&str, &str)] = &[
            ("content-type", "application/x-www-form-urlencoded"),
            ("host", "example.amazonaws.com"),
            ("x-amz-date", "20150830T123600Z"),
        ];
        for (headers, body, names, signature) in [
            (
                vanilla,
                "",
                "host;x-amz-date",
                "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
            ),
            (
                form,
                "Param1=value1",
                "content-type;host;x-amz-date",
                "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a",
            ),
        ] {
            let request = SignedRequest {
                access_key: "AKIDEXAMPLE",
                secret_key: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
                region: "us-east-1",
                service: "service",
                at: at(),
                headers,
                body: body.as_bytes(),
            };
            let expected = format!(
                "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, \
                 SignedHeaders={names}, Signature={signature}"
            );
            assert_eq!(request.authorization(), expected);
        }
    }
}
