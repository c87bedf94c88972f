//! The order of keys, learned while a page is decoded. Records of one type have the same keys in the same order, so the
//! next key can be compared with the expected one instead of being parsed.

use super::RecordLayout;
use super::expected_key::ExpectedKey;

/// Maximum number of unknown keys that are remembered per type, so that a page whose keys never repeat stays fast.
const MAX_UNKNOWN_KEYS: usize = 64;

/// A key of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Key {
    /// Index of the field, or `None` for an unknown key.
    pub index: Option<usize>,
    pub is_id: bool,
}

/// The orders of the record types seen so far.
#[derive(Debug, Default)]
pub(crate) struct Orders(Vec<(&'static RecordLayout, KeyOrder)>);

/// The order of the keys of one record type.
#[derive(Debug, Default)]
#[doc(hidden)]
pub struct KeyOrder {
    keys: Vec<Learned>,
    /// Maximum number of keys.
    room: usize,
}

#[derive(Debug)]
struct Learned {
    /// The bytes between the end of the previous value and the colon, as in the page: `,"score":`. Equal bytes mean the
    /// same key, whatever escapes or white space they contain.
    text: ExpectedKey,
    key: Key,
}

impl Orders {
    /// Returns the index of the order of `table`.
    pub fn of(&mut self, table: &'static RecordLayout) -> usize {
        let known = self.0.iter().position(|(of, _)| std::ptr::eq(*of, table));
        known.unwrap_or_else(|| {
            self.0.push((table, KeyOrder::new(table.names.len())));
            self.0.len() - 1
        })
    }

    /// Returns the layout of the outermost record.
    pub fn first(&self) -> Option<&'static RecordLayout> {
        self.0.first().map(|(of, _)| *of)
    }

    /// Like [`KeyOrder::expected`].
    #[inline]
    pub fn expected(&self, order: usize, place: usize, at_start: bool, rest: &[u8]) -> Option<(Key, usize)> {
        self.0.get(order)?.1.expected(place, at_start, rest)
    }

    /// Like [`KeyOrder::learn`].
    pub fn learn(&mut self, order: usize, place: usize, text: &str, at_start: bool, key: Key) -> usize {
        self.0[order].1.learn(place, text, at_start, key)
    }
}

impl KeyOrder {
    /// Creates the order of a type with this number of fields.
    #[must_use]
    pub fn new(fields: usize) -> Self {
        Self { keys: Vec::new(), room: fields + MAX_UNKNOWN_KEYS }
    }

    /// Returns the key expected at `place` and its length in `rest`, or `None` if another key follows.
    #[inline]
    pub(super) fn expected(&self, place: usize, at_start: bool, rest: &[u8]) -> Option<(Key, usize)> {
        let Learned { text, key } = self.keys.get(place)?;
        // After `{` there is no comma.
        let length = if at_start { text.at_start_of(rest)? } else { text.before(rest)? };
        Some((*key, length))
    }

    /// Remembers a key that was not expected at `place` and returns the place of the key after it.
    pub(super) fn learn(&mut self, place: usize, text: &str, at_start: bool, key: Key) -> usize {
        let Self { keys, room } = self;
        let same = |learned: &Learned| match key.index {
            Some(_) => learned.key.index == key.index,
            None => learned.text.as_str() == text,
        };
        // Keys were left out or reordered: continue after this one.
        if let Some(known) = keys.iter().position(same) {
            return known + 1;
        }
        if keys.len() >= *room {
            return place;
        }
        let text = if at_start { format!(",{text}") } else { text.to_owned() };
        keys.insert(place, Learned { text: ExpectedKey::new(text), key });
        place + 1
    }
}

#[cfg(test)]
mod tests {
    use super::{Key, MAX_UNKNOWN_KEYS, Orders, RecordLayout};

    static TABLE: RecordLayout = RecordLayout { model: "student", names: &["_id", "name", "score"], required: &[] };

    fn key(index: Option<usize>) -> Key {
        Key { index, is_id: index == Some(0) }
    }

    #[test]
    fn the_order_of_one_record_is_expected_of_the_next() {
        let mut orders = Orders::default();
        let order = orders.of(&TABLE);
        assert_eq!(orders.learn(order, 0, "\"_id\":", true, key(Some(0))), 1);
        assert_eq!(orders.learn(order, 1, ",\"x\":", false, key(None)), 2);
        assert_eq!(orders.learn(order, 2, ", \"score\" :", false, key(Some(2))), 3);

        assert_eq!(orders.of(&TABLE), order);
        assert_eq!(orders.expected(order, 0, true, b"\"_id\":\"a\""), Some((key(Some(0)), 6)));
        assert_eq!(orders.expected(order, 1, false, b",\"x\":1"), Some((key(None), 5)));
        assert_eq!(orders.expected(order, 2, false, b", \"score\" :1"), Some((key(Some(2)), 11)));
        assert_eq!(orders.expected(order, 2, false, b",\"score\":1"), None);
        assert_eq!(orders.expected(order, 3, false, b"}"), None);
    }

    #[test]
    fn after_a_gap_the_order_continues_behind_the_key() {
        let mut orders = Orders::default();
        let order = orders.of(&TABLE);
        for (place, index) in [0, 1, 2].into_iter().enumerate() {
            orders.learn(order, place, &format!(",\"{index}\":"), false, key(Some(index)));
        }
        assert_eq!(orders.learn(order, 1, ",\"2\":", false, key(Some(2))), 3);
        assert_eq!(orders.learn(order, 3, "\"0\":", true, key(Some(0))), 1, "records may begin anywhere");
        assert_eq!(orders.learn(order, 1, ",\"new\":", false, key(None)), 2);
        assert_eq!(orders.learn(order, 0, ",\"new\":", false, key(None)), 2, "unknown keys are matched by their text");
        assert_eq!(orders.expected(order, 2, false, b",\"1\":"), Some((key(Some(1)), 5)));
    }

    #[test]
    fn the_number_of_remembered_keys_is_bounded() {
        let mut orders = Orders::default();
        let order = orders.of(&TABLE);
        for at in 0..10_000 {
            orders.learn(order, 0, &format!(",\"{at}\":"), false, key(None));
        }
        assert_eq!(orders.0[order].1.keys.len(), TABLE.names.len() + MAX_UNKNOWN_KEYS);
    }
}
