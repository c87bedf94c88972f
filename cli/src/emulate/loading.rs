//! Messages about the folder of records.

use weda_definition::printable;
use weda_emulator::{Loaded, SkipReason, Skipped};

use super::path_text::shown;

/// One message for everything that was not loaded.
pub(super) fn notes(loaded: &Loaded) -> Vec<String> {
    let mut notes: Vec<String> = loaded.skipped.iter().map(skipped).collect();
    for file in loaded.files.iter().filter(|file| !file.unknown_fields.is_empty()) {
        let field = |(key, count): (&String, &usize)| format!("`{}` of {count}", printable(key));
        let fields: Vec<String> = file.unknown_fields.iter().map(field).collect();
        let (path, model) = (shown(&file.path), printable(&file.model));
        notes.push(format!(
            "warning: {path}: fields that `{model}` does not have were left out: {}; correct the names, or add the fields \
                         to the definition",
            fields.join(", ")
        ));
    }
    if loaded.files.iter().any(|file| file.kept > 0) {
        notes.push(
            "note: records that were already in the data file are unchanged; give `--reload` to replace them by those of \
                         the folder"
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
