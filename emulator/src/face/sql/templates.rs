//! Named templates, from a folder of files.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use weda_definition::read_regular_file;

use super::large_stack::on_large_stack;
use super::mark::MarkKind;
use super::problem::Problem;
use super::statement::{Statement, parse};
use crate::error::Error;

/// The maximum bytes of a template.
const MAX_BYTES: u64 = 1 << 20;

/// Templates by name.
#[derive(Debug, Default)]
pub(crate) struct Templates(BTreeMap<String, Template>);

/// A template.
#[derive(Debug)]
pub(super) struct Template {
    /// The model of `{{ model.tableName() }}`.
    pub(super) model: Option<String>,
    pub(super) statement: Statement,
}

impl Templates {
    /// Reads the files `{name}.sql` of a folder; the ending may have any case.
    pub(crate) fn read(folder: &Path) -> Result<Self, Error> {
        let failed = |error: &std::io::Error| Error::file(folder, "cannot be read as the folder of templates", error);
        let mut paths = Vec::new();
        for entry in fs::read_dir(folder).map_err(|error| failed(&error))? {
            paths.push(entry.map_err(|error| failed(&error))?.path());
        }
        paths.sort();
        let is_template = |path: &Path| path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("sql"));
        let mut templates = BTreeMap::new();
        for path in paths.iter().filter(|path| is_template(path)) {
            let name = path.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
            let refuse = |reason: String| Error::File { path: path.clone(), reason };
            if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
                return Err(refuse(
                    "is not a name for a template: use letters, digits and underscores before .sql".to_owned(),
                ));
            }
            let bytes = read_regular_file(path, MAX_BYTES)
                .map_err(|error| Error::file(path, "cannot be read as a template", &error))?;
            if templates.contains_key(name) {
                return Err(refuse(format!("is a second template `{name}`: rename one of the files")));
            }
            let Ok(text) = String::from_utf8(bytes) else {
                return Err(refuse("is not UTF-8: save it as UTF-8".to_owned()));
            };
            let template = Template::of(text.trim_start_matches('\u{feff}'))
                .map_err(|problem| refuse(format!("is not a template: {problem}")))?;
            templates.insert(name.to_owned(), template);
        }
        Ok(Self(templates))
    }

    /// The template with a name.
    pub(super) fn get(&self, name: &str) -> Option<&Template> {
        self.0.get(name)
    }

    /// The names of all templates.
    pub(super) fn names(&self) -> Vec<&str> {
        self.0.keys().map(String::as_str).collect()
    }
}

impl Template {
    fn of(text: &str) -> Result<Self, Problem> {
        let model = model(text);
        let statement = on_large_stack(|| parse(text)).map_err(|problem| match unread_comment(text) {
            // MySQL reads the two signs as operators.
            Some(line) => Problem::invalid(format_args!(
                "line {line} begins with `--` and no space, which is not a comment: write -- model: student"
            )),
            None => problem,
        })?;
        let lacks_model = |kind: &MarkKind| {
            matches!(kind, MarkKind::TableName { model: None } | MarkKind::RowPermission { model: None })
        };
        match statement.marks.iter().find(|mark| model.is_none() && lacks_model(&mark.kind)) {
            Some(mark) => Err(Problem::invalid(
                "a function has no model: name one, as in model.tableName('student'), or begin the template with the line \
                 -- model: student",
            )
            .at(mark.span)),
            None => Ok(Self { model, statement }),
        }
    }
}

/// The model that a comment among the first lines names, as in `-- model: student`.
fn model(text: &str) -> Option<String> {
    let lines = text.lines().map(str::trim);
    let comments = lines.take_while(|line| line.is_empty() || line.starts_with("--") || line.starts_with('#'));
    comments
        .filter_map(|line| line.trim_start_matches(['-', '#']).trim_start().strip_prefix("model:"))
        .map(|model| model.trim().to_owned())
        .find(|model| !model.is_empty())
}

/// The number of the first line that was meant as a comment with a model, as in `--model: student`.
fn unread_comment(text: &str) -> Option<usize> {
    let is_such = |line: &str| line.trim().strip_prefix("--").is_some_and(|rest| rest.starts_with("model:"));
    text.lines().position(is_such).map(|line| line + 1)
}
