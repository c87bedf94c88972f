//! Filters that were answered wrongly.

use serde_json::json;
use weda_emulator::profile::Nulls;

use super::{create, names, serving, serving_with};

/// A search regardless of case did not find `ς` in `Σ0`.
/// Lower-casing a whole text gives its last sigma another form than one in the middle.
/// Letters are compared one by one now.
#[test]
fn case_is_ignored_at_the_end_of_a_word_too() {
    let served = serving();
    for name in ["ΟΔΟΣ", "Σ0", "οδος 2"] {
        create(&served, "spu", &json!({ "name": name }));
    }
    let found = |operator: &str, part: &str| names(&served, "spu", &json!({ "where": { "name": { operator: part } } }));
    assert_eq!(found("$search_ci", "οδοσ"), ["ΟΔΟΣ", "οδος 2"]);
    assert_eq!(found("$search_ci", "ς"), ["ΟΔΟΣ", "Σ0", "οδος 2"]);
    assert_eq!(found("$nsearch_ci", "οδος"), ["Σ0"]);
    assert_eq!(found("$search", "ς"), ["οδος 2"]);
}

/// `$nin` of an empty list matched records without a value where the profile excludes them: in fields, but not in lists.
/// SQLite's `NULL NOT IN ()` is true.
#[test]
fn an_empty_nin_follows_the_rule_for_missing_values() {
    for (nulls, expected) in [(Nulls::Value, vec!["一", "二"]), (Nulls::Unknown, vec!["一"])] {
        let served = serving_with(|profile| profile.model_api.nulls = nulls);
        create(&served, "spu", &json!({ "name": "一", "price": 1, "tags": [] }));
        create(&served, "spu", &json!({ "name": "二" }));
        for field in ["price", "tags"] {
            assert_eq!(names(&served, "spu", &json!({ "where": { field: { "$nin": [] } } })), expected, "{field}");
            assert!(names(&served, "spu", &json!({ "where": { field: { "$in": [] } } })).is_empty());
        }
    }
}
