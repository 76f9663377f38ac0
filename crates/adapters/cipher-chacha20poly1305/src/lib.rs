#![doc = include_str!("../README.md")]

mod aead;
mod associated_data;
mod burnt_stack;
mod cipher;
mod derive;
mod envelope;
mod key;
mod padding;
mod random;
mod ring;
mod ring_file;

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod known_answers;
#[cfg(test)]
mod published_vectors;

pub use self::{
    cipher::KeyRingCipher,
    random::{NoRandomness, require_randomness, system_random},
    ring::{InvalidRing, KeyRing},
    ring_file::{Exposure, LockedRing, RingFault, RingFileError, RingFileKey, TurnError},
};
