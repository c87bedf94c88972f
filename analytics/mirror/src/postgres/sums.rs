//! Counts and sums of hashes by which what was read is compared with what the server stores.

use weda_definition::hash::{fnv_64, fnv_64_more};

/// The rows of a table, whatever their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sums {
    pub(super) rows: u64,
    columns: Vec<ColumnSum>,
}

/// The values of a column that are not null.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct ColumnSum {
    filled: u64,
    /// The sum of the hashes of each value with the id of its row.
    hashes: u64,
}

impl Sums {
    pub(super) fn new(columns: usize) -> Self {
        Self { rows: 0, columns: vec![ColumnSum::default(); columns] }
    }

    /// The beginning of the hashes of a row.
    pub(super) fn seed(id: &[u8]) -> u64 {
        fnv_64(id)
    }

    pub(super) fn count_row(&mut self) {
        self.rows += 1;
    }

    /// Adds a value of a row.
    pub(super) fn add(&mut self, column: usize, seed: u64, value: &[u8]) {
        if let Some(sum) = self.columns.get_mut(column) {
            sum.filled += 1;
            sum.hashes = sum.hashes.wrapping_add(fnv_64_more(seed, value));
        }
    }

    /// Says how the stored rows differ from those that were read; `names` are those of the columns.
    pub(super) fn difference(&self, stored: &Self, names: &[&str]) -> Option<String> {
        if self.rows != stored.rows {
            return Some(format!("{} rows were read and {} are stored", self.rows, stored.rows));
        }
        let differs = |at: &usize| self.columns.get(*at) != stored.columns.get(*at);
        let differing: Vec<String> =
            (0..self.columns.len()).filter(differs).map(|at| format!("`{}`", names.get(at).unwrap_or(&"?"))).collect();
        match differing.is_empty() {
            true => None,
            false => Some(format!("the values of {} differ from those that were read", differing.join(", "))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_names_the_columns() {
        let of = |values: [&[u8]; 2]| {
            let mut sums = Sums::new(2);
            sums.count_row();
            values.iter().enumerate().for_each(|(at, value)| sums.add(at, Sums::seed(b"1"), value));
            sums
        };
        assert_eq!(of([b"1", b"a"]).difference(&of([b"1", b"a"]), &["_id", "姓名"]), None);
        let text = of([b"1", b"a"]).difference(&of([b"1", b"b"]), &["_id", "姓名"]).unwrap();
        assert_eq!(text, "the values of `姓名` differ from those that were read");
        let text = of([b"1", b"a"]).difference(&Sums::new(2), &["_id", "姓名"]).unwrap();
        assert_eq!(text, "1 rows were read and 0 are stored");
    }
}
