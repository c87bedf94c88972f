//! Notes on constraints that the emulator does not enforce.

use weda_definition::{Definition, Judge};

/// The notes on a definition, which are logged as warnings too.
pub(super) fn of(definition: &Definition) -> Vec<String> {
    let patterns = Judge::new(definition).unreadable_patterns();
    let notes = patterns.iter().map(|pattern| {
        let note = format!("{}:{} {pattern}", definition.source, pattern.line);
        tracing::warn!("{note}");
        note
    });
    notes.collect()
}
