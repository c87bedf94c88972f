//! Records and objects: columns that are filled in any order.

use arrow::array::NullBufferBuilder;
use arrow::array::{ArrayRef, StringBuilder, StructArray};
use arrow::datatypes::Fields;
use arrow::error::ArrowError;
use std::sync::Arc;
use weda::__private::columns::{Columns, DecodeError, KeyOrder, Reader};

use super::Column;
use crate::schema::kind_of;

/// The columns of the members of an object, all with the same number of rows between two objects.
pub(crate) struct Members {
    names: Vec<Box<str>>,
    columns: Vec<Column>,
    more: Option<More>,
    rows: usize,
}

/// The column of the members that are not declared.
struct More {
    at: usize,
    texts: StringBuilder,
    /// The members of the object that is being read, without braces.
    pending: String,
}

impl Members {
    pub fn new(fields: &Fields) -> Self {
        let is_more = |at: &usize| kind_of(&fields[*at]) == "members";
        let more = (0..fields.len()).find(is_more);
        let declared = || fields.iter().enumerate().filter(|(at, _)| Some(*at) != more).map(|(_, field)| field);
        Self {
            names: declared().map(|field| field.name().as_str().into()).collect(),
            columns: declared().map(|field| Column::new(field)).collect(),
            more: more.map(|at| More { at, texts: StringBuilder::new(), pending: String::new() }),
            rows: 0,
        }
    }

    pub fn order(&self) -> KeyOrder {
        KeyOrder::new(self.names.len())
    }

    /// Ends an object: members that it does not have are null.
    pub fn end(&mut self) {
        self.rows += 1;
        for column in &mut self.columns {
            if column.len() < self.rows {
                column.fill_to(self.rows);
            }
        }
        if let Some(More { texts, pending, .. }) = &mut self.more {
            match pending.is_empty() {
                true => texts.append_null(),
                false => {
                    texts.append_value(format!("{{{pending}}}"));
                    pending.clear();
                }
            }
        }
    }

    /// Abandons the values of an object that does not fit, and returns true if it was begun.
    pub fn abandon(&mut self) -> bool {
        let mut begun = false;
        for column in &mut self.columns {
            column.abandon();
            begun |= column.len() > self.rows;
        }
        let pending = self.more.as_mut().map(|more| std::mem::take(&mut more.pending));
        begun | pending.is_some_and(|pending| !pending.is_empty())
    }

    /// Returns the columns in the order of the schema, and starts anew.
    pub fn finish(&mut self) -> Result<Vec<ArrayRef>, ArrowError> {
        self.rows = 0;
        let mut arrays = self.columns.iter_mut().map(Column::finish).collect::<Result<Vec<_>, _>>()?;
        if let Some(more) = &mut self.more {
            arrays.insert(more.at, Arc::new(more.texts.finish()));
        }
        Ok(arrays)
    }
}

impl Columns for Members {
    fn find(&self, key: &str) -> Option<usize> {
        self.names.iter().position(|name| **name == *key)
    }

    fn read(&mut self, index: usize, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        let column = &mut self.columns[index];
        let read = match column.len() > self.rows {
            true => Err(DecodeError::expected("one value", "two")),
            false => column.read(reader),
        };
        read.map_err(|error| error.inside(&self.names[index]))
    }

    fn other(&mut self, member: &str) {
        if let Some(More { pending, .. }) = &mut self.more {
            if !pending.is_empty() {
                pending.push(',');
            }
            pending.push_str(member);
        }
    }
}

/// Objects in a column.
pub(crate) struct StructColumn {
    fields: Fields,
    members: Members,
    order: KeyOrder,
    nulls: NullBufferBuilder,
}

impl StructColumn {
    pub fn new(fields: &Fields) -> Self {
        let members = Members::new(fields);
        Self { fields: fields.clone(), order: members.order(), members, nulls: NullBufferBuilder::new(0) }
    }

    /// Reads an object, native or as JSON text.
    pub fn read(&mut self, first: u8, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        let Self { members, order, .. } = self;
        reader.object(first, &mut |reader| reader.columns(order, members))?;
        match reader.take_absent() {
            true => self.append_null(),
            false => {
                self.members.end();
                self.nulls.append_non_null();
            }
        }
        Ok(())
    }

    pub fn len(&self) -> usize {
        self.nulls.len()
    }

    pub fn append_null(&mut self) {
        self.members.end();
        self.nulls.append_null();
    }

    /// Ends an object of which a member did not fit as a null.
    pub fn abandon(&mut self) {
        if self.members.abandon() {
            self.append_null();
        }
    }

    pub fn finish(&mut self) -> Result<StructArray, ArrowError> {
        let nulls = self.nulls.finish();
        StructArray::try_new(self.fields.clone(), self.members.finish()?, nulls)
    }
}
