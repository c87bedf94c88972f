//! Reading of records into columns, for `weda-arrow`. The names of the fields are known at run time only.

use super::order::Key;
use super::{DecodeError, KeyOrder, Reader};

/// Receives the members of an object.
#[doc(hidden)]
pub trait Columns {
    /// Returns the index of the column for a key, or `None` if there is none.
    fn find(&self, key: &str) -> Option<usize>;

    /// Reads the value of the column at `index`.
    ///
    /// # Errors
    /// Returns an error if the value does not fit the column.
    fn read(&mut self, index: usize, reader: &mut Reader<'_>) -> Result<(), DecodeError>;

    /// Receives the text of a member without a column, such as `"score":59.5`.
    fn other(&mut self, member: &str);
}

impl Reader<'_> {
    /// Reads the record that is next.
    ///
    /// # Errors
    /// Returns an error if the bytes are not an object, or a value does not fit its column.
    #[doc(hidden)]
    pub fn record(&mut self, order: &mut KeyOrder, columns: &mut impl Columns) -> Result<(), DecodeError> {
        match self.next()? {
            b'{' => {
                self.depth += 1;
                self.columns(order, columns)?;
                self.depth -= 1;
                Ok(())
            }
            first => Err(self.expected("an object", first)),
        }
    }

    /// Reads the members of an object whose opening brace is consumed.
    ///
    /// # Errors
    /// See [`record`](Self::record).
    #[doc(hidden)]
    pub fn columns(&mut self, order: &mut KeyOrder, columns: &mut impl Columns) -> Result<(), DecodeError> {
        let (mut place, mut at_start) = (0, true);
        loop {
            let start = self.offset();
            let key = match order.expected(place, at_start, self.tokens.rest()) {
                Some((key, length)) => {
                    self.tokens.pass(length);
                    place += 1;
                    key
                }
                None => {
                    if !self.more(b'}', at_start)? {
                        return Ok(());
                    }
                    let index = columns.find(self.key()?);
                    let key = Key { index, is_id: false };
                    let text = self.tokens.between(start, self.tokens.offset());
                    place = order.learn(place, text, at_start, key);
                    key
                }
            };
            match key.index {
                Some(index) => columns.read(index, self)?,
                None => {
                    self.skip()?;
                    let member = self.tokens.between(start, self.offset()).trim_ascii_start();
                    columns.other(member.strip_prefix(',').unwrap_or(member).trim_ascii_start());
                }
            }
            at_start = false;
        }
    }
}
