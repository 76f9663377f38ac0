//! How what stands in a column is altered.

use std::collections::{BTreeMap, BTreeSet};

use fastrand::Rng;
use pullkey_domain::credential::RegistryProvider;

use super::{
    Kind,
    store::{Column, Table},
    value::{Type, Value},
};

/// A column of a row gets another value.
#[derive(Debug, Clone)]
pub(super) struct Change {
    pub(super) row: usize,
    pub(super) column: usize,
    pub(super) value: Value,
    /// What is done to it, for people.
    pub(super) what: String,
}

/// All that is done to a value of this column: each byte flipped, cut off at each byte, made longer, taken away, or put
/// where nothing was.
fn of_value(column: &Column, value: &Value, kind: Kind, rng: &mut Rng) -> Vec<(String, Value)> {
    let mut changed = match value {
        Value::Nothing => vec![("given".to_owned(), something(column.kind))],
        Value::Number(number) if column.kind == Type::Flag => {
            vec![("turned".to_owned(), Value::Number(1 - number))]
        }
        Value::Number(number) => flipped_number(*number, rng),
        Value::Bytes(bytes) => {
            let is_text = kind == Kind::Postgres && column.kind == Type::Text;
            let mut changed = flipped(bytes, is_text, rng);
            if column.kind == Type::Text {
                changed.extend(in_other_case(bytes));
            }
            // On PostgreSQL no id is longer or shorter.
            if column.kind != Type::Id {
                changed.extend(resized(bytes));
            }
            changed
        }
    };
    if column.name == "provider" {
        let words = RegistryProvider::ALL.map(RegistryProvider::as_str);
        let others = words.map(|word| (format!("set to {word}"), Value::Bytes(word.into())));
        changed.extend(others);
    }
    if column.nullable && *value != Value::Nothing {
        changed.push(("taken away".to_owned(), Value::Nothing));
    }
    changed.retain(|(_, it)| it != value);
    changed
}

/// Something that is not out of the question where nothing is.
fn something(kind: Type) -> Value {
    match kind {
        Type::Id => Value::Bytes(vec![7; 16]),
        Type::Bytes => Value::Bytes(vec![7; 32]),
        Type::Text => Value::Bytes(b"other".to_vec()),
        Type::Number => Value::Number(1),
        // In 2050.
        Type::Moment => Value::Number(1_577_836_800_000_000),
        Type::Flag => Value::Number(0),
    }
}

fn flipped_number(number: i64, rng: &mut Rng) -> Vec<(String, Value)> {
    let each = (0..8).map(|at| {
        let mask = i64::from(rng.u8(1..)) << (8 * at);
        (format!("byte {at} flipped"), Value::Number(number ^ mask))
    });
    each.collect()
}

/// PostgreSQL takes no text that is none: there a byte stays one of ASCII.
fn flipped(bytes: &[u8], stays_ascii: bool, rng: &mut Rng) -> Vec<(String, Value)> {
    let each = (0..bytes.len()).map(|at| {
        let mut flipped = bytes.to_vec();
        loop {
            flipped[at] = bytes[at] ^ rng.u8(1..);
            if !stays_ascii || (1..0x80).contains(&flipped[at]) {
                break;
            }
        }
        (format!("byte {at} flipped"), Value::Bytes(flipped))
    });
    each.collect()
}

/// Whoever reads a text too kindly takes it for the same.
fn in_other_case(bytes: &[u8]) -> Vec<(String, Value)> {
    let letters = (0..bytes.len()).filter(|at| bytes[*at].is_ascii_alphabetic());
    let each = letters.map(|at| {
        let mut other = bytes.to_vec();
        other[at] ^= 0x20;
        (
            format!("letter {at} in the other case"),
            Value::Bytes(other),
        )
    });
    each.collect()
}

fn resized(bytes: &[u8]) -> Vec<(String, Value)> {
    let cut = |at: usize| {
        (
            format!("cut off at {at}"),
            Value::Bytes(bytes[..at].to_vec()),
        )
    };
    let mut changed: Vec<_> = (0..bytes.len()).map(cut).collect();
    let one_more = [bytes, b"0"].concat();
    changed.push(("one byte longer".to_owned(), Value::Bytes(one_more)));
    let twice = [bytes, bytes].concat();
    changed.push(("twice as long".to_owned(), Value::Bytes(twice)));
    changed
}

/// All that is done to these columns of these rows; in the short form, each change in one row only.
pub(super) fn planned(
    table: &Table,
    columns: &[usize],
    rows: &[usize],
    (kind, all): (Kind, bool),
    rng: &mut Rng,
) -> Vec<Change> {
    let mut planned = Vec::new();
    // How much is done to each row, so that it is spread evenly.
    let mut burden = BTreeMap::<usize, usize>::new();
    for &column in columns {
        let mut changes = Vec::new();
        let is_place = table.key.contains(&column);
        let taken: BTreeSet<_> = table.rows.iter().map(|row| table.key_of(row)).collect();
        for &row in rows {
            let value = &table.rows[row][column];
            let mut others = of_value(&table.columns[column], value, kind, rng);
            if is_place {
                // Keys stay unique when constraints are dropped.
                others.retain(|(_, other)| {
                    let mut moved = table.rows[row].clone();
                    moved[column] = other.clone();
                    !taken.contains(&table.key_of(&moved))
                });
            }
            changes.extend(others.into_iter().map(|(what, value)| Change {
                row,
                column,
                value,
                what,
            }));
        }
        if !all {
            changes = one_of_each(changes, &mut burden, rng);
        }
        planned.extend(changes);
    }
    planned
}

