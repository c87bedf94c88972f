//! Lists, whose items may be lists.

use arrow::array::ListArray;
use arrow::array::NullBufferBuilder;
use arrow::buffer::{OffsetBuffer, ScalarBuffer};
use arrow::datatypes::FieldRef;
use arrow::error::ArrowError;
use weda::__private::columns::{DecodeError, Reader};

use super::Column;
use crate::schema::kind_of;

pub(crate) struct ListColumn {
    field: FieldRef,
    /// The number of items after each list.
    ends: Vec<i32>,
    nulls: NullBufferBuilder,
    items: Column,
    /// Old records hold several options as comma-separated keys.
    of_options: bool,
}

impl ListColumn {
    pub fn new(field: &FieldRef) -> Self {
        Self {
            field: FieldRef::clone(field),
            ends: Vec::new(),
            nulls: NullBufferBuilder::new(0),
            items: Column::new(field),
            of_options: kind_of(field) == "choice",
        }
    }

    /// Reads a list, native or as JSON text. An item may be null.
    pub fn read(&mut self, first: u8, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        let items = &mut self.items;
        reader.list(first, self.of_options, &mut |reader| items.read(reader))?;
        match reader.take_absent() {
            true => self.append_null(),
            false => {
                self.end();
                self.nulls.append_non_null();
            }
        }
        Ok(())
    }

    pub fn len(&self) -> usize {
        self.ends.len()
    }

    pub fn append_null(&mut self) {
        self.end();
        self.nulls.append_null();
    }

    /// Ends a list whose item did not fit as a null; the items before it are in no list then.
    pub fn abandon(&mut self) {
        self.items.abandon();
        if self.items.len() > self.ends.last().map_or(0, |end| *end as usize) {
            self.append_null();
        }
    }

    fn end(&mut self) {
        // A batch has less than 2 GiB of JSON, and each item takes a byte of it.
        self.ends.push(i32::try_from(self.items.len()).unwrap_or(i32::MAX));
    }

    pub fn finish(&mut self) -> Result<ListArray, ArrowError> {
        let offsets: Vec<i32> = std::iter::once(0).chain(self.ends.drain(..)).collect();
        let nulls = self.nulls.finish();
        let items = self.items.finish()?;
        ListArray::try_new(FieldRef::clone(&self.field), OffsetBuffer::new(ScalarBuffer::from(offsets)), items, nulls)
    }
}
