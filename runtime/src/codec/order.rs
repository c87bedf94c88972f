//! The order of keys, learned while a page is read: records of one type come with equal keys in equal order, so that the
//! bytes of the next key are known before they are looked at.

use super::Table;
use super::printed::Printed;

/// How many keys more than its fields a type may have remembered: a page of keys that never come again must not be slow.
const SURPRISES: usize = 64;

/// A key of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Key {
    /// The field's number; `None` for a key that the table does not have.
    pub index: Option<usize>,
    pub is_id: bool,
}

/// The orders of the record types met so far.
#[derive(Debug, Default)]
pub(super) struct Orders(Vec<Order>);

#[derive(Debug)]
struct Order {
    of: &'static Table,
    keys: Vec<Learned>,
}

#[derive(Debug)]
struct Learned {
    /// From the end of the value before up to the colon, as the text has it: `,"score":`. What is equal to it byte by
    /// byte is read as it was, whatever escapes or white space it holds.
    printed: Printed,
    key: Key,
}

impl Orders {
    /// The number of the order of `table`.
    pub fn of(&mut self, table: &'static Table) -> usize {
        let known = self.0.iter().position(|order| std::ptr::eq(order.of, table));
        known.unwrap_or_else(|| {
            self.0.push(Order { of: table, keys: Vec::new() });
            self.0.len() - 1
        })
    }

    /// The key expected at `place`, and how many bytes of `rest` it is printed in; `None` if another one comes.
    #[inline]
    pub fn expected(&self, order: usize, place: usize, at_start: bool, rest: &[u8]) -> Option<(Key, usize)> {
        let Learned { printed, key } = self.0.get(order)?.keys.get(place)?;
        // After `{` there is no comma.
        let length = if at_start { printed.at_start_of(rest)? } else { printed.before(rest)? };
        Some((*key, length))
    }

    /// Remembers a key that was not expected at `place`; what follows is expected at the place that is handed out.
    pub fn learn(&mut self, order: usize, place: usize, printed: &str, at_start: bool, key: Key) -> usize {
        let Order { of, keys } = &mut self.0[order];
        let same = |learned: &Learned| match key.index {
            Some(_) => learned.key.index == key.index,
            None => learned.printed.as_str() == printed,
        };
        // Left out, or in another order: go on behind it.
        if let Some(known) = keys.iter().position(same) {
            return known + 1;
        }
        if keys.len() >= of.names.len() + SURPRISES {
            return place;
        }
        let printed = if at_start { format!(",{printed}") } else { printed.to_owned() };
        keys.insert(place, Learned { printed: Printed::new(printed), key });
        place + 1
    }
}
