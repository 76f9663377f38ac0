//! Points in time, to the millisecond.
//!
//! ```
//! use pullkey_domain::timestamp::Timestamp;
//!
//! let at = Timestamp::from_millis(1_738_195_200_000).unwrap();
//! assert_eq!(at.to_string(), "2025-01-30T00:00:00.000Z");
//! ```

use std::{
    fmt,
    ops::Range,
    str::{self, FromStr},
    time::Duration,
};

use time::{Date, Month, OffsetDateTime, Time};

/// A point in time in UTC with millisecond precision, from the year 0000 to 9999.
///
/// It has no finer part from birth on, so what is read back from any store equals what was written.
///
/// ```
/// use pullkey_domain::timestamp::Timestamp;
///
/// let at = Timestamp::parse("2025-01-30T00:00Z").unwrap();
/// assert_eq!(at.to_string(), "2025-01-30T00:00:00.000Z");
/// assert!(Timestamp::parse("2025-02-30T00:00:00Z").is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Timestamp(i64);

/// Not a timestamp of the published contract.
///
/// ```
/// use pullkey_domain::timestamp::{InvalidTimestamp, Timestamp};
///
/// assert_eq!(Timestamp::parse("2025-01-30T00:00:00+00:00"), Err(InvalidTimestamp));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be a UTC time in ISO 8601 format such as 2025-01-30T00:00:00.000Z")]
pub struct InvalidTimestamp;

impl InvalidTimestamp {
    /// The stable code of this rule.
    pub const fn code(self) -> &'static str {
        "timestamp_malformed"
    }
}

impl Timestamp {
    /// The first moment there is: `0000-01-01T00:00:00.000Z`.
    pub const MIN: Self = Self(-62_167_219_200_000);
    /// The last moment there is: `9999-12-31T23:59:59.999Z`.
    pub const MAX: Self = Self(253_402_300_799_999);

    /// Milliseconds since 1970-01-01T00:00:00Z.
    ///
    /// # Errors
    /// [`InvalidTimestamp`] outside [`MIN`](Self::MIN) to [`MAX`](Self::MAX).
    pub fn from_millis(millis: i64) -> Result<Self, InvalidTimestamp> {
        let at = Self(millis);
        (Self::MIN..=Self::MAX)
            .contains(&at)
            .then_some(at)
            .ok_or(InvalidTimestamp)
    }

    /// Reads a time in the form of the published contract; digits after the third decimal are dropped.
    ///
    /// # Errors
    /// [`InvalidTimestamp`] if the text breaks the contract's pattern.
    pub fn parse(text: &str) -> Result<Self, InvalidTimestamp> {
        parse(text).ok_or(InvalidTimestamp)
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub const fn as_millis(self) -> i64 {
        self.0
    }

    /// The moment `span` later, at most [`MAX`](Self::MAX).
    #[must_use]
    pub fn after(self, span: Duration) -> Self {
        let millis = i64::try_from(span.as_millis()).unwrap_or(i64::MAX);
        Self(self.0.saturating_add(millis)).min(Self::MAX)
    }

    /// This moment if it is later than `other`, else the first one that is: so a change is never stamped at or before
    /// the last one. Nothing is later than [`MAX`](Self::MAX): there, it is that.
    #[must_use]
    pub fn strictly_after(self, other: Self) -> Self {
        self.max(other.after(Duration::from_millis(1)))
    }
}

/// UTC with exactly three decimals.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (seconds, milli) = (self.0.div_euclid(1000), self.0.rem_euclid(1000));
        let at = OffsetDateTime::from_unix_timestamp(seconds).map_err(|_| fmt::Error)?;
        let (year, month, day) = at.to_calendar_date();
        let (hour, minute, second) = at.to_hms();
        let mut text = *b"0000-00-00T00:00:00.000Z";
        // Digit by digit: a page of a list has a hundred of them.
        let mut put = |digits: Range<usize>, mut number: u64| {
            for digit in text[digits].iter_mut().rev() {
                *digit += u8::try_from(number % 10).unwrap_or_default();
                number /= 10;
            }
        };
        put(0..4, year.unsigned_abs().into());
        put(5..7, u8::from(month).into());
        put(8..10, day.into());
        put(11..13, hour.into());
        put(14..16, minute.into());
        put(17..19, second.into());
        put(20..23, milli.unsigned_abs());
        f.write_str(str::from_utf8(&text).map_err(|_| fmt::Error)?)
    }
}

