//! What became of the folder of records, in words.

use weda_definition::printable;
use weda_emulator::{Loaded, SkipReason, Skipped};

use super::path_text::shown;

/// A line for each thing of the folder that was not loaded.
pub(super) fn notes(loaded: &Loaded) -> Vec<String> {
    let mut notes: Vec<String> = loaded.skipped.iter().map(skipped).collect();
    for file in loaded.files.iter().filter(|file| !file.unknown_fields.is_empty()) {
        let field = |(key, count): (&String, &usize)| format!("`{}` of {count}", printable(key));
        let fields: Vec<String> = file.unknown_fields.iter().map(field).collect();
        let (path, model) = (shown(&file.path), printable(&file.model));
        notes.push(format!(
            "warning: {path}: left out what `{model}` does not store: {}; correct the names, or add the fields to the \
             definition",
            fields.join(", ")
        ));
    }
    if loaded.files.iter().any(|file| file.kept > 0) {
        notes.push(
            "note: records that are in the data file already stay as they are there; `--reload` puts those of the folder \
             in their place"
                .to_owned(),
        );
    }
    notes
}

fn skipped(skipped: &Skipped) -> String {
    let path = shown(&skipped.path);
    let reason = &skipped.reason;
    match reason {
        SkipReason::Table => {
            let model = skipped.path.file_stem().unwrap_or_default().to_string_lossy();
            format!("warning: {path} is not loaded: a table; `weda import {} {path}` reads it", printable(&model))
        }
        SkipReason::UnknownModel { .. } => {
            format!("warning: {path} is not loaded: {reason}; correct its name, or move it out of the folder")
        }
        _ => format!("note: {path} is not loaded: {reason}"),
    }
}
