use std::borrow::Cow;

use super::Value;

/// The fields of a record that is written, in the order in which they were set.
pub(crate) type RowFields = Vec<(Cow<'static, str>, Value)>;
