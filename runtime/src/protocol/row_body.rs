//! Bodies of creates and updates: flat objects with the fields that are set.

use std::borrow::Cow;

use crate::Error;
use crate::codec::Writer;
use crate::value::{RowFields, UnsendableNumber, Value, WireValue};

/// Returns the fields as an object; `write` writes a value as the gateway sends it.
pub(super) fn encode(fields: &RowFields, mut write: impl FnMut(&Value, &mut Writer)) -> Result<Vec<u8>, Error> {
    let mut out = Writer::with_capacity(48 * fields.len());
    let may_repeat = may_repeat(fields);
    let is_last = |(at, (name, _)): &(usize, &(Cow<'_, str>, Value))| {
        !may_repeat || !fields[at + 1..].iter().any(|(later, _)| later == name)
    };
    // The last value of a field counts.
    let last_values = fields.iter().enumerate().filter(is_last).map(|(_, (name, value))| (value, &**name));
    out.named(last_values, |out, value| write(value, out));
    out.finish().map_err(|reason| unsendable(fields, reason))
}

/// Returns false if no name can occur twice, judging by first byte, last byte and length. Comparing all names would
/// take a quarter of the time of a body (`cargo bench -p weda --bench batch`).
fn may_repeat(fields: &RowFields) -> bool {
    let mut seen = [0_u64; 4];
    fields.iter().any(|(name, _)| {
        let hash = match name.as_bytes() {
            [] => 0,
            [one] => usize::from(*one),
            [first, .., last] => usize::from(*first) ^ (usize::from(*last) << 3) ^ (name.len() << 4),
        };
        let (word, bit) = (&mut seen[hash / 64 % 4], 1 << (hash % 64));
        let before = *word & bit != 0;
        *word |= bit;
        before
    })
}

/// Creates the error for the field whose value cannot be sent.
#[cold]
fn unsendable(fields: &RowFields, reason: UnsendableNumber) -> Error {
    let is_it = |value: &Value| value.0 == WireValue::Unsendable(reason);
    let name = fields.iter().rev().find(|(_, value)| is_it(value)).map_or("", |(name, _)| &**name);
    Error::invalid_value(match reason {
        UnsendableNumber::NotFinite => format!(
            "the value that field `{name}` is set to has a number that is NaN or infinite, which JSON cannot represent; \
             set a finite number"
        ),
        UnsendableNumber::TooLarge => format!(
            "the value that field `{name}` is set to has a whole number that does not fit an `i64`; \
             set one from {} to {}",
            i64::MIN,
            i64::MAX
        ),
    })
}
