//! Reasons for a name other than the expected one.

use crate::name;
use crate::note::Reason;

/// Why `word` is not called what a reader would expect, if it is not.
pub(super) fn reason(word: &str, gave_way: bool, reserved: bool) -> Option<Reason> {
    if !name::is_plain(word) {
        Some(Reason::Unshowable)
    } else if gave_way {
        Some(Reason::Taken)
    } else {
        reserved.then_some(Reason::Reserved)
    }
}

/// The same of a type beside modules, where `reserved` may mean that nothing tells it from its own.
pub(super) fn reason_of_type(word: &str, gave_way: bool, reserved: bool) -> Option<Reason> {
    match reason(word, gave_way, reserved) {
        Some(Reason::Reserved) if !name::part(word).contains(|c: char| c.is_ascii_uppercase()) => {
            Some(Reason::Caseless)
        }
        other => other,
    }
}
