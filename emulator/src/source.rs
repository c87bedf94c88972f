use std::path::{Path, PathBuf};

use weda_definition::{Definition, Definitions, Errors, OptionSets};

/// A source of models: a directory of definitions, as the official CLI pulls it, or parsed definitions.
///
/// Rarely named: [`EmulatorBuilder::definitions`](crate::EmulatorBuilder::definitions) converts a path, a definition, a
/// list or slice of definitions, or [`Definitions`].
///
/// ```
/// use weda_emulator::{Definition, Emulator};
///
/// let directory = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/database-schemas");
/// let note = Definition::parse("note", "note.json", r#"{ "properties": { "text": { "type": "string" } } }"#)?;
/// let emulator = Emulator::builder().definitions(directory).definitions(note).start()?;
/// emulator.load("note", [serde_json::json!({ "text": "早" })])?;
/// assert!(emulator.records("student")?.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Source(SourceKind);

#[derive(Debug, Clone)]
enum SourceKind {
    Directory(PathBuf),
    Parsed(Vec<Definition>),
}

/// Reads the models of all sources and the option sets beside the last directory that has some. Of two models with the
/// same identifier the later one wins.
pub(crate) fn read(sources: Vec<Source>) -> Result<(Definitions, OptionSets), Errors> {
    let (mut all, mut sets) = (Vec::new(), OptionSets::default());
    for Source(kind) in sources {
        match kind {
            SourceKind::Parsed(definitions) => all.extend(definitions),
            SourceKind::Directory(dir) => {
                all.extend(Definitions::read(&dir)?);
                let beside = OptionSets::read(&OptionSets::beside(&dir)).map_err(|error| Errors(vec![error]))?;
                if beside.iter().next().is_some() {
                    sets = beside;
                }
            }
        }
    }
    Ok((all.into_iter().collect(), sets))
}

impl From<PathBuf> for Source {
    fn from(dir: PathBuf) -> Self {
        Self(SourceKind::Directory(dir))
    }
}

impl From<&PathBuf> for Source {
    fn from(dir: &PathBuf) -> Self {
        dir.clone().into()
    }
}

impl From<&Path> for Source {
    fn from(dir: &Path) -> Self {
        dir.to_owned().into()
    }
}

impl From<&str> for Source {
    fn from(dir: &str) -> Self {
        PathBuf::from(dir).into()
    }
}

impl From<String> for Source {
    fn from(dir: String) -> Self {
        PathBuf::from(dir).into()
    }
}

impl From<Vec<Definition>> for Source {
    fn from(definitions: Vec<Definition>) -> Self {
        Self(SourceKind::Parsed(definitions))
    }
}

impl From<&Vec<Definition>> for Source {
    fn from(definitions: &Vec<Definition>) -> Self {
        definitions.clone().into()
    }
}

impl From<&[Definition]> for Source {
    fn from(definitions: &[Definition]) -> Self {
        definitions.to_vec().into()
    }
}

impl<const N: usize> From<[Definition; N]> for Source {
    fn from(definitions: [Definition; N]) -> Self {
        Vec::from(definitions).into()
    }
}

impl From<Definition> for Source {
    fn from(definition: Definition) -> Self {
        [definition].into()
    }
}

impl From<Definitions> for Source {
    fn from(definitions: Definitions) -> Self {
        Vec::from_iter(definitions).into()
    }
}

impl From<&Definitions> for Source {
    fn from(definitions: &Definitions) -> Self {
        definitions.clone().into()
    }
}
