//! A JSON object, member by member, so that nothing stops at the first broken rule.

use std::{collections::HashSet, fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{self, MapAccess, SeqAccess, Visitor},
};
use validator::{Validate, ValidationErrors, ValidationErrorsKind};

use super::{
    anything::Anything,
    broken::{self, Broken},
    duplicate,
};
use crate::http::name;

/// The members that a body may have.
pub(crate) trait Members: Default {
    /// Their names, in the order in which they are told about.
    const NAMES: &'static [&'static str];
    /// The names of the fields that they are read into, in the same order.
    const FIELDS: &'static [&'static str] = Self::NAMES;

    /// Reads the value of the member of this name. `false` if there is no such member, and nothing was read.
    fn read<'de, A: MapAccess<'de>>(&mut self, name: &str, from: &mut A) -> Result<bool, A::Error>;

    /// Which rules about several of them are broken, each at the name of the member that has to change.
    fn broken_together(&self) -> Vec<(&'static str, Broken)> {
        Vec::new()
    }
}

/// Lets a body have these members, which are fields of the same names; behind a semicolon, what tells which rules about
/// several of them are broken.
macro_rules! members {
    ($body:ident: $($member:ident),+ $(; $broken_together:expr)?) => {
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
            $(
                fn broken_together(&self) -> Vec<(&'static str, $crate::http::json::Broken)> {
                    $broken_together(self)
                }
            )?
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
    /// The members, if every rule holds; else every broken one, with its place below the object.
    pub(crate) fn into_valid(self) -> Result<M, Vec<Broken>> {
        let errors = self.members.validate();
        let mut errors = errors.map_or_else(broken_members::<M>, |()| Vec::new());
        errors.extend(self.members.broken_together());
        errors.sort_by_key(|(name, _)| M::NAMES.iter().position(|known| known == name));
        let errors = errors
            .into_iter()
            .map(|(name, rule)| rule.below(&place(name)));
        let unknown = self.unknown.iter().take(name::MAX_TOLD).map(|name| {
            let detail = format!("is not a member; there are {}", M::NAMES.join(", "));
            Broken::rule("unknown_member", detail).below(&place(name))
        });
        let errors: Vec<_> = errors.chain(unknown).collect();
        if errors.is_empty() {
            Ok(self.members)
        } else {
            Err(errors)
        }
    }
}

/// The place of the member of this name. What does not look like a name is told of at the whole object.
fn place(name: &str) -> String {
    name::shown(name).map_or_else(String::new, |name| format!("/{name}"))
}

/// Takes the validator's errors apart on the spot: they are never kept, logged or printed.
fn broken_members<M: Members>(errors: ValidationErrors) -> Vec<(&'static str, Broken)> {
    let mut found = Vec::new();
    for (field, kind) in errors.into_errors() {
        let at = M::FIELDS.iter().position(|known| *known == field);
        let name = at.map_or("", |at| M::NAMES[at]);
        if let ValidationErrorsKind::Struct(of_member) = kind {
            for rule in of_member.into_errors().into_values() {
                if let ValidationErrorsKind::Field(rules) = rule {
                    let rules = rules.into_iter().map(broken::heard);
                    found.extend(rules.map(|rule| (name, rule)));
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

/// Reads an object, whatever it has.
pub(super) fn read_object<'de, M: Members, A: MapAccess<'de>>(
    from: A,
) -> Result<Object<M>, A::Error> {
    Reader(PhantomData).visit_map(from)
}

/// One of several values that must be objects.
pub(super) struct Item<M>(Option<Object<M>>);

impl<M: Members + Validate> Item<M> {
    pub(crate) fn into_valid(self) -> Result<M, Vec<Broken>> {
        let wrong = || vec![Broken::rule("wrong_type", "must be an object")];
        self.0.ok_or_else(wrong)?.into_valid()
    }
}

impl<'de, M: Members> Deserialize<'de> for Item<M> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ItemReader(PhantomData))
    }
}

struct ItemReader<M>(PhantomData<M>);

impl<'de, M: Members> Visitor<'de> for ItemReader<M> {
    type Value = Item<M>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_map<A: MapAccess<'de>>(self, from: A) -> Result<Item<M>, A::Error> {
        read_object(from).map(|object| Item(Some(object)))
    }

    fn visit_unit<E: de::Error>(self) -> Result<Item<M>, E> {
        Ok(Item(None))
    }

    fn visit_bool<E: de::Error>(self, _: bool) -> Result<Item<M>, E> {
        Ok(Item(None))
    }

    fn visit_i64<E: de::Error>(self, _: i64) -> Result<Item<M>, E> {
        Ok(Item(None))
    }

    fn visit_u64<E: de::Error>(self, _: u64) -> Result<Item<M>, E> {
        Ok(Item(None))
    }

    fn visit_f64<E: de::Error>(self, _: f64) -> Result<Item<M>, E> {
        Ok(Item(None))
    }

    fn visit_str<E: de::Error>(self, _: &str) -> Result<Item<M>, E> {
        Ok(Item(None))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Item<M>, A::Error> {
        Anything.visit_seq(items)?;
        Ok(Item(None))
    }
}
