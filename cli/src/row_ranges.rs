//! Sets of row numbers.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Ranges of rows in ascending order, as first and last row.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<(u64, u64)>")]
pub(crate) struct RowRanges(Vec<(u64, u64)>);

/// Validates ranges read from a file.
impl TryFrom<Vec<(u64, u64)>> for RowRanges {
    type Error = &'static str;

    fn try_from(ranges: Vec<(u64, u64)>) -> Result<Self, Self::Error> {
        let in_order = ranges.iter().all(|(first, last)| first <= last && *last < u64::MAX)
            && ranges.windows(2).all(|pair| pair[0].1 < pair[1].0);
        if in_order { Ok(Self(ranges)) } else { Err("ranges of rows are not in ascending order") }
    }
}

impl RowRanges {
    /// Adds a row after all others.
    pub fn push(&mut self, row: u64) {
        match self.0.last_mut() {
            Some((_, last)) if *last + 1 == row => *last = row,
            _ => self.0.push((row, row)),
        }
    }

    pub fn has(&self, row: u64) -> bool {
        let at = self.0.partition_point(|(_, last)| *last < row);
        self.0.get(at).is_some_and(|(first, _)| *first <= row)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Number of rows.
    pub fn len(&self) -> u64 {
        self.0.iter().map(|(first, last)| last - first + 1).sum()
    }
}

impl FromIterator<u64> for RowRanges {
    fn from_iter<I: IntoIterator<Item = u64>>(rows: I) -> Self {
        let mut ranges = Self::default();
        rows.into_iter().for_each(|row| ranges.push(row));
        ranges
    }
}

/// `row 7`, `rows 101 to 200 and 305`.
impl fmt::Display for RowRanges {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let range = |(first, last): &(u64, u64)| match first == last {
            true => first.to_string(),
            false => format!("{first} to {last}"),
        };
        let ranges: Vec<String> = self.0.iter().map(range).collect();
        f.write_str(if self.len() == 1 { "row " } else { "rows " })?;
        match ranges.as_slice() {
            [others @ .., last] if !others.is_empty() => write!(f, "{} and {last}", others.join(", ")),
            ranges => f.write_str(&ranges.join(", ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adjacent_rows_are_one_range() {
        let ranges: RowRanges = [3, 4, 5, 9].into_iter().chain(10..=20).collect();
        assert_eq!((ranges.to_string().as_str(), ranges.len()), ("rows 3 to 5 and 9 to 20", 15));
        assert!(ranges.has(4) && ranges.has(20) && !ranges.has(6) && !ranges.has(21) && !ranges.has(2));
        assert_eq!(RowRanges(vec![(7, 7)]).to_string(), "row 7");
        assert_eq!(RowRanges(vec![(1, 2), (4, 4), (6, 9)]).to_string(), "rows 1 to 2, 4 and 6 to 9");
        let json = serde_json::to_string(&ranges).unwrap();
        assert_eq!((json.as_str(), serde_json::from_str(&json).unwrap()), ("[[3,5],[9,20]]", ranges));
    }

    /// A manipulated checkpoint made an import succeed without importing: rows 1 to 18446744073709551615 were in doubt.
    #[test]
    fn ranges_out_of_order_are_refused() {
        for lie in ["[[2,1]]", "[[1,3],[3,4]]", "[[5,6],[1,2]]", "[[1,18446744073709551615]]"] {
            assert!(serde_json::from_str::<RowRanges>(lie).is_err(), "{lie}");
        }
    }
}
