//! What is nearly the same, and must not be taken for it.

use pullkey_domain::ring_key::RingKeyId;

use crate::RingCensus;

/// These bytes with another bit altered each time, until each was.
pub(in crate::contract) fn flipped<B: AsRef<[u8]> + AsMut<[u8]> + Clone>(
    bytes: B,
) -> impl Iterator<Item = B> {
    (0..bytes.as_ref().len() * 8).map(move |bit| {
        let mut altered = bytes.clone();
        altered.as_mut()[bit / 8] ^= 1 << (bit % 8);
        altered
    })
}

/// These bytes cut off at every place on either side, and with a zero on either side.
pub(in crate::contract) fn resized(bytes: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    let cut = (1..=bytes.len()).flat_map(|at| [&bytes[at..], &bytes[..bytes.len() - at]]);
    let grown = [[bytes, &[0]].concat(), [&[0], bytes].concat()];
    cut.map(<[u8]>::to_vec).chain(grown)
}

/// No bytes at all, and more than two bytes can count.
pub(in crate::contract) fn shortest_and_longest() -> [Vec<u8>; 2] {
    [Vec::new(), vec![7; 70 * 1024]]
}

/// These bytes altered where long ones are forgotten first: at their ends, and by what a count of two bytes drops.
pub(in crate::contract) fn altered_at_the_ends(bytes: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    let counted = bytes.len() % (1 << 16);
    let cut = [bytes.len().saturating_sub(1), counted].map(|kept| bytes[..kept].to_vec());
    let (mut first, mut last) = (bytes.to_vec(), bytes.to_vec());
    let ends = first.first_mut().into_iter().chain(last.last_mut());
    ends.for_each(|byte| *byte ^= 1);
    let all = cut.into_iter().chain([first, last, [bytes, &[7]].concat()]);
    all.filter(move |altered| altered != bytes)
}

/// An id that is in no ring: ids are random, so the next one is free.
pub(in crate::contract) fn unknown_id(id: RingKeyId) -> RingKeyId {
    RingKeyId::new(id.as_u32() ^ 1)
}

/// Every id of the ring but this one, and this one with another bit altered each time.
pub(in crate::contract) fn other_ids(census: &dyn RingCensus, own: RingKeyId) -> Vec<RingKeyId> {
    let held = census.keys().into_iter().map(|key| key.id);
    let flipped = flipped(own.to_be_bytes()).map(|id| RingKeyId::new(u32::from_be_bytes(id)));
    held.filter(|id| *id != own).chain(flipped).collect()
}
