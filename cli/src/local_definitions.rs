//! The local definitions, for comparison with those of the service.

use std::ffi::OsStr;
use std::path::Path;

use weda_codegen::{Problem, Problems, Side};
use weda_definition::{Definitions, OptionSets};

/// The selected models of a folder, as far as they can be read.
pub(crate) struct LocalDefinitions {
    /// The valid definitions.
    pub side: Side,
    /// Problems with files of the selected models.
    pub broken: Vec<Problem>,
}

impl LocalDefinitions {
    /// Reads the models for which `asked` returns true.
    pub fn read(dir: &Path, asked: impl Fn(&str) -> bool) -> Self {
        let (definitions, errors) = Definitions::read_all(dir);
        let definitions = definitions.into_iter().filter(|model| asked(&model.identifier)).collect();
        let problems = errors.into_iter().map(Problem::Definition);
        let mut broken: Vec<Problem> = problems.filter(|problem| model(problem).is_none_or(&asked)).collect();
        let sets = OptionSets::read(&OptionSets::beside(dir)).unwrap_or_else(|error| {
            broken.push(Problem::OptionSets(error));
            OptionSets::default()
        });
        Self { side: Side { definitions, sets }, broken }
    }

    /// Returns the side of a comparison if all files are valid.
    ///
    /// # Errors
    /// Returns the problems.
    pub fn whole(self) -> Result<Side, Problems> {
        if self.broken.is_empty() { Ok(self.side) } else { Err(Problems(self.broken)) }
    }
}

/// The model with the invalid file; `None` if several models are affected.
pub(crate) fn model(problem: &Problem) -> Option<&str> {
    let Problem::Definition(error) = problem else { return None };
    let path = Path::new(error.source_name());
    path.file_stem().and_then(OsStr::to_str).filter(|_| path.extension() == Some(OsStr::new("json")))
}
