//! What the folder of the definitions has, beside which stands what the service has.

use std::ffi::OsStr;
use std::path::Path;

use weda_codegen::{Problem, Problems, Side};
use weda_definition::{Definitions, OptionSets};

/// The models of a folder that are asked for, as far as they can be read.
pub(crate) struct LocalDefinitions {
    /// What can be read.
    pub side: Side,
    /// What cannot; files of models that nobody asked for are none of it.
    pub broken: Vec<Problem>,
}

impl LocalDefinitions {
    /// Reads what is `asked` for.
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

    /// The side of a comparison, if nothing is missing from it.
    ///
    /// # Errors
    /// All that cannot be read.
    pub fn whole(self) -> Result<Side, Problems> {
        if self.broken.is_empty() { Ok(self.side) } else { Err(Problems(self.broken)) }
    }
}

/// The model whose file is broken; `None` where more than one model suffers.
pub(crate) fn model(problem: &Problem) -> Option<&str> {
    let Problem::Definition(error) = problem else { return None };
    let path = Path::new(error.source_name());
    path.file_stem().and_then(OsStr::to_str).filter(|_| path.extension() == Some(OsStr::new("json")))
}
