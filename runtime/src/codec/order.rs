//! The order of keys, learned while a page is read: records of one type come with equal keys in equal order, so that the
//! bytes of the next key are known before they are looked at.

use super::RecordLayout;
use super::printed::Printed;

/// How many keys more than its fields a type may have remembered: a page of keys that never come again must not be slow.
const SURPRISES: usize = 64;

/// A key of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Key {
    /// The field's number; `None` for a key that the table does not have.
    pub index: Option<usize>,
    pub is_id: bool,
}

/// The orders of the record types met so far.
#[derive(Debug, Default)]
pub(crate) struct Orders(Vec<Order>);

#[derive(Debug)]
struct Order {
    of: &'static RecordLayout,
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
    pub fn of(&mut self, table: &'static RecordLayout) -> usize {
        let known = self.0.iter().position(|order| std::ptr::eq(order.of, table));
        known.unwrap_or_else(|| {
            self.0.push(Order { of: table, keys: Vec::new() });
            self.0.len() - 1
        })
    }

    /// The table of the record that was met first.
    pub fn first(&self) -> Option<&'static RecordLayout> {
        self.0.first().map(|order| order.of)
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

#[cfg(test)]
mod tests {
    use super::{Key, Orders, RecordLayout, SURPRISES};

    static TABLE: RecordLayout = RecordLayout { model: "student", names: &["_id", "name", "score"], required: &[] };

    fn key(index: Option<usize>) -> Key {
        Key { index, is_id: index == Some(0) }
    }

    #[test]
    fn the_next_record_is_expected_as_the_last_one_came() {
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
    fn after_a_gap_it_goes_on_behind_the_key_that_came() {
        let mut orders = Orders::default();
        let order = orders.of(&TABLE);
        for (place, index) in [0, 1, 2].into_iter().enumerate() {
            orders.learn(order, place, &format!(",\"{index}\":"), false, key(Some(index)));
        }
        assert_eq!(orders.learn(order, 1, ",\"2\":", false, key(Some(2))), 3);
        assert_eq!(orders.learn(order, 3, "\"0\":", true, key(Some(0))), 1, "records may begin anywhere");
        assert_eq!(orders.learn(order, 1, ",\"new\":", false, key(None)), 2);
        assert_eq!(orders.learn(order, 0, ",\"new\":", false, key(None)), 2, "unknown keys are known by their text");
        assert_eq!(orders.expected(order, 2, false, b",\"1\":"), Some((key(Some(1)), 5)));
    }

    #[test]
    fn keys_that_never_come_again_are_not_remembered_for_ever() {
        let mut orders = Orders::default();
        let order = orders.of(&TABLE);
        for at in 0..10_000 {
            orders.learn(order, 0, &format!(",\"{at}\":"), false, key(None));
        }
        assert_eq!(orders.0[order].keys.len(), TABLE.names.len() + SURPRISES);
    }
}
