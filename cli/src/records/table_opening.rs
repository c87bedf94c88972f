//! Parameters of table readers.

use super::read_options::ReadOptions;
use super::row_mapper::RowMapper;

/// Parameters for opening a table, and notes for the user.
pub(super) struct Opening<'a> {
    /// The name of the file, for messages.
    pub name: &'a str,
    pub options: &'a ReadOptions,
    pub mapper: RowMapper,
    pub notes: &'a mut Vec<String>,
}
