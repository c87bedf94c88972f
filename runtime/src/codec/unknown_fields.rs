//! Warnings about fields and options that the definition lacks, once per field of a model and once per set of options.
//!
//! This is a cold path: known keys never reach it, and nothing is looked up without a subscriber.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Mutex, PoisonError};

use tracing::Level;
use weda_definition::Printable;

/// Hashes of what was reported. The number is bounded, in case the service makes up names.
static REPORTED: Mutex<BTreeSet<u64>> = Mutex::new(BTreeSet::new());
const MAX_REPORTED: usize = 1000;

/// The platform's own fields, which definitions may omit.
///
/// Source: "Data source management API", response parameters; the SDK's record type; pulled definitions.
const PLATFORM_FIELDS: [&str; 9] =
    ["_id", "createdAt", "updatedAt", "owner", "createBy", "updateBy", "_departmentList", "_mainDep", "_openid"];

/// Warns about a field that the layout of `model` does not have.
#[cold]
pub(super) fn field(model: &'static str, name: &str) {
    let is_platform_field = name.starts_with("@odata.") || PLATFORM_FIELDS.contains(&name);
    if !is_platform_field && tracing::enabled!(target: "weda", Level::WARN) && is_first(("field", model, name)) {
        tracing::warn!(
            target: "weda",
            model,
            // Untrusted text.
            field = %format_args!("\"{}\"", Printable(name)),
            "records contain a field that the definition does not declare; pull the definition and generate the types again",
        );
    }
}

/// Warns about a choice that is not in the option set. The choice itself may be confidential and is not logged.
#[cold]
pub(super) fn option(of: &'static str) {
    if tracing::enabled!(target: "weda", Level::WARN) && is_first(("option", of, "")) {
        tracing::warn!(
            target: "weda",
            options = of,
            "records contain a choice that the definition does not list; pull the definition and generate the types again",
        );
    }
}

fn is_first(what: (&str, &str, &str)) -> bool {
    let mut hasher = DefaultHasher::new();
    what.hash(&mut hasher);
    let mut reported = REPORTED.lock().unwrap_or_else(PoisonError::into_inner);
    reported.len() < MAX_REPORTED && reported.insert(hasher.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn warnings_are_not_repeated_and_their_number_is_bounded() {
        assert!(is_first(("field", "student", "nickname")) && !is_first(("field", "student", "nickname")));
        assert!(is_first(("field", "teacher", "nickname")), "another model");
        assert!(is_first(("option", "student", "nickname")), "another kind of warning");
        for at in 0..2 * MAX_REPORTED {
            is_first(("field", "student", &at.to_string()));
        }
        assert!(!is_first(("field", "student", "one more")));
        assert_eq!(REPORTED.lock().unwrap().len(), MAX_REPORTED);
    }
}
