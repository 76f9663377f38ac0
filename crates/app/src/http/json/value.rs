//! What a member of a body can be.

use serde::de::{MapAccess, SeqAccess, Visitor};
use validator::Validate;

use super::{
    anything::Anything,
    broken::Broken,
    object::{Item, Members, read_object},
};
use crate::http::name;

/// What came of a value: `None` if it is of another type than the member's.
pub(crate) type Read<T> = Option<Result<T, Vec<Broken>>>;

/// A value that a member of a body can have. Each type of JSON that it does not read is the wrong one.
pub(crate) trait MemberValue: Sized {
    /// What it must be, with its article.
    const TYPE: &'static str;

    /// Of a string.
    fn of_text(_: &str) -> Read<Self> {
        None
    }

    /// Of `true` or `false`.
    fn of_bool(_: bool) -> Read<Self> {
        None
    }

    /// Of a number; `None` unless it is whole and not negative.
    fn of_number(_: Option<u64>) -> Read<Self> {
        None
    }

    /// Of `null`, where that is a value.
    fn of_null() -> Option<Self> {
        None
    }

    /// Of an array.
    fn of_items<'de, A: SeqAccess<'de>>(items: A) -> Result<Read<Self>, A::Error> {
        Anything.visit_seq(items)?;
        Ok(None)
    }

    /// Of an object.
    fn of_members<'de, A: MapAccess<'de>>(members: A) -> Result<Read<Self>, A::Error> {
        Anything.visit_map(members)?;
        Ok(None)
    }
}

/// A value that stands in JSON as a string.
pub(crate) trait TextValue: Sized {
    /// Reads it.
    fn parse(text: &str) -> Result<Self, Broken>;
}

impl<T: TextValue> MemberValue for T {
    const TYPE: &'static str = "a string";

    fn of_text(text: &str) -> Read<Self> {
        Some(T::parse(text).map_err(|broken| vec![broken]))
    }
}

impl TextValue for String {
    fn parse(text: &str) -> Result<Self, Broken> {
        Ok(text.to_owned())
    }
}

/// Lets types of the domain be read as texts, by their own rules.
macro_rules! text_values {
    ($($value:ty)+) => { $(
        impl $crate::http::json::TextValue for $value {
            fn parse(text: &str) -> Result<Self, $crate::http::json::Broken> {
                Self::parse(text)
                    .map_err(|rule| $crate::http::json::Broken::rule(rule.code(), rule.to_string()))
            }
        }
    )+ };
}
pub(crate) use text_values;

impl MemberValue for bool {
    const TYPE: &'static str = "true or false";

    fn of_bool(value: bool) -> Read<Self> {
        Some(Ok(value))
    }
}

/// A value, or `null` for none.
pub(crate) struct Nullable<T>(pub(crate) Option<T>);

impl<T: MemberValue> MemberValue for Nullable<T> {
    const TYPE: &'static str = T::TYPE;

    fn of_text(text: &str) -> Read<Self> {
        given(T::of_text(text))
    }

    fn of_bool(value: bool) -> Read<Self> {
        given(T::of_bool(value))
    }

    fn of_number(value: Option<u64>) -> Read<Self> {
        given(T::of_number(value))
    }

    fn of_null() -> Option<Self> {
        Some(Self(None))
    }

    fn of_items<'de, A: SeqAccess<'de>>(items: A) -> Result<Read<Self>, A::Error> {
        T::of_items(items).map(given)
    }

    fn of_members<'de, A: MapAccess<'de>>(members: A) -> Result<Read<Self>, A::Error> {
        T::of_members(members).map(given)
    }
}

fn given<T>(read: Read<T>) -> Read<Nullable<T>> {
    read.map(|value| value.map(|value| Nullable(Some(value))))
}

/// What stands in JSON as an object of these members.
pub(crate) trait ObjectValue: Sized {
    /// The members.
    type Members: Members + Validate;

    /// Made of members whose rules hold; the whole may break one yet.
    fn of_valid(members: Self::Members) -> Result<Self, Broken>;
}

/// An object.
pub(crate) struct One<T>(pub(crate) T);

impl<T: ObjectValue> MemberValue for One<T> {
    const TYPE: &'static str = "an object";

    fn of_members<'de, A: MapAccess<'de>>(members: A) -> Result<Read<Self>, A::Error> {
        let valid = read_object::<T::Members, A>(members)?.into_valid();
        let made = valid.and_then(|members| T::of_valid(members).map_err(|rule| vec![rule]));
        Ok(Some(made.map(Self)))
    }
}

/// Objects in an array.
pub(crate) struct Items<T>(pub(crate) Vec<T>);

impl<T: ObjectValue> MemberValue for Items<T> {
    const TYPE: &'static str = "an array of objects";

    fn of_items<'de, A: SeqAccess<'de>>(mut items: A) -> Result<Read<Self>, A::Error> {
        let (mut valid, mut broken, mut untold) = (Vec::new(), Vec::new(), false);
        let mut at = 0_usize;
        while let Some(item) = items.next_element::<Item<T::Members>>()? {
            let judged = item.into_valid();
            let judged = judged.and_then(|members| T::of_valid(members).map_err(|rule| vec![rule]));
            match judged {
                Ok(item) => valid.push(item),
                // A body could hold thousands.
                Err(_) if broken.len() >= name::MAX_TOLD => untold = true,
                Err(rules) => {
                    let place = format!("/{at}");
                    broken.extend(rules.into_iter().map(|rule| rule.below(&place)));
                }
            }
            at += 1;
        }
        if untold {
            broken.push(Broken::rule(
                "more_broken",
                "has more items that break a rule",
            ));
        }
        if broken.is_empty() {
            Ok(Some(Ok(Self(valid))))
        } else {
            Ok(Some(Err(broken)))
        }
    }
}
