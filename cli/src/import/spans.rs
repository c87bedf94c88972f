//! Sets of rows, as the spans between which they lie.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Rows in ascending order, without a place for each.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Spans(Vec<(u64, u64)>);

impl Spans {
    /// Adds a row behind all others.
    pub fn push(&mut self, row: u64) {
        match self.0.last_mut() {
            Some((_, last)) if *last + 1 == row => *last = row,
            _ => self.0.push((row, row)),
        }
    }

    /// Adds rows behind all others.
    pub fn extend_by(&mut self, rows: impl IntoIterator<Item = u64>) {
        rows.into_iter().for_each(|row| self.push(row));
    }

    /// Adds the rows between two, both included, behind all others; none where the first is behind the last.
    pub fn extend(&mut self, first: u64, last: u64) {
        if first > last {
            return;
        }
        self.push(first);
        if let Some(span) = self.0.last_mut() {
            span.1 = last;
        }
    }

    pub fn has(&self, row: u64) -> bool {
        self.0.iter().any(|(first, last)| (*first..=*last).contains(&row))
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many rows there are.
    pub fn len(&self) -> u64 {
        self.0.iter().map(|(first, last)| last - first + 1).sum()
    }
}

impl FromIterator<u64> for Spans {
    fn from_iter<I: IntoIterator<Item = u64>>(rows: I) -> Self {
        let mut spans = Self::default();
        spans.extend_by(rows);
        spans
    }
}

/// `row 7`, `rows 101 to 200 and 305`.
impl fmt::Display for Spans {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let span = |(first, last): &(u64, u64)| match first == last {
            true => first.to_string(),
            false => format!("{first} to {last}"),
        };
        let spans: Vec<String> = self.0.iter().map(span).collect();
        f.write_str(if self.len() == 1 { "row " } else { "rows " })?;
        match spans.as_slice() {
            [others @ .., last] if !others.is_empty() => write!(f, "{} and {last}", others.join(", ")),
            spans => f.write_str(&spans.join(", ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_are_one_span() {
        let mut spans: Spans = [3, 4, 5, 9].into_iter().collect();
        spans.extend(10, 20);
        spans.extend(30, 29);
        assert_eq!((spans.to_string().as_str(), spans.len()), ("rows 3 to 5 and 9 to 20", 15));
        assert!(spans.has(4) && spans.has(20) && !spans.has(6) && !spans.has(21));
        assert_eq!(Spans(vec![(7, 7)]).to_string(), "row 7");
        assert_eq!(Spans(vec![(1, 2), (4, 4), (6, 9)]).to_string(), "rows 1 to 2, 4 and 6 to 9");
        assert_eq!(serde_json::to_string(&spans).unwrap(), "[[3,5],[9,20]]");
    }
}
