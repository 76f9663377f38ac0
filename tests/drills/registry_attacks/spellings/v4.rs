use std::net::Ipv4Addr;

use fastrand::Rng;

/// Of each network that is closed, what somebody would try: its ends, and what is known to listen there.
const FORBIDDEN: [[u8; 4]; 34] = [
    [127, 0, 0, 1],
    [127, 0, 0, 2],
    [127, 1, 2, 3],
    [127, 255, 255, 254],
    [0, 0, 0, 0],
    [0, 0, 0, 1],
    [0, 255, 255, 255],
    [10, 0, 0, 1],
    [10, 255, 255, 255],
    [100, 64, 0, 1],
    [100, 127, 255, 254],
    // Metadata of Alibaba, and what Azure's machines ask.
    [100, 100, 100, 200],
    [168, 63, 129, 16],
    // Metadata of most clouds, credentials of Amazon's containers, and the link.
    [169, 254, 169, 254],
    [169, 254, 170, 2],
    [169, 254, 0, 1],
    [169, 254, 255, 255],
    [172, 16, 0, 1],
    [172, 31, 255, 254],
    // Metadata of Oracle.
    [192, 0, 0, 192],
    [192, 0, 0, 1],
    [192, 0, 2, 1],
    [192, 88, 99, 1],
    [192, 168, 0, 1],
    [192, 168, 255, 255],
    [198, 18, 0, 1],
    [198, 19, 255, 255],
    [198, 51, 100, 1],
    [203, 0, 113, 1],
    [224, 0, 0, 1],
    [239, 255, 255, 255],
    [240, 0, 0, 1],
    [255, 255, 255, 254],
    [255, 255, 255, 255],
];

const FAVOURITES: [[u8; 4]; 5] = [
    [127, 0, 0, 1],
    [127, 0, 0, 2],
    [0, 0, 0, 0],
    [10, 0, 0, 1],
    [169, 254, 169, 254],
];

pub(super) fn forbidden() -> Vec<Ipv4Addr> {
    FORBIDDEN.map(Ipv4Addr::from).to_vec()
}

/// Whether it is one of those that are attacked most.
pub(super) fn is_favourite(address: Ipv4Addr) -> bool {
    FAVOURITES.contains(&address.octets())
}

/// Any address of the larger networks.
pub(super) fn at_random(rng: &mut Rng) -> Ipv4Addr {
    let [second, third, fourth] = [rng.u8(..), rng.u8(..), rng.u8(..)];
    let [first, second] = match rng.u8(..7) {
        0 => [10, second],
        1 => [100, 64 + second % 64],
        2 => [169, 254],
        3 => [172, 16 + second % 16],
        4 => [192, 168],
        5 => [224 + second % 32, second],
        _ => [127, second],
    };
    Ipv4Addr::new(first, second, third, fourth)
}

/// Whether it belongs to a network that is closed.
pub(super) fn is_closed(address: Ipv4Addr) -> bool {
    matches!(
        address.octets(),
        [0 | 10 | 127 | 224.., ..]
            | [100, 64..=127, ..]
            | [168, 63, 129, 16]
            | [169, 254, ..]
            | [172, 16..=31, ..]
            | [192, 0, 0 | 2, _]
            | [192, 88, 99, _]
            | [192, 168, ..]
            | [198, 18..=19, ..]
            | [198, 51, 100, _]
            | [203, 0, 113, _]
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_that_is_tried_is_of_a_closed_network() {
        let mut rng = Rng::with_seed(1);
        let at_random = (0..1_000).map(|_| at_random(&mut rng));
        for address in forbidden().into_iter().chain(at_random) {
            assert!(is_closed(address), "{address}");
        }
        for outside in [[8, 8, 8, 8], [100, 128, 0, 1], [172, 32, 0, 1]] {
            assert!(!is_closed(outside.into()), "{outside:?}");
        }
    }
}
