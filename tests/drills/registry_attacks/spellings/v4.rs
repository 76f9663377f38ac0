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
