//! Decoding of one record, with its members in any order.

use std::fmt;

use super::order::Key;
use super::unknown_fields;
use super::{Codec, Decode, DecodeError, FieldSlot, Reader, RecordFields, RecordLayout};

/// Decodes the next record; for generated code.
///
/// # Errors
/// Returns an error if the bytes are not a record, or a value does not fit its field.
pub fn read<R: RecordFields>(reader: &mut Reader<'_>) -> Result<R, DecodeError> {
    let mut record = R::vacant();
    top(reader, record.table(), &mut record)?;
    Ok(record)
}

/// Decodes the next record into slots of any types; for views.
///
/// # Errors
/// See [`read`].
pub fn read_cells(
    table: &'static RecordLayout,
    cells: &mut [&mut dyn FieldSlot],
    reader: &mut Reader<'_>,
) -> Result<(), DecodeError> {
    top(reader, table, &mut Cells(cells))
}

/// Clones a record field by field; for generated code.
pub fn copied<R: RecordFields>(record: &R) -> R {
    let mut copy = R::vacant();
    assign(&mut copy, record);
    copy
}

/// The part of [`copied`] that is not generic.
fn assign(copy: &mut dyn RecordFields, record: &dyn RecordFields) {
    for index in 0..record.table().names.len() {
        copy.cell_mut(index).assign(record.cell(index));
    }
}

/// Prints a record with the names of its layout, which are those of messages and of the definition; for generated code.
///
/// # Errors
/// Returns the error of the formatter.
pub fn debug(record: &dyn RecordFields, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let table = record.table();
    let mut output = f.debug_struct(table.model);
    for (index, name) in table.names.iter().enumerate() {
        output.field(name, &record.cell(index));
    }
    output.finish()
}

/// Prints a record with the names of its Rust type and fields; for generated code.
///
/// # Errors
/// Returns the error of the formatter.
pub fn debug_fields(name: &str, fields: &[&str], record: &dyn RecordFields, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut output = f.debug_struct(name);
    for (index, field) in fields.iter().enumerate() {
        output.field(field.strip_prefix("r#").unwrap_or(field), &record.cell(index));
    }
    output.finish()
}

/// The slots of a record.
trait Slots {
    fn slot(&mut self, index: usize) -> &mut dyn FieldSlot;
    /// Returns true if every field of the definition has a slot. A view leaves fields out on purpose.
    fn cover_the_model(&self) -> bool;
}

impl<R: RecordFields> Slots for R {
    fn slot(&mut self, index: usize) -> &mut dyn FieldSlot {
        self.cell_mut(index)
    }

    fn cover_the_model(&self) -> bool {
        true
    }
}

struct Cells<'a, 'b>(&'a mut [&'b mut dyn FieldSlot]);

impl Slots for Cells<'_, '_> {
    fn slot(&mut self, index: usize) -> &mut dyn FieldSlot {
        self.0[index]
    }

    fn cover_the_model(&self) -> bool {
        false
    }
}

/// Decodes a record of a response. Unlike a nested object it is never JSON text and never absent.
fn top(reader: &mut Reader<'_>, table: &'static RecordLayout, slots: &mut dyn Slots) -> Result<(), DecodeError> {
    match reader.next()? {
        b'{' => {
            reader.depth += 1;
            members(reader, table, slots, true)?;
            reader.depth -= 1;
            Ok(())
        }
        first => Err(reader.expected("an object", first)),
    }
}

fn members(
    reader: &mut Reader<'_>,
    table: &'static RecordLayout,
    slots: &mut dyn Slots,
    top: bool,
) -> Result<(), DecodeError> {
    let order = reader.orders().of(table);
    if let Some(references) = &mut reader.state.references {
        let names = table.names.iter().enumerate();
        references.extend(names.filter(|(at, _)| slots.slot(*at).is_reference()).map(|(_, name)| *name));
    }
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
                let key = key(reader, table, slots, next)?;
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
                reader.fill(slots.slot(index)).map_err(|error| error.inside(table.names[index]))?;
            }
            None => reader.skip()?,
        }
        if top && key.is_id {
            reader.mark_id(start);
        }
    }
    let mut required = table.required.iter();
    match required.find(|index| !seen.contains(**index) && !slots.slot(**index).is_absent()) {
        Some(index) => Err(DecodeError::missing(table.names[*index])),
        None => Ok(()),
    }
}

/// Reads a key that differs from the expected one.
#[cold]
fn key(
    reader: &mut Reader<'_>,
    table: &'static RecordLayout,
    slots: &dyn Slots,
    next: usize,
) -> Result<Key, DecodeError> {
    let is_exact = reader.is_exact();
    let key = reader.key()?;
    let index = find(table, key, next);
    if index.is_none() && slots.cover_the_model() && !is_exact {
        unknown_fields::field(table.model, key);
    }
    Ok(Key { index, is_id: key == "_id" })
}

/// Returns the index of a field. Keys have a fixed order, so the next name is tried first.
fn find(table: &RecordLayout, key: &str, guess: usize) -> Option<usize> {
    if table.names.get(guess) == Some(&key) {
        return Some(guess);
    }
    table.names.iter().position(|name| *name == key)
}

/// The set of fields that have been read; the first 128 need no allocation.
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

/// Decodes a nested object, native or as JSON text.
pub(crate) fn nested<R: RecordFields>(record: &mut R, first: u8, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
    reader.object(first, &mut |reader| members(reader, record.table(), record, false))
}

#[diagnostic::do_not_recommend]
impl<T: RecordFields + Codec> Decode<T> for T {}
