//! Records as lists show them: one that is asked for again is not printed again.

use std::collections::HashMap;

use rusqlite::CachedStatement;
use rusqlite::types::ValueRef;

use super::Store;
use crate::answer::{List, Style};
use crate::schema::Model;

/// The bytes that are kept at most. A store with more forgets all it has and begins anew, which costs less than it would
/// to know the oldest.
const MAX_BYTES: usize = 32 << 20;

/// What a text costs beyond its bytes, more or less.
const ENTRY: usize = 64;

/// The texts by the numbers of their models and their places there.
#[derive(Default)]
pub(super) struct Printed {
    texts: HashMap<(i64, i64), Box<[u8]>>,
    bytes: usize,
}

impl Printed {
    fn keep(&mut self, key: (i64, i64), text: &[u8]) {
        let bytes = text.len() + ENTRY;
        if bytes > MAX_BYTES {
            return;
        }
        if self.bytes + bytes > MAX_BYTES {
            self.forget_all();
        }
        self.bytes += bytes;
        self.texts.insert(key, text.into());
    }

    /// For a record that is changed or gone.
    pub(super) fn forget(&mut self, model: &Model, place: i64) {
        if let Some(text) = self.texts.remove(&(model.number, place)) {
            self.bytes -= text.len() + ENTRY;
        }
    }

    pub(super) fn forget_all(&mut self) {
        *self = Self::default();
    }
}

impl Store {
    /// Adds the records at these places of a model to a list, up to where it is too long. The profile of a store is always the same one.
    pub(crate) fn print(&mut self, style: &Style<'_>, places: &[i64], list: &mut List) -> rusqlite::Result<()> {
        let Self { connection, printed, .. } = self;
        let model = style.model;
        let mut statement = None;
        for place in places {
            if list.is_too_long() {
                break;
            }
            let key = (model.number, *place);
            let known = printed.texts.get(&key).filter(|_| style.select.is_none());
            if let Some(text) = known {
                list.next().extend_from_slice(text);
                continue;
            }
            let statement: &mut CachedStatement<'_> = match &mut statement {
                Some(statement) => statement,
                none => none.insert(connection.prepare_cached(&model.at_place)?),
            };
            let out = list.next();
            let before = out.len();
            statement.query_row([place], |row| {
                let value = |index| row.get_ref(index).unwrap_or(ValueRef::Null);
                style.print(out, (0..model.columns.len()).map(value));
                Ok(())
            })?;
            if style.select.is_none() {
                printed.keep(key, &out[before..]);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_is_kept_than_there_may_be() {
        let mut printed = Printed::default();
        let text = vec![b'x'; MAX_BYTES / 4];
        for place in 0..3 {
            printed.keep((1, place), &text);
        }
        assert_eq!(printed.texts.len(), 3);
        printed.keep((1, 3), &text);
        assert_eq!((printed.texts.len(), printed.bytes), (1, text.len() + ENTRY), "the others are forgotten");
        printed.keep((1, 4), &vec![b'x'; MAX_BYTES]);
        assert_eq!(printed.texts.len(), 1, "what has no room at all costs the others nothing");
    }
}
