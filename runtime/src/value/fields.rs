use std::borrow::Cow;

use super::Value;

/// The fields of a record to write, in the order in which they were set.
pub(crate) type RowFields = Vec<(Cow<'static, str>, Value)>;
