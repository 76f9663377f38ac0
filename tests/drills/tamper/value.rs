//! What stands in a column, as both stores have it.

use pullkey_tests::hex;
use serde_json::Value as Json;

use super::Kind;

/// What a column takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Type {
    /// 16 bytes, no more and no fewer.
    Id,
    Bytes,
    Text,
    Number,
    /// A `timestamptz` of PostgreSQL: microseconds since 2000.
    Moment,
    /// A `boolean` of PostgreSQL: 0 or 1.
    Flag,
}

/// What stands in it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Value {
    Nothing,
    Bytes(Vec<u8>),
    Number(i64),
}

/// The farthest moments of PostgreSQL. What is farther is `infinity`.
const FIRST_MOMENT: i64 = -211_813_488_000_000_000;
const LAST_MOMENT: i64 = 9_223_371_331_199_999_999;
const DAY: i64 = 86_400_000_000;

impl Type {
    /// What the catalogue calls it; `None` if this drill does not know how to alter such a thing.
    pub(super) fn named(word: &str) -> Option<Self> {
        match word {
            "uuid" => Some(Self::Id),
            "BLOB" | "bytea" => Some(Self::Bytes),
            "TEXT" | "text" => Some(Self::Text),
            "INTEGER" | "bigint" => Some(Self::Number),
            "timestamp with time zone" => Some(Self::Moment),
            "boolean" => Some(Self::Flag),
            _ => None,
        }
    }

    /// What reads a column as text: the digits of its bytes, or a number.
    pub(super) fn reading(self, kind: Kind, column: &str) -> String {
        match (kind, self) {
            (Kind::Embedded, Self::Number) => format!("CAST(\"{column}\" AS TEXT)"),
            (Kind::Embedded, _) => {
                let digits = format!("hex(CAST(\"{column}\" AS BLOB))");
                format!("CASE WHEN \"{column}\" IS NOT NULL THEN {digits} END")
            }
            (Kind::Postgres, Self::Id) => format!("encode(uuid_send(\"{column}\"), 'hex')"),
            (Kind::Postgres, Self::Bytes) => format!("encode(\"{column}\", 'hex')"),
            (Kind::Postgres, Self::Text) => {
                format!("encode(convert_to(\"{column}\", 'UTF8'), 'hex')")
            }
            (Kind::Postgres, Self::Number) => format!("\"{column}\"::text"),
            (Kind::Postgres, Self::Moment) => {
                format!("((extract(epoch FROM \"{column}\") - 946684800) * 1000000)::bigint::text")
            }
            (Kind::Postgres, Self::Flag) => format!("\"{column}\"::int::text"),
        }
    }

    /// The value that was read so.
    pub(super) fn read(self, read: &Json) -> Value {
        let Some(text) = read.as_str() else {
            return Value::Nothing;
        };
        match self {
            Self::Id | Self::Bytes | Self::Text => Value::Bytes(bytes(text)),
            Self::Number | Self::Moment | Self::Flag => {
                Value::Number(text.parse().expect("it is a number"))
            }
        }
    }

    /// A value as it is written in a statement.
    pub(super) fn written(self, kind: Kind, value: &Value) -> String {
        match (kind, self, value) {
            (_, _, Value::Nothing) => "NULL".to_owned(),
            (Kind::Embedded, Self::Text, Value::Bytes(bytes)) => {
                format!("CAST(x'{}' AS TEXT)", hex(bytes))
            }
            (Kind::Embedded, _, Value::Bytes(bytes)) => format!("x'{}'", hex(bytes)),
            (Kind::Postgres, Self::Id, Value::Bytes(bytes)) => format!("'{}'::uuid", hex(bytes)),
            (Kind::Postgres, Self::Text, Value::Bytes(bytes)) => {
                format!("convert_from('\\x{}', 'UTF8')", hex(bytes))
            }
            (Kind::Postgres, _, Value::Bytes(bytes)) => format!("'\\x{}'::bytea", hex(bytes)),
            (Kind::Postgres, Self::Moment, Value::Number(micros)) => moment(*micros),
            (Kind::Postgres, Self::Flag, Value::Number(flag)) => (*flag != 0).to_string(),
            // The smallest one is no literal by itself.
            (Kind::Embedded, _, Value::Number(i64::MIN)) => "(-9223372036854775807 - 1)".to_owned(),
            (_, _, Value::Number(number)) => format!("'{number}'"),
        }
    }
}

fn moment(micros: i64) -> String {
    if micros > LAST_MOMENT {
        return "timestamptz 'infinity'".to_owned();
    }
    if micros < FIRST_MOMENT {
        return "timestamptz '-infinity'".to_owned();
    }
    let (days, rest) = (micros.div_euclid(DAY), micros.rem_euclid(DAY));
    // An interval is in whole days and what is left, so that nothing is rounded.
    format!(
        "timestamptz '2000-01-01 00:00:00+00' + interval '{days} days' + interval '{rest} microseconds'"
    )
}

fn bytes(digits: &str) -> Vec<u8> {
    let pairs = (0..digits.len()).step_by(2);
    let byte = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16);
    pairs.map(|at| byte(at).expect("they are digits")).collect()
}

impl Value {
    /// Its 16 bytes as the API writes an id.
    pub(super) fn id(&self) -> String {
        match self {
            Self::Bytes(bytes) if bytes.len() == 16 => pullkey_tests::hyphenated(&hex(bytes)),
            _ => String::new(),
        }
    }

    /// Whether the API takes it for an id.
    pub(super) fn is_uuid(&self) -> bool {
        let known = |bytes: &[u8]| bytes[6] >> 4 == 7 && bytes[8] >> 6 == 2;
        matches!(self, Self::Bytes(bytes) if bytes.len() == 16 && known(bytes))
    }

    /// The value of an id.
    pub(super) fn of_id(id: &str) -> Self {
        Self::Bytes(bytes(&id.replace('-', "")))
    }
}
