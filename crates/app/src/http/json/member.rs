//! One member of a body: absent, `null`, of another type, breaking a rule, or a value.

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{self, MapAccess, SeqAccess, Visitor},
};
use validator::{Validate, ValidationErrors};

use super::{
    broken::{self, Broken},
    value::{MemberValue, Read},
};
use crate::http::problem::{Code, Problem};

/// A member of a body, before it is known whether its rules hold. What was sent is either parsed or gone.
pub(crate) enum Member<T> {
    /// It was not sent.
    Absent,
    /// It was sent as `null`.
    Null,
    /// It was sent as another type.
    WrongType,
    /// Its value breaks rules.
    Broken(Vec<Broken>),
    /// Its value.
    Given(T),
}

/// A member that must be there.
pub(crate) struct Required<T>(Member<T>);

/// A member that may be left out. `null` is not leaving out.
pub(crate) struct Optional<T>(Member<T>);

impl<T> Default for Required<T> {
    fn default() -> Self {
        Self(Member::Absent)
    }
}

impl<T> Default for Optional<T> {
    fn default() -> Self {
        Self(Member::Absent)
    }
}

impl<T> Optional<T> {
    /// The value, if a right one was sent.
    pub(crate) fn value(&self) -> Option<&T> {
        match &self.0 {
            Member::Given(value) => Some(value),
            _ => None,
        }
    }

    /// Whether anything was sent for it, right or wrong.
    pub(crate) fn is_sent(&self) -> bool {
        !matches!(self.0, Member::Absent)
    }
}

impl<T> Required<T> {
    /// The value, if a right one was sent.
    pub(crate) fn value(&self) -> Option<&T> {
        match &self.0 {
            Member::Given(value) => Some(value),
            _ => None,
        }
    }
}

impl<T: MemberValue> Required<T> {
    /// The value, if there is one.
    pub(crate) fn into_value(self) -> Option<T> {
        self.0.into_value()
    }

    /// The value, after the body was found valid.
    pub(crate) fn take(self, name: &str) -> Result<T, Problem> {
        match self.0 {
            Member::Given(value) => Ok(value),
            other => Err(other.problem(name)),
        }
    }
}

impl<T: MemberValue> Optional<T> {
    /// The value, after the body was found valid, and that it was sent.
    pub(crate) fn required(self, name: &str) -> Result<T, Problem> {
        Required(self.0).take(name)
    }

    /// The value, if there is one.
    pub(crate) fn into_value(self) -> Option<T> {
        self.0.into_value()
    }

    /// The value, if it was sent, after the body was found valid.
    pub(crate) fn take(self, name: &str) -> Result<Option<T>, Problem> {
        match self.0 {
            Member::Given(value) => Ok(Some(value)),
            Member::Absent => Ok(None),
            other => Err(other.problem(name)),
        }
    }
}

impl<T: MemberValue> Validate for Required<T> {
    fn validate(&self) -> Result<(), ValidationErrors> {
        broken::told(self.0.broken())
    }
}

impl<T: MemberValue> Validate for Optional<T> {
    fn validate(&self) -> Result<(), ValidationErrors> {
        match &self.0 {
            Member::Absent => Ok(()),
            sent => broken::told(sent.broken()),
        }
    }
}

impl<T: MemberValue> Member<T> {
    fn broken(&self) -> Vec<Broken> {
        match self {
            Self::Absent => vec![Broken::missing()],
            Self::Null => vec![Broken::rule("null", "must not be null")],
            Self::WrongType => vec![Broken::rule("wrong_type", format!("must be {}", T::TYPE))],
            Self::Broken(broken) => broken.clone(),
            Self::Given(_) => Vec::new(),
        }
    }

    /// Unreachable after `validate`; an error instead of a panic all the same.
    fn problem(self, name: &str) -> Problem {
        let errors = self.broken().into_iter();
        let errors = errors
            .map(|rule| rule.below(&format!("/{name}")).in_body())
            .collect();
        Problem::of_fields(Code::ValidationFailed, errors)
    }
}

impl<'de, T: MemberValue> Deserialize<'de> for Required<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader(PhantomData)).map(Self)
    }
}

impl<'de, T: MemberValue> Deserialize<'de> for Optional<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader(PhantomData)).map(Self)
    }
}

/// A number that is written with a point or an exponent may be whole, too: `1e2` is 100.
fn whole(value: f64) -> Option<u64> {
    /// Up to here, each whole number is one of its own.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let is_whole = value.fract() == 0.0 && (0.0..=EXACT).contains(&value);
    // Its digits are those of a whole number.
    is_whole.then(|| format!("{value:.0}").trim_start_matches('-').parse().ok())?
}

struct Reader<T>(PhantomData<T>);

impl<'de, T: MemberValue> Visitor<'de> for Reader<T> {
    type Value = Member<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Member<T>, E> {
        Ok(Member::of(T::of_text(text)))
    }

    fn visit_unit<E: de::Error>(self) -> Result<Member<T>, E> {
        Ok(T::of_null().map_or(Member::Null, Member::Given))
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Member<T>, E> {
        Ok(Member::of(T::of_bool(value)))
    }

    fn visit_i64<E: de::Error>(self, _: i64) -> Result<Member<T>, E> {
        // It is negative.
        Ok(Member::of(T::of_number(None)))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Member<T>, E> {
        Ok(Member::of(T::of_number(Some(value))))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Member<T>, E> {
        Ok(Member::of(T::of_number(whole(value))))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Member<T>, A::Error> {
        T::of_items(items).map(Member::of)
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Member<T>, A::Error> {
        T::of_members(members).map(Member::of)
    }
}

impl<T> Member<T> {
    fn into_value(self) -> Option<T> {
        match self {
            Self::Given(value) => Some(value),
            _ => None,
        }
    }

    fn of(read: Read<T>) -> Self {
        match read {
            None => Self::WrongType,
            Some(Ok(value)) => Self::Given(value),
            Some(Err(broken)) => Self::Broken(broken),
        }
    }
}
