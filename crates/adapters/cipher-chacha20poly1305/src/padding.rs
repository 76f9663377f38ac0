//! Hides how long a secret is: its length as a big-endian `u16`, the secret, and zeros up to a multiple of 64 bytes.

use zeroize::Zeroizing;

const BLOCK: usize = 64;
const LENGTH: usize = size_of::<u16>();

/// What a typed login may have. The published pattern's longest has 512: 128 characters of four bytes each.
const LONGEST_SECRET: usize = 16_384;

/// The padded secret, in a buffer that wipes itself.
#[expect(clippy::expect_used, reason = "a secret has at most 16,384 bytes")]
pub(crate) fn pad(secret: &str) -> Zeroizing<Vec<u8>> {
    let length = u16::try_from(secret.len()).expect("at most 16,384 bytes");
    let size = padded(secret.len());
    // All of it is allocated at once: a buffer that grew would leave a copy behind.
    let mut text = Zeroizing::new(Vec::with_capacity(size));
    text.extend_from_slice(&length.to_be_bytes());
    text.extend_from_slice(secret.as_bytes());
    text.resize(size, 0);
    text
}

/// The secret of a padded text; none if this is not what [`pad`] makes of any text.
pub(crate) fn unpad(text: &[u8]) -> Option<&str> {
    let (length, rest) = text.split_first_chunk::<LENGTH>()?;
    let (secret, zeros) = rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
    let exact = text.len() == padded(secret.len()) && zeros.iter().all(|byte| *byte == 0);
    exact.then(|| str::from_utf8(secret).ok())?
}

/// Whether [`pad`] makes texts of this size.
pub(crate) fn is_size(size: usize) -> bool {
    size.is_multiple_of(BLOCK) && (BLOCK..=padded(LONGEST_SECRET)).contains(&size)
}

const fn padded(secret: usize) -> usize {
    (LENGTH + secret).next_multiple_of(BLOCK)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_holds_62_bytes() {
        assert_eq!(pad(&"a".repeat(62)).len(), 64);
        assert_eq!(pad(&"a".repeat(63)).len(), 128);
        assert_eq!(pad(&"a".repeat(512)).len(), 576);
    }

    #[test]
    fn the_buffer_never_grows() {
        let text = pad(&"a".repeat(100));
        assert_eq!(text.capacity(), text.len());
    }

    #[test]
    fn what_was_padded_is_unpadded() {
        for length in (0..=512).chain(LONGEST_SECRET - 64..=LONGEST_SECRET) {
            let secret = "a".repeat(length);
            let text = pad(&secret);
            assert_eq!(unpad(&text), Some(secret.as_str()));
            assert!(is_size(text.len()), "{length}");
        }
    }

    #[test]
    fn a_text_that_nobody_padded_is_refused() {
        let mut stray = pad("12345678");
        stray[63] = 1;
        let mut beyond = pad("12345678");
        beyond[1] = 63;
        let mut no_text = pad("12345678");
        no_text[2] = 0xff;
        let too_much = [pad("12345678").as_slice(), &[0; 64]].concat();
        for text in [&stray[..], &beyond[..], &no_text[..], &too_much, &[], &[0]] {
            assert_eq!(unpad(text), None);
        }
    }

    #[test]
    fn sizes_that_no_secret_has_are_known() {
        for size in [0, 1, 63, 65, 16_447, 16_512] {
            assert!(!is_size(size), "{size}");
        }
    }
}
