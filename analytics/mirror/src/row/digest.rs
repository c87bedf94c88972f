//! Hashes of rows, and of all rows of a model.

use std::fmt;

use sha2::{Digest as _, Sha256};

use super::Value;
use crate::model::Column;

/// The SHA-256 of the values of a row.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Digest(pub(crate) [u8; 32]);

impl Digest {
    /// Hashes the values that are not null by the key of their column, so that neither the order of columns nor a new column
    /// without values matters.
    pub(crate) fn of(columns: &[Column], values: &[Value]) -> Self {
        let mut present: Vec<(&Column, &Value)> =
            columns.iter().zip(values).filter(|(_, value)| **value != Value::Null).collect();
        present.sort_by(|a, b| a.0.key.cmp(&b.0.key));
        let mut hash = Sha256::new();
        for (column, value) in present {
            add(&mut hash, column.key.as_bytes());
            add(&mut hash, column.form.type_name().as_bytes());
            match value {
                Value::Null => {}
                Value::Text(text) => add(&mut hash, text.as_bytes()),
                Value::Integer(whole) => add(&mut hash, &whole.to_le_bytes()),
                Value::Number(double) => add(&mut hash, &double.to_bits().to_le_bytes()),
                Value::Boolean(flag) => add(&mut hash, &[u8::from(*flag)]),
            }
        }
        Self(hash.finalize().into())
    }

    /// Reads the bytes of a hash.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }
}

/// Adds a part with its length, so that parts cannot run into each other.
fn add(hash: &mut Sha256, part: &[u8]) {
    hash.update((part.len() as u64).to_le_bytes());
    hash.update(part);
}

/// Half of the SHA-256 of an id: a key of maps that is smaller than ids.
pub(crate) fn key_of(id: &str) -> u128 {
    let hash: [u8; 32] = Sha256::digest(id.as_bytes()).into();
    u128::from_le_bytes(std::array::from_fn(|at| hash[at]))
}

/// The hash of a set of rows in any order: the sum of their hashes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Sum([u8; 32]);

impl Sum {
    /// Adds a row.
    pub(crate) fn add(&mut self, digest: &Digest) {
        let mut carry = 0;
        for (sum, byte) in self.0.iter_mut().zip(digest.0) {
            let total = u16::from(*sum) + u16::from(byte) + carry;
            (*sum, carry) = ((total & 0xff) as u8, total >> 8);
        }
    }
}

impl fmt::Display for Sum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_hex(f, &self.0)
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_hex(f, &self.0)
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_hex(f, &self.0)
    }
}

fn write_hex(f: &mut fmt::Formatter<'_>, bytes: &[u8]) -> fmt::Result {
    bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
}
