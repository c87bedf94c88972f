//! Settings of tables.

use serde::{Deserialize, Serialize};

/// The way in which the environment compares texts. No document says it, and it depends on the database behind the
/// environment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Texts {
    /// Unknown: the environment may ignore case, accents and spaces at the end, and sort texts in any order.
    ///
    /// A condition on a text is sent where it can only match more records than SQL does, and checked again here.
    #[default]
    Unknown,
    /// Byte by byte, as SQL here does. Conditions on texts are then exact.
    ///
    /// Measure before setting it: `Li`, `li` and `Li ` are three values for an environment that compares so.
    Binary,
}

/// Settings of tables.
///
/// ```
/// use weda_datafusion::{TableOptions, Texts};
///
/// let options = TableOptions { texts: Texts::Binary, ..TableOptions::default() };
/// assert_eq!(options.partitions, 4);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TableOptions {
    /// The way in which the environment compares texts.
    pub texts: Texts,
    /// Sends conditions, limits and orders to the service. Off, all records are read and the engine does the rest: the
    /// results are the same, so that it serves to compare.
    pub pushdown: bool,
    /// Maximum number of ranges of a table that are read at the same time. The session's `target_partitions` and the
    /// client's limit of concurrent calls apply as well.
    pub partitions: usize,
}

impl Default for TableOptions {
    /// Unknown texts, pushdown, four partitions.
    fn default() -> Self {
        Self { texts: Texts::Unknown, pushdown: true, partitions: 4 }
    }
}