/// Of what is done to many rows alike, what is done to one of them.
fn one_of_each(
    mut changes: Vec<Change>,
    burden: &mut BTreeMap<usize, usize>,
    rng: &mut Rng,
) -> Vec<Change> {
    rng.shuffle(&mut changes);
    let mut alike = BTreeMap::<String, Vec<Change>>::new();
    for change in changes {
        alike.entry(change.what.clone()).or_default().push(change);
    }
    let mut chosen = Vec::new();
    for changes in alike.into_values() {
        let least = |it: &Change| burden.get(&it.row).copied().unwrap_or_default();
        if let Some(change) = changes.into_iter().min_by_key(least) {
            *burden.entry(change.row).or_default() += 1;
            chosen.push(change);
        }
    }
    chosen
}

/// Puts together what can be done at once: one change of a row at most, and no id given to two.
pub(super) fn at_once(table: &Table, mut changes: Vec<Change>, rng: &mut Rng) -> Vec<Vec<Change>> {
    rng.shuffle(&mut changes);
    let mut batches: Vec<Vec<Change>> = Vec::new();
    let mut next = BTreeMap::<usize, usize>::new();
    for change in changes {
        let turn = next.entry(change.row).or_default();
        let is_id =
            table.key.contains(&change.column) || table.columns[change.column].name.ends_with("id");
        let same = |it: &Change| (it.column, &it.value) == (change.column, &change.value);
        // What one statement holds is bounded.
        let has_no_place =
            |batch: &Vec<Change>| batch.len() == AT_ONCE || (is_id && batch.iter().any(same));
        while batches.get(*turn).is_some_and(has_no_place) {
            *turn += 1;
        }
        if batches.len() <= *turn {
            batches.resize(*turn + 1, Vec::new());
        }
        batches[*turn].push(change);
        *turn += 1;
    }
    batches.retain(|batch| !batch.is_empty());
    batches
}

const AT_ONCE: usize = 120;

#[cfg(test)]
mod tests {
    use super::*;

    fn column(kind: Type, nullable: bool) -> Column {
        Column {
            name: "c".to_owned(),
            kind,
            nullable,
        }
    }

    fn count(kind: Type, nullable: bool, value: &Value) -> usize {
        let mut rng = Rng::with_seed(1);
        let changed = of_value(&column(kind, nullable), value, Kind::Postgres, &mut rng);
        assert!(changed.iter().all(|(_, it)| it != value));
        changed.len()
    }

    #[test]
    fn each_byte_is_flipped_cut_off_and_followed_by_more() {
        assert_eq!(
            count(Type::Bytes, false, &Value::Bytes(vec![0; 5])),
            5 + 5 + 2
        );
        assert_eq!(
            count(Type::Text, true, &Value::Bytes(b"abc".to_vec())),
            3 + 3 + 3 + 2 + 1
        );
        assert_eq!(count(Type::Id, false, &Value::Bytes(vec![0; 16])), 16);
        assert_eq!(count(Type::Number, true, &Value::Number(1)), 8 + 1);
        assert_eq!(count(Type::Flag, false, &Value::Number(1)), 1);
        assert_eq!(count(Type::Moment, true, &Value::Nothing), 1);
    }

    #[test]
    fn no_row_is_changed_twice_at_once_no_id_given_twice_and_nothing_left_out() {
        let mut id = column(Type::Bytes, true);
        id.name = "other_id".to_owned();
        let table = Table {
            name: "t",
            key: vec![0],
            columns: vec![column(Type::Text, true), id],
            rows: Vec::new(),
        };
        let changes = (0..1_000).map(|nth| Change {
            row: nth % 7,
            column: nth % 2,
            value: Value::Number(i64::from(nth % 3 == 0)),
            what: String::new(),
        });
        let batches = at_once(&table, changes.collect(), &mut Rng::with_seed(1));
        assert_eq!(batches.iter().map(Vec::len).sum::<usize>(), 1_000);
        let distinct = |of: Vec<_>| of.iter().collect::<BTreeSet<_>>().len() == of.len();
        for batch in batches {
            let rows = batch.iter().map(|it| (it.row, None));
            assert!(distinct(rows.collect()));
            let ids = batch.iter().filter(|it| it.column == 1);
            let ids = ids.map(|it| (it.column, Some(it.value.clone())));
            assert!(distinct(ids.collect()));
        }
    }
}
