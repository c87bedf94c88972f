//! Related records that were read beside the records that refer to them.

use std::collections::HashMap;
use std::sync::Arc;

/// The texts of related records, by the key of the relation and by id. A relation that is not here is expanded in place.
#[derive(Debug, Default)]
pub(crate) struct Found(pub HashMap<&'static str, HashMap<String, Arc<str>>>);
