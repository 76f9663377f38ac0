//! Creates under idempotency keys, and what must have become of them.

mod attempts;
mod case;
mod one_each;

pub(crate) use self::{
    attempts::Attempts,
    case::{Case, creation},
    one_each::one_each,
};
