//! One record: its members go to their places, in whatever order they come.

use std::fmt;

use super::order::Key;
use super::unknown_fields;
use super::{Codec, Decode, DecodeError, FieldSlot, Reader, Record, RecordLayout};

/// Reads the record that comes next; for generated code.
///
/// # Errors
/// The bytes are no record, or a field does not fit.
pub fn read<R: Record>(reader: &mut Reader<'_>) -> Result<R, DecodeError> {
    let mut record = R::vacant();
    top(reader, record.table(), &mut record)?;
    Ok(record)
}

/// Reads the record that comes next into places of any types; for views.
///
/// # Errors
/// As [`read`].
pub fn read_cells(
    table: &'static RecordLayout,
    cells: &mut [&mut dyn FieldSlot],
    reader: &mut Reader<'_>,
) -> Result<(), DecodeError> {
    top(reader, table, &mut Cells(cells))
}

/// The same record, field by field; for generated code.
pub fn copied<R: Record>(record: &R) -> R {
    let mut copy = R::vacant();
    assign(&mut copy, record);
    copy
}

/// What exists once for all records of that.
fn assign(copy: &mut dyn Record, record: &dyn Record) {
    for index in 0..record.table().names.len() {
        copy.cell_mut(index).assign(record.cell(index));
    }
}

/// Prints a record under the name of its table, with its fields as they are called on the wire; for generated code.
///
/// That is what messages call them, and what the definition does: not always what Rust does.
///
/// # Errors
/// Those of the formatter.
pub fn debug(record: &dyn Record, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let table = record.table();
    let mut output = f.debug_struct(table.model);
    for (index, name) in table.names.iter().enumerate() {
        output.field(name, &record.cell(index));
    }
    output.finish()
}

/// Prints a record as Rust has it: the names of its type and of its fields; for generated code.
///
/// # Errors
/// Those of the formatter.
pub fn debug_fields(name: &str, fields: &[&str], record: &dyn Record, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut output = f.debug_struct(name);
    for (index, field) in fields.iter().enumerate() {
        output.field(field.strip_prefix("r#").unwrap_or(field), &record.cell(index));
    }
    output.finish()
}

/// Where the members of a record go.
trait Places {
    fn place(&mut self, index: usize) -> &mut dyn FieldSlot;
    /// Whether there is one for every field of the definition. A view has left some out on purpose.
    fn are_all(&self) -> bool;
}

impl<R: Record> Places for R {
    fn place(&mut self, index: usize) -> &mut dyn FieldSlot {
        self.cell_mut(index)
    }

    fn are_all(&self) -> bool {
        true
    }
}

struct Cells<'a, 'b>(&'a mut [&'b mut dyn FieldSlot]);

impl Places for Cells<'_, '_> {
    fn place(&mut self, index: usize) -> &mut dyn FieldSlot {
        self.0[index]
    }

    fn are_all(&self) -> bool {
        false
    }
}

/// A record of an answer: unlike a nested object never a JSON text, and never absent.
fn top(reader: &mut Reader<'_>, table: &'static RecordLayout, places: &mut dyn Places) -> Result<(), DecodeError> {
    match reader.next()? {
        b'{' => {
            reader.depth += 1;
            members(reader, table, places, true)?;
            reader.depth -= 1;
            Ok(())
        }
        first => Err(reader.expected("an object", first)),
    }
}

fn members(
    reader: &mut Reader<'_>,
    table: &'static RecordLayout,
    places: &mut dyn Places,
    top: bool,
) -> Result<(), DecodeError> {
    let order = reader.orders().of(table);
    let mut seen = Seen::default();
    let (mut place, mut next, mut at_start) = (0, 0, true);
    loop {
        let key = match reader.expected_key(order, place, at_start) {
            Some(key) => {
                place += 1;
                key
            }
            None => {
                let start = reader.offset();
                if !reader.more(b'}', at_start)? {
                    break;
                }
                let key = key(reader, table, places, next)?;
                place = reader.learn(order, place, start, at_start, key);
                key
            }
        };
        at_start = false;
        let start = reader.offset();
        match key.index {
            Some(index) => {
                next = index + 1;
                if reader.is_exact() && seen.contains(index) {
                    return Err(DecodeError::expected("one value", "two").inside(table.names[index]));
                }
                seen.insert(index);
                reader.fill(places.place(index)).map_err(|fault| fault.inside(table.names[index]))?;
            }
            None => reader.skip()?,
        }
        if top && key.is_id {
            reader.mark_id(start);
        }
    }
    let mut required = table.required.iter();
    match required.find(|index| !seen.contains(**index) && !places.place(**index).is_absent()) {
        Some(index) => Err(DecodeError::missing(table.names[*index])),
        None => Ok(()),
    }
}

/// A key that was not expected.
#[cold]
fn key(
    reader: &mut Reader<'_>,
    table: &'static RecordLayout,
    places: &dyn Places,
    next: usize,
) -> Result<Key, DecodeError> {
    let is_exact = reader.is_exact();
    let key = reader.key()?;
    let index = find(table, key, next);
    if index.is_none() && places.are_all() && !is_exact {
        unknown_fields::field(table.model, key);
    }
    Ok(Key { index, is_id: key == "_id" })
}

/// Records come with their keys in one order, so the next name is tried first.
fn find(table: &RecordLayout, key: &str, guess: usize) -> Option<usize> {
    if table.names.get(guess) == Some(&key) {
        return Some(guess);
    }
    table.names.iter().position(|name| *name == key)
}

/// Which fields have been read; the first 128 without an allocation.
#[derive(Default)]
struct Seen {
    first: [u64; 2],
    others: Vec<usize>,
}

impl Seen {
    fn insert(&mut self, index: usize) {
        match index {
            0..128 => self.first[index / 64] |= 1 << (index % 64),
            _ => self.others.push(index),
        }
    }

    fn contains(&self, index: usize) -> bool {
        match index {
            0..128 => self.first[index / 64] & (1 << (index % 64)) != 0,
            _ => self.others.contains(&index),
        }
    }
}

/// A nested object: as a whole value, or as the JSON text of it.
pub(crate) fn nested<R: Record>(record: &mut R, first: u8, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
    reader.object(first, &mut |reader| members(reader, record.table(), record, false))
}

#[diagnostic::do_not_recommend]
impl<T: Record + Codec> Decode<T> for T {}
