//! One member of a body: absent, `null`, of another type, breaking a rule, or a value.

use std::{borrow::Cow, fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{self, MapAccess, SeqAccess, Visitor},
};
use validator::{Validate, ValidationError, ValidationErrors};

use super::anything::Anything;
use crate::http::problem::{FieldError, Problem};

/// A member of a body, before it is known whether its rules hold. What was sent is either parsed or gone.
pub(crate) enum Member<T> {
    /// It was not sent.
    Absent,
    /// It was sent as `null`.
    Null,
    /// It was sent as another type.
    WrongType,
    /// Its value breaks a rule.
    Broken(Broken),
    /// Its value.
    Given(T),
}

/// A broken rule of a member: its code and its words.
#[derive(Debug, Clone)]
pub(crate) struct Broken {
    pub(crate) code: &'static str,
    pub(crate) detail: Cow<'static, str>,
}

/// A value that stands in JSON as a string.
pub(crate) trait TextValue: Sized {
    /// Reads it.
    fn parse(text: &str) -> Result<Self, Broken>;
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

impl<T> Required<T> {
    /// The value, after the body was found valid.
    pub(crate) fn take(self, name: &str) -> Result<T, Problem> {
        match self.0 {
            Member::Given(value) => Ok(value),
            other => Err(other.problem(name)),
        }
    }
}

impl<T> Optional<T> {
    /// The value, if it was sent, after the body was found valid.
    pub(crate) fn take(self, name: &str) -> Result<Option<T>, Problem> {
        match self.0 {
            Member::Given(value) => Ok(Some(value)),
            Member::Absent => Ok(None),
            other => Err(other.problem(name)),
        }
    }
}

impl<T> Validate for Required<T> {
    fn validate(&self) -> Result<(), ValidationErrors> {
        self.0.broken().map_or(Ok(()), |broken| Err(broken.into()))
    }
}

impl<T> Validate for Optional<T> {
    fn validate(&self) -> Result<(), ValidationErrors> {
        match &self.0 {
            Member::Absent => Ok(()),
            sent => sent.broken().map_or(Ok(()), |broken| Err(broken.into())),
        }
    }
}

impl<T> Member<T> {
    fn broken(&self) -> Option<Broken> {
        let (code, detail) = match self {
            Self::Absent => ("missing", "must be given"),
            Self::Null => ("null", "must not be null"),
            Self::WrongType => ("wrong_type", "must be a string"),
            Self::Broken(broken) => return Some(broken.clone()),
            Self::Given(_) => return None,
        };
        let detail = detail.into();
        Some(Broken { code, detail })
    }

    /// Unreachable after `validate`; an error instead of a panic all the same.
    fn problem(self, name: &str) -> Problem {
        let error = self
            .broken()
            .map(|it| FieldError::at_member(name, it.code, it.detail));
        Problem::of_fields(
            crate::http::problem::Code::ValidationFailed,
            error.into_iter().collect(),
        )
    }
}

/// No value is in it: the validator's own errors would carry the one that was sent.
impl From<Broken> for ValidationErrors {
    fn from(broken: Broken) -> Self {
        let mut errors = Self::new();
        errors.add(
            "",
            ValidationError::new(broken.code).with_message(broken.detail),
        );
        errors
    }
}

impl<'de, T: TextValue> Deserialize<'de> for Required<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader(PhantomData)).map(Self)
    }
}

impl<'de, T: TextValue> Deserialize<'de> for Optional<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader(PhantomData)).map(Self)
    }
}

struct Reader<T>(PhantomData<T>);

impl<'de, T: TextValue> Visitor<'de> for Reader<T> {
    type Value = Member<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Member<T>, E> {
        Ok(T::parse(text).map_or_else(Member::Broken, Member::Given))
    }

    fn visit_unit<E: de::Error>(self) -> Result<Member<T>, E> {
        Ok(Member::Null)
    }

    fn visit_bool<E: de::Error>(self, _: bool) -> Result<Member<T>, E> {
        Ok(Member::WrongType)
    }

    fn visit_i64<E: de::Error>(self, _: i64) -> Result<Member<T>, E> {
        Ok(Member::WrongType)
    }

    fn visit_u64<E: de::Error>(self, _: u64) -> Result<Member<T>, E> {
        Ok(Member::WrongType)
    }

    fn visit_f64<E: de::Error>(self, _: f64) -> Result<Member<T>, E> {
        Ok(Member::WrongType)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Member<T>, A::Error> {
        Anything.visit_seq(items)?;
        Ok(Member::WrongType)
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Member<T>, A::Error> {
        Anything.visit_map(members)?;
        Ok(Member::WrongType)
    }
}
