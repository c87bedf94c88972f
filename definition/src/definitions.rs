use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::thread;

use crate::Definition;
use crate::error::{Error, Errors, Problem, reason};

/// The definitions of a set of models, sorted by identifier.
///
/// ```no_run
/// let definitions = weda_definition::Definitions::read("database-schemas")?;
/// for definition in &definitions {
///     println!("{}: {} fields", definition.identifier, definition.fields.len());
/// }
/// # Ok::<(), weda_definition::Errors>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Definitions(Vec<Definition>);

impl Definitions {
    /// Reads every `*.json` file of the directory `dir`, except names that begin with a dot, which systems and editors leave
    /// behind.
    ///
    /// # Errors
    /// Returns the problems of all files, or an error if the directory cannot be read.
    pub fn read(dir: impl AsRef<Path>) -> Result<Self, Errors> {
        let (definitions, errors) = Self::read_all(dir);
        if errors.is_empty() { Ok(definitions) } else { Err(Errors(errors)) }
    }

    /// Reads every `*.json` file of the directory `dir` like [`read`](Self::read), and returns the valid definitions and
    /// the errors of the others.
    pub fn read_all(dir: impl AsRef<Path>) -> (Self, Vec<Error>) {
        let paths = match json_files(dir.as_ref()) {
            Ok(paths) => paths,
            Err(error) => return (Self::default(), vec![error]),
        };
        let mut errors = Vec::new();
        let read = read_each(&paths).into_iter().filter_map(|read| read.map_err(|e| errors.push(e)).ok()).collect();
        (read, errors)
    }

    /// Returns the definition of the model with this identifier.
    #[must_use]
    pub fn get(&self, identifier: &str) -> Option<&Definition> {
        self.0.binary_search_by(|d| d.identifier.as_str().cmp(identifier)).ok().map(|at| &self.0[at])
    }

    /// Iterates over the definitions, sorted by identifier.
    pub fn iter(&self) -> std::slice::Iter<'_, Definition> {
        self.0.iter()
    }

    /// Number of models.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns true if there are no models.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Of two definitions with the same identifier the later one wins.
impl FromIterator<Definition> for Definitions {
    fn from_iter<I: IntoIterator<Item = Definition>>(definitions: I) -> Self {
        let by_identifier: std::collections::BTreeMap<_, _> =
            definitions.into_iter().map(|definition| (definition.identifier.clone(), definition)).collect();
        Self(by_identifier.into_values().collect())
    }
}

impl IntoIterator for Definitions {
    type Item = Definition;
    type IntoIter = std::vec::IntoIter<Definition>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Definitions {
    type Item = &'a Definition;
    type IntoIter = std::slice::Iter<'a, Definition>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

/// Reads the files in order, on all cores: reading hundreds of files is most of the work of a run that finds nothing
/// new.
fn read_each(paths: &[PathBuf]) -> Vec<Result<Definition, Error>> {
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let read = |paths: &[PathBuf]| paths.iter().map(|path| Definition::read(path)).collect::<Vec<_>>();
    let mut parts = paths.chunks(paths.len().div_ceil(threads).max(1));
    let first = parts.next().unwrap_or_default();
    thread::scope(|scope| {
        let workers: Vec<_> = parts.map(|part| scope.spawn(|| read(part))).collect();
        let mut all = read(first);
        for worker in workers {
            // A panic continues in the caller, as without threads.
            all.extend(worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        all
    })
}

/// Returns true for the name of a definition: `*.json`, but not files that systems and editors leave behind, such as
/// `._student.json`.
///
/// ```
/// use weda_definition::is_definition_file;
///
/// assert!(is_definition_file("database-schemas/学生.json".as_ref()));
/// assert!(!is_definition_file("database-schemas/._学生.json".as_ref()));
/// assert!(!is_definition_file("database-schemas/学生.json~".as_ref()));
/// ```
#[must_use]
pub fn is_definition_file(path: &Path) -> bool {
    let is_hidden = path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
    !is_hidden && path.extension().is_some_and(|extension| extension == "json")
}

fn json_files(dir: &Path) -> Result<Vec<PathBuf>, Error> {
    let fail = |error: std::io::Error| {
        let problem = Problem::Directory { reason: reason(&error) };
        Error::new(&dir.display().to_string(), None, problem)
    };
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(dir).map_err(fail)? {
        let path = entry.map_err(fail)?.path();
        // A dangling link is included: reading it is an error, while skipping it would silently lose a model.
        if is_definition_file(&path) && (path.is_file() || !path.exists()) {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}
