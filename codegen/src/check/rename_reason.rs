//! Reasons why a Rust name is not the expected one.

use crate::name;
use crate::note::RenameReason;

/// Returns the reason why `word` does not have the expected name, if it does not.
pub(super) fn rename_reason(word: &str, is_changed: bool, reserved: bool) -> Option<RenameReason> {
    if !name::is_plain(word) {
        Some(RenameReason::Unshowable)
    } else if is_changed {
        Some(RenameReason::Taken)
    } else {
        reserved.then_some(RenameReason::Reserved)
    }
}

/// The same for a type beside modules, where `reserved` may mean that it could not be distinguished from its module.
pub(super) fn type_rename_reason(word: &str, is_changed: bool, reserved: bool) -> Option<RenameReason> {
    match rename_reason(word, is_changed, reserved) {
        Some(RenameReason::Reserved) if !name::part(word).contains(|c: char| c.is_ascii_uppercase()) => {
            Some(RenameReason::Caseless)
        }
        other => other,
    }
}
