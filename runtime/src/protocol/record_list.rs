//! The records of a page, decoded one by one.

use std::ops::Range;

use super::RowSink;
use crate::codec::{DecodeError, Reader};

/// Decodes a list of records in a single pass; returns the ranges of their ids. `member` is the name of the list, for
/// messages. The outer error is about the page, the inner one about a record.
pub(super) fn read(
    member: &'static str,
    reader: &mut Reader<'_>,
    rows: &mut dyn RowSink,
) -> Result<Result<Vec<Range<u32>>, String>, DecodeError> {
    let mut ids = Vec::new();
    // The last value of a key counts.
    rows.clear();
    let first = reader.next()?;
    if first != b'[' {
        return Err(reader.expected("a list", first).inside(member));
    }
    let begin = reader.offset();
    while reader.more(b']', rows.len() == 0)? {
        let start = reader.offset();
        if rows.is_full() {
            let records = estimated_records(rows.size(), rows.len(), start - begin, reader.text_from(start).len());
            rows.reserve(records);
            ids.reserve_exact(records);
        }
        if let Err(error) = rows.read(reader) {
            return Ok(Err(rows.error_text(rows.len() + 1, reader.text_from(start), &error)));
        }
        ids.extend(reader.state.id.take());
    }
    Ok(Ok(ids))
}

/// Estimates how many records to reserve, from the bytes of the records so far and the remaining bytes. The service's
/// count does not help: it counts matches, not the records of the page.
fn estimated_records(size: usize, records: usize, taken: usize, left: usize) -> usize {
    if records < 16 {
        return records.max(4);
    }
    let likely = left / (taken / records).max(1);
    // Small records before large ones must not reserve many times the size of the page.
    let most = left / size.max(1);
    (likely + likely / 32).min(most).max(records / 16) + 1
}

#[cfg(test)]
mod tests {
    use super::estimated_records;

    #[test]
    fn estimates_match_what_a_page_can_hold() {
        assert_eq!(estimated_records(500, 0, 0, 100_000), 4, "a page may hold one record");
        assert!((900..940).contains(&estimated_records(500, 100, 60_000, 540_000)), "like the first hundred");
        assert!(estimated_records(500, 16, 16 * 10, 1_000_000) <= 2_001, "small records, then large ones");
        assert!(
            estimated_records(500, 1_600, 1_000_000, 10) > 100,
            "growth is never so small that records are moved repeatedly"
        );
        assert!(estimated_records(0, 16, 0, 10) > 0, "rows and records without a size");
    }
}