impl FromStr for Timestamp {
    type Err = InvalidTimestamp;

    fn from_str(text: &str) -> Result<Self, InvalidTimestamp> {
        Self::parse(text)
    }
}

fn parse(text: &str) -> Option<Timestamp> {
    let (date, clock) = text.strip_suffix('Z')?.split_once('T')?;
    let (year, rest) = date.split_once('-')?;
    let (month, day) = rest.split_once('-')?;
    let (hour, rest) = clock.split_once(':')?;
    let (minute, second, milli) = match rest.split_once(':') {
        None => (rest, 0, 0),
        Some((minute, second)) => {
            let (second, milli) = seconds(second)?;
            (minute, second, milli)
        }
    };
    let date = Date::from_calendar_date(
        i32::from(digits(year, 4)?),
        Month::try_from(two_digits(month)?).ok()?,
        two_digits(day)?,
    )
    .ok()?;
    let time = Time::from_hms_milli(two_digits(hour)?, two_digits(minute)?, second, milli).ok()?;
    let nanos = OffsetDateTime::new_utc(date, time).unix_timestamp_nanos();
    Timestamp::from_millis(i64::try_from(nanos / 1_000_000).ok()?).ok()
}

/// Seconds and milliseconds of `SS` or `SS.f…`.
fn seconds(text: &str) -> Option<(u8, u16)> {
    let Some((second, fraction)) = text.split_once('.') else {
        return Some((two_digits(text)?, 0));
    };
    if fraction.is_empty() || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let milli = fraction
        .bytes()
        .chain(*b"00")
        .take(3)
        .fold(0, |sum, digit| sum * 10 + u16::from(digit - b'0'));
    Some((two_digits(second)?, milli))
}

fn two_digits(text: &str) -> Option<u8> {
    u8::try_from(digits(text, 2)?).ok()
}

fn digits(text: &str, count: usize) -> Option<u16> {
    (text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exactly_three_decimals_are_printed() {
        let at = Timestamp::parse("2025-01-30T12:34:56.7Z").unwrap();
        assert_eq!(at.to_string(), "2025-01-30T12:34:56.700Z");
    }

    #[test]
    fn digits_below_the_millisecond_are_dropped() {
        let at = Timestamp::parse("1969-12-31T23:59:59.9999Z").unwrap();
        assert_eq!(at.to_string(), "1969-12-31T23:59:59.999Z");
        assert_eq!(at.as_millis(), -1);
    }

    #[test]
    fn the_first_and_the_last_moment_are_those_of_the_pattern() {
        assert_eq!(Timestamp::MIN.to_string(), "0000-01-01T00:00:00.000Z");
        assert_eq!(Timestamp::MAX.to_string(), "9999-12-31T23:59:59.999Z");
        assert!(Timestamp::from_millis(Timestamp::MAX.as_millis() + 1).is_err());
    }

    #[test]
    fn a_moment_that_is_not_later_becomes_the_first_one_that_is() {
        let last = Timestamp::parse("2025-01-30T00:00:00.000Z").unwrap();
        let earlier = Timestamp::parse("2024-01-30T00:00:00.000Z").unwrap();
        for at in [earlier, last] {
            assert_eq!(at.strictly_after(last).as_millis(), last.as_millis() + 1);
        }
        assert_eq!(last.strictly_after(earlier), last);
        assert_eq!(earlier.strictly_after(Timestamp::MAX), Timestamp::MAX);
    }

    #[test]
    fn a_span_beyond_the_last_moment_ends_there() {
        assert_eq!(Timestamp::MAX.after(Duration::MAX), Timestamp::MAX);
    }
}
