//! Generated code as text.

mod content_hash;
mod file;
mod generator_fingerprint;
mod header;
mod layout;
mod output;

use std::collections::BTreeMap;

use crate::parallel;
use crate::plan::Plan;

pub(crate) use file::{File, files};
pub(crate) use header::{is_generated, source_of};
pub use output::{Output, Root};

/// Renders the files of a plan.
///
/// Equal plans give equal bytes on any machine.
#[must_use]
pub fn render(plan: &Plan, place: Root) -> Output {
    let files = files(plan, &place);
    let texts = parallel::map(&files, File::text);
    let (mut root, mut models) = (String::new(), BTreeMap::new());
    for (file, text) in files.iter().zip(texts) {
        match file.module() {
            Some(name) => drop(models.insert(name, text)),
            None => root = text,
        }
    }
    Output { root, place, models }
}
