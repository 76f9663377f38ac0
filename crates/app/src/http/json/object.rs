//! A JSON object, member by member, so that nothing stops at the first broken rule.

use std::{borrow::Cow, collections::HashSet, fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};
use validator::{Validate, ValidationErrors, ValidationErrorsKind};

use super::{anything::Anything, duplicate};
use crate::http::{
    name,
    problem::{Code, FieldError, Problem},
};

/// The members that a body may have.
pub(crate) trait Members: Default {
    /// Their names, in the order in which they are told about.
    const NAMES: &'static [&'static str];

    /// Reads the value of the member of this name. `false` if there is no such member, and nothing was read.
    fn read<'de, A: MapAccess<'de>>(&mut self, name: &str, from: &mut A) -> Result<bool, A::Error>;
}

/// Lets a body have these members, which are fields of the same names.
macro_rules! members {
    ($body:ident: $($member:ident),+) => {
        impl $crate::http::json::Members for $body {
            const NAMES: &'static [&'static str] = &[$(stringify!($member)),+];

            fn read<'de, A: serde::de::MapAccess<'de>>(
                &mut self,
                name: &str,
                from: &mut A,
            ) -> Result<bool, A::Error> {
                match name {
                    $(stringify!($member) => self.$member = from.next_value()?,)+
                    _ => return Ok(false),
                }
                Ok(true)
            }
        }
    };
}
pub(crate) use members;

/// A JSON object, with the names in it that are no members.
pub(crate) struct Object<M> {
    members: M,
    unknown: Vec<String>,
}

impl<M: Members + Validate> Object<M> {
    /// The members, if every rule holds; else every broken one.
    pub(super) fn into_valid(self) -> Result<M, Problem> {
        let mut errors: Vec<_> = self
            .members
            .validate()
            .map_or_else(field_errors, |()| Vec::new());
        errors.sort_by_key(|(name, _)| M::NAMES.iter().position(|known| known == name));
        let unknown = self.unknown.iter().take(name::MAX_TOLD).map(|name| {
            let detail = format!("is not a member; there are {}", M::NAMES.join(", "));
            FieldError::at_member(name, "unknown_member", detail)
        });
        let errors: Vec<_> = errors
            .into_iter()
            .map(|(_, error)| error)
            .chain(unknown)
            .collect();
        if errors.is_empty() {
            Ok(self.members)
        } else {
            Err(Problem::of_fields(Code::ValidationFailed, errors))
        }
    }
}

/// Takes the validator's errors apart on the spot: they are never kept, logged or printed.
fn field_errors(errors: ValidationErrors) -> Vec<(Cow<'static, str>, FieldError)> {
    let mut found = Vec::new();
    for (name, kind) in errors.into_errors() {
        if let ValidationErrorsKind::Struct(of_member) = kind {
            for rule in of_member.into_errors().into_values() {
                if let ValidationErrorsKind::Field(rules) = rule {
                    for rule in rules {
                        let detail = rule.message.unwrap_or_default();
                        let error = FieldError::at_member(&name, rule.code, detail);
                        found.push((name.clone(), error));
                    }
                }
            }
        }
    }
    found
}

impl<'de, M: Members> Deserialize<'de> for Object<M> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Reader(PhantomData))
    }
}

struct Reader<M>(PhantomData<M>);

impl<'de, M: Members> Visitor<'de> for Reader<M> {
    type Value = Object<M>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Object<M>, A::Error> {
        let mut members = M::default();
        let mut unknown = Vec::new();
        let mut seen = HashSet::new();
        while let Some(name) = from.next_key::<String>()? {
            if !members.read(&name, &mut from)? {
                from.next_value::<Anything>()?;
                unknown.push(name.clone());
            }
            if !seen.insert(name) {
                return Err(duplicate::member());
            }
        }
        Ok(Object { members, unknown })
    }
}
