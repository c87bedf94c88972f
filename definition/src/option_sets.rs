mod parse;

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::error::{Error, Problem};
use crate::{OptionItem, read_regular_file};

/// The name of the file, beside the directory of the definitions.
const FILE: &str = "option-sets.json";

/// Largest file that is read as option sets. A set has at most 1,000 options of some 100 bytes.
const MAX_BYTES: u64 = 32 << 20;

/// The option sets (通用选项集) of an environment, which fields of definitions refer to by name.
///
/// The file `option-sets.json` is the saved answer of the service to `POST /weda/model/v1/describeOptionSet`. It is beside
/// the directory of the definitions and not in it, since the vendor's tool takes every file there for a model. `weda pull`
/// writes it.
///
/// ```
/// use weda_definition::OptionSets;
///
/// let text = r#"{ "response": { "requestId": "", "error": { "code": "", "message": "" }, "data": { "total": 1, "items": [
///     { "name": "gender", "title": "性别", "config": "[{\"key\":\"1\",\"value\":\"男\"},{\"key\":\"2\",\"value\":\"女\"}]" }
/// ] } } }"#;
/// let sets = OptionSets::parse("option-sets.json", text)?;
/// let gender = sets.get("gender").unwrap();
/// assert_eq!((gender.items[0].key.as_str(), gender.items[0].label.as_deref()), ("1", Some("男")));
/// # Ok::<(), weda_definition::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OptionSets {
    /// The file name in messages; empty if there is no file.
    pub(crate) source: String,
    /// Sorted by name.
    pub(crate) sets: Vec<OptionSet>,
}

/// One shared set of options.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct OptionSet {
    /// The identifier of the set, by which fields refer to it.
    pub name: String,
    /// The line on which the set begins; the first line is 1.
    pub line: u32,
    /// The display title, trimmed; `None` if it is missing or empty.
    pub title: Option<String>,
    /// The description, trimmed; it may have several lines.
    pub description: Option<String>,
    /// The options in the declared order.
    pub items: Vec<OptionItem>,
}

impl OptionSets {
    /// Reads option sets from the text of the service's answer. `source` is the name of the text in messages.
    ///
    /// Names of members may begin with a lower-case or an upper-case letter: the service writes both. The options of a set
    /// are those of its `config`, which is ordered, or else of its `data`.
    ///
    /// # Errors
    /// Returns an error with the line if the text is not JSON, is an error of the service, is not an answer with option sets,
    /// has a duplicate set, or the options of a set cannot be read.
    pub fn parse(source: &str, text: &str) -> Result<Self, Error> {
        parse::option_sets(source, text).map_err(Error::of_option_sets)
    }

    /// Reads the option sets in the file at `path`. Without a file there are no sets.
    ///
    /// # Errors
    /// Returns an error if the file cannot be read, is not UTF-8 or is too large, and the errors of
    /// [`OptionSets::parse`].
    pub fn read(path: &Path) -> Result<Self, Error> {
        let source = path.file_name().unwrap_or_default().to_string_lossy();
        let fail = |problem| Error::new(&source, None, problem).of_option_sets();
        let bytes = match read_regular_file(path, MAX_BYTES) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(fail(Problem::unread(path, &error))),
        };
        let text = String::from_utf8(bytes).map_err(|_| fail(Problem::NotUtf8))?;
        Self::parse(&source, &text)
    }

    /// Returns the path of the file for the definitions in `dir`: `option-sets.json` beside the directory.
    ///
    /// ```
    /// use std::path::Path;
    /// use weda_definition::OptionSets;
    ///
    /// let path = OptionSets::beside(Path::new("school/database-schemas"));
    /// assert_eq!(path, Path::new("school/option-sets.json"));
    /// ```
    #[must_use]
    pub fn beside(dir: &Path) -> PathBuf {
        match dir.file_name() {
            Some(_) => dir.with_file_name(FILE),
            // `.` and `..` have no name.
            None => dir.join("..").join(FILE),
        }
    }

    /// Returns the set with this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&OptionSet> {
        self.sets.binary_search_by(|set| set.name.as_str().cmp(name)).ok().map(|at| &self.sets[at])
    }

    /// Iterates over the sets, sorted by name.
    pub fn iter(&self) -> std::slice::Iter<'_, OptionSet> {
        self.sets.iter()
    }

    /// The file name in messages; empty if there is no file.
    #[must_use]
    pub fn source_name(&self) -> &str {
        &self.source
    }
}

impl<'a> IntoIterator for &'a OptionSets {
    type Item = &'a OptionSet;
    type IntoIter = std::slice::Iter<'a, OptionSet>;
    fn into_iter(self) -> Self::IntoIter {
        self.sets.iter()
    }
}
