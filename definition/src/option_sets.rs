mod parse;

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::error::{Error, Problem};
use crate::{OptionItem, read_regular_file};

/// The name of the file, beside the directory of the definitions.
const FILE: &str = "option-sets.json";

/// The largest file that is taken for option sets: a set has at most 1,000 options of some 100 bytes.
const MAX_BYTES: u64 = 32 << 20;

/// The option sets (通用选项集) of an environment, which fields of definitions refer to by name.
///
/// They are the saved answer of the service to `POST /weda/model/v1/describeOptionSet`, in the file `option-sets.json`
/// beside the directory of the definitions; never in it, since the vendor's tool takes every file there for a model.
/// `weda pull` writes it.
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
    /// The file as messages name it; empty where there is none.
    pub(crate) source: String,
    /// In the order of their names.
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
    /// The display title, trimmed; `None` where it is missing or empty.
    pub title: Option<String>,
    /// The description, trimmed; it may have several lines.
    pub description: Option<String>,
    /// The options in the declared order.
    pub items: Vec<OptionItem>,
}

impl OptionSets {
    /// Reads option sets from the text of the service's answer; `source` is how messages shall name the text.
    ///
    /// Names of members may begin with a small or a capital letter: the service writes both. The options of a set are
    /// those of its `config`, which is in order, or else of its `data`.
    ///
    /// # Errors
    /// The text is not JSON, is an error of the service or something else than an answer with option sets, names a set
    /// twice, or the options of a set cannot be read; the error names the line.
    pub fn parse(source: &str, text: &str) -> Result<Self, Error> {
        parse::option_sets(source, text).map_err(Error::of_option_sets)
    }

    /// Reads the option sets in the file at `path`. There are none where there is no file.
    ///
    /// # Errors
    /// As [`OptionSets::parse`]; also a file that cannot be read, is not UTF-8 or is too large.
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

    /// The path of the file that belongs to the definitions in `dir`: `option-sets.json` beside the directory.
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
            // `.` and `..` do not tell what they are called.
            None => dir.join("..").join(FILE),
        }
    }

    /// The set with this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&OptionSet> {
        self.sets.binary_search_by(|set| set.name.as_str().cmp(name)).ok().map(|at| &self.sets[at])
    }

    /// The sets in the order of their names.
    pub fn iter(&self) -> std::slice::Iter<'_, OptionSet> {
        self.sets.iter()
    }

    /// The file as messages name it; empty where there is none.
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
