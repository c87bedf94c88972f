//! Input of the readers of tables.

use super::read_options::ReadOptions;
use super::row_mapper::RowMapper;

/// What opening a table needs and finds out.
pub(super) struct Opening<'a> {
    /// The name of the file, for messages.
    pub name: &'a str,
    pub options: &'a ReadOptions,
    pub mapper: RowMapper,
    pub notes: &'a mut Vec<String>,
}
