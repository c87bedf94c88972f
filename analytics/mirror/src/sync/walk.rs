//! Reading a list page by page while records come and go.
//!
//! Records are in the order of their ids. Each page begins with the last record of the page before, or earlier: if that record
//! is in its place, nothing was inserted or deleted before it, and the page goes on exactly behind it. Otherwise the place is
//! looked for further back. So each record that exists all the time is read once, whatever happens around it; an insertion
//! together with a deletion cannot hide one, as it could from a comparison of counts.

use std::collections::VecDeque;

use weda::Record;

use super::Source;
use crate::error::Error;

/// Number of records of a page: the largest documented one.
const PAGE: u64 = 200;
/// Number of last ids that are remembered.
const REMEMBERED: usize = 1_000;

/// A position in a list.
#[derive(Debug, Clone, Default)]
pub(crate) struct Walk {
    /// The time from which on changes are listed; all records if `None`.
    since: Option<i64>,
    /// Number of records before the position, when the last page was read.
    read: u64,
    /// The last ids before the position.
    tail: VecDeque<String>,
    is_over: bool,
}

/// A step of a walk.
pub(crate) enum Step {
    /// The next records, with the number of records before and behind, if the service says it.
    Page(Vec<Record>, Option<u64>),
    /// The position was lost: the list is read from its start again.
    Again,
    /// There are no more records.
    End,
}

impl Walk {
    /// Starts at the first record, or at a position that an earlier walk has reached.
    pub(crate) fn new(since: Option<i64>, read: u64, tail: Vec<String>) -> Self {
        // A position without ids cannot be found again.
        let read = if tail.is_empty() { 0 } else { read };
        Self { since, read, tail: tail.into(), is_over: false }
    }

    /// Number of records before the position, and the last ids before it.
    pub(crate) fn position(&self, ids: usize) -> (u64, Vec<String>) {
        (self.read, self.tail.iter().skip(self.tail.len().saturating_sub(ids)).cloned().collect())
    }

    /// Reads the next page.
    ///
    /// # Errors
    /// Returns an error if a call fails.
    pub(crate) async fn next(&mut self, source: &Source<'_>) -> Result<Step, Error> {
        if self.is_over {
            return Ok(Step::End);
        }
        let mut back = 0;
        loop {
            let (skip, top) = window(self.read.saturating_sub(back), source.is_numbered());
            let page = source.page(self.since, skip, top).await?;
            let (len, total) = (page.records.len() as u64, page.total);
            // The position behind the last record of the page that was read before. At the start of the list, without any
            // such record, it is that of the page.
            let known = page.records.iter().rposition(|record| self.is_known(record.id()));
            let start = match known {
                Some(at) => at + 1,
                None if self.read == 0 => 0,
                None if skip == 0 || back as usize > self.tail.len() => {
                    (self.read, self.tail) = (0, VecDeque::new());
                    return Ok(Step::Again);
                }
                None => {
                    back = (back * 2).max(PAGE / 2);
                    continue;
                }
            };
            let records: Vec<Record> = page.records.into_iter().skip(start).collect();
            self.read = skip + len;
            // It is not documented whether matches or records of the page are counted, and a full first page does not show it.
            let is_counted = total == Some(self.read) && !(skip == 0 && len == top);
            if records.is_empty() || is_counted {
                self.is_over = true;
            }
            if records.is_empty() {
                return Ok(Step::End);
            }
            self.tail.extend(records.iter().map(|record| record.id().to_owned()));
            self.tail.drain(..self.tail.len().saturating_sub(REMEMBERED));
            return Ok(Step::Page(records, total));
        }
    }

    fn is_known(&self, id: &str) -> bool {
        // The last ones first: that is where they are, unless records came or went.
        self.tail.iter().rev().any(|known| known == id)
    }
}

/// The window that has the record before position `read` and as many behind it as possible.
fn window(read: u64, is_numbered: bool) -> (u64, u64) {
    if read == 0 {
        return (0, PAGE);
    }
    if !is_numbered {
        return (read - 1, PAGE);
    }
    // Pages start at multiples of their size.
    let start = |size: u64| (read - 1) / size * size;
    let size = (PAGE / 2..=PAGE).max_by_key(|size| start(*size) + size).unwrap_or(PAGE);
    (start(size), size)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_have_the_record_before_and_go_on_behind_it() {
        for is_numbered in [false, true] {
            let mut pages = 0;
            let mut read = 0;
            while read < 100_000 {
                let (skip, top) = window(read, is_numbered);
                assert!(skip < read.max(1) && skip + top > read && top <= PAGE, "{read} {skip} {top}");
                assert!(!is_numbered || skip % top == 0);
                (read, pages) = (skip + top, pages + 1);
            }
            // 500 pages would do without the overlap.
            assert!(pages < 560, "{pages}");
        }
    }
}
