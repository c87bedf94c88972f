//! The line of a scan in EXPLAIN.

use std::fmt;

use datafusion::physical_plan::{DisplayAs, DisplayFormatType};
use weda_definition::Printable;

use super::WedaScan;
use crate::spec::{Range, RowCount};

/// Shows the first request of a scan that has one range: `WedaScan: student, partitions=1, rows=12, GET /weda/..`. It has
/// neither credentials nor the address of the service.
impl DisplayAs for WedaScan {
    fn fmt_as(&self, _: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "WedaScan: {}, partitions={}", Printable(&self.spec.model), self.partitions())?;
        if !self.dynamic.is_empty() {
            write!(f, ", narrowed while it runs")?;
        }
        match self.spec.rows {
            Some(RowCount::Exact(rows)) => write!(f, ", rows={rows}")?,
            Some(RowCount::AtMost(rows)) => write!(f, ", rows<={rows}")?,
            None => {}
        }
        let client = &self.source.client;
        match self.spec.query(client, &Range::default()).preview() {
            Ok(Some(request)) => {
                let path = request.url.strip_prefix(client.base_url()).unwrap_or_default();
                write!(f, ", {} {path}", request.method)?;
                match &request.body {
                    Some(body) => write!(f, " {}", Printable(body)),
                    None => Ok(()),
                }
            }
            Ok(None) => write!(f, ", no request"),
            Err(error) => write!(f, ", {error}"),
        }
    }
}
