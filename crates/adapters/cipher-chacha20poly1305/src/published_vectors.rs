//! The algorithms under everything else, against the vectors of their own documents.

use crate::{
    aead,
    derive::hkdf,
    fixture::{counting, hex},
    key::{Key, hmac},
};

const SUNSCREEN: &[u8] =
    b"Ladies and Gentlemen of the class of '99: If I could offer you only one tip for \
the future, sunscreen would be it.";
const SUNSCREEN_SEALED: &str = "bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb\
731c7f1b0b4aa6440bf3a82f4eda7e39ae64c6708c54c216cb96b72e1213b4522f8c9ba40db5d945b11b69b982c1bb9e\
3f3fac2bc369488f76b2383565d3fff921f9664c97637da9768812f615c68b13b52e";
const SUNSCREEN_TAG: &str = "c0875924c1c7987947deafd8780acf49";
const SUNSCREEN_BOUND_TO: [u8; 12] = [
    0x50, 0x51, 0x52, 0x53, 0xc0, 0xc1, 0xc2, 0xc3, 0xc4, 0xc5, 0xc6, 0xc7,
];

#[test]
fn xchacha20_poly1305_as_in_draft_irtf_cfrg_xchacha_03_a_3_1() {
    let key = Key::filled(|key| *key = counting(0x80));
    let nonce = counting(0x40);
    let mut text = SUNSCREEN.to_vec();
    let tag = aead::encrypt(&key, &nonce, &SUNSCREEN_BOUND_TO, &mut text);
    assert_eq!(hex(&text), SUNSCREEN_SEALED);
    assert_eq!(hex(&tag), SUNSCREEN_TAG);
    aead::decrypt(&key, &nonce, &SUNSCREEN_BOUND_TO, &mut text, &tag).unwrap();
    assert_eq!(text, SUNSCREEN);
}

#[test]
fn hkdf_sha256_as_in_rfc_5869_a_1() {
    let salt = counting::<13>(0x00);
    let info = counting::<10>(0xf0);
    let output = "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf";
    let whole = hkdf(&[0x0b; 22], Some(&salt), &[&info]);
    assert_eq!(hex(whole.expose()), output);
    let in_two = hkdf(&[0x0b; 22], Some(&salt), &[&info[..3], &info[3..]]);
    assert_eq!(hex(in_two.expose()), output);
}

#[test]
fn hkdf_sha256_without_salt_as_in_rfc_5869_a_3() {
    let output = "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d";
    let derived = hkdf(&[0x0b; 22], None, &[]);
    assert_eq!(hex(derived.expose()), output);
}

#[test]
fn hmac_sha256_as_in_rfc_4231() {
    let cases: [(&[u8], &[u8], &str); 4] = [
        (
            &[0x0b; 20],
            b"Hi There",
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
        ),
        (
            b"Jefe",
            b"what do ya want for nothing?",
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
        ),
        (
            &[0xaa; 20],
            &[0xdd; 50],
            "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe",
        ),
        (
            &[0xaa; 131],
            b"Test Using Larger Than Block-Size Key - Hash Key First",
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
        ),
    ];
    for (key, message, expected) in cases {
        assert_eq!(hex(&hmac(key, &[message])), expected);
        let (head, tail) = message.split_at(message.len() / 2);
        assert_eq!(hex(&hmac(key, &[head, tail])), expected);
    }
}
