//! The published contract, and what it stands on, state their rules as ECMAScript patterns. Each rule of the domain must accept and refuse
//! exactly what an engine for such patterns does, with the flag `u`, by which it counts Unicode characters.

mod balance;
mod id;
mod name;
mod reference;
mod repository;
mod secret;
mod text;
mod timestamp;
mod token;
mod username;
