/// An answer that is kept, to be given again.
///
/// ```
/// use pullkey_domain::idempotency::KeptAnswer;
///
/// let answer = KeptAnswer { status: 201, body: b"{}".to_vec() };
/// assert_eq!(answer.clone(), answer);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptAnswer {
    /// Its status.
    pub status: u16,
    /// Its body, byte for byte. No secret is ever part of it.
    pub body: Vec<u8>,
}
