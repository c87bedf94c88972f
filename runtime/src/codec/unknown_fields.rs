//! What answers hold and the definition does not know, said once for each field of a model and for each set of options.
//!
//! Everything here is cold: a page is read by what was learned of its first record, and what nobody subscribes to is not
//! even looked up.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Mutex, PoisonError};

use tracing::Level;
use weda_definition::Printable;

/// What was said, as hashes. A service that makes up names must not fill the memory: what comes after so many is not said.
static SAID: Mutex<BTreeSet<u64>> = Mutex::new(BTreeSet::new());
const MOST: usize = 1000;

/// The service's own fields, which definitions may leave out.
///
/// Source: "Data source management API", response parameters; the SDK's record type; pulled definitions.
const OF_THE_SERVICE: [&str; 9] =
    ["_id", "createdAt", "updatedAt", "owner", "createBy", "updateBy", "_departmentList", "_mainDep", "_openid"];

/// A record of `model` holds a field that the table of its type does not have.
#[cold]
pub(super) fn field(model: &'static str, name: &str) {
    let is_of_the_service = name.starts_with("@odata.") || OF_THE_SERVICE.contains(&name);
    if !is_of_the_service && tracing::enabled!(target: "weda", Level::WARN) && is_news(("field", model, name)) {
        tracing::warn!(
            target: "weda",
            model,
            // From outside.
            field = %format_args!("\"{}\"", Printable(name)),
            "records hold a field that the definition does not know; pull the definition and generate the types again",
        );
    }
}

/// A record holds a choice that is none of the options of this type. The choice itself is a value, and not said.
#[cold]
pub(super) fn option(of: &'static str) {
    if tracing::enabled!(target: "weda", Level::WARN) && is_news(("option", of, "")) {
        tracing::warn!(
            target: "weda",
            options = of,
            "records hold a choice that the definition does not list; pull the definition and generate the types again",
        );
    }
}

fn is_news(what: (&str, &str, &str)) -> bool {
    let mut hasher = DefaultHasher::new();
    what.hash(&mut hasher);
    let mut said = SAID.lock().unwrap_or_else(PoisonError::into_inner);
    said.len() < MOST && said.insert(hasher.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_said_is_not_said_again_and_not_kept_without_end() {
        assert!(is_news(("field", "student", "nickname")) && !is_news(("field", "student", "nickname")));
        assert!(is_news(("field", "teacher", "nickname")), "another model");
        assert!(is_news(("option", "student", "nickname")), "another kind of news");
        for at in 0..2 * MOST {
            is_news(("field", "student", &at.to_string()));
        }
        assert!(!is_news(("field", "student", "one more")));
        assert_eq!(SAID.lock().unwrap().len(), MOST);
    }
}
