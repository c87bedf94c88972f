//! The statement and the plan of a logged list.

use std::fmt::Write;

use rusqlite::types::Value as Stored;
use serde::Serialize;
use serde_json::Value;

use super::refusal::{from_operation, gone, no_list, refused_list};
use super::{Emulator, Refusal};
use crate::face::{self, LoggedRequest, NoList};
use crate::schema::Model;

/// How the emulator reads the list of a logged request.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct ListPlan {
    /// The statement, with the names of the model and its fields for those of tables and columns.
    pub statement: String,
    /// The values of `?1`, `?2` and so on.
    pub values: Vec<Value>,
    /// The steps of SQLite's plan.
    pub steps: Vec<String>,
    /// True if a step looks at every record instead of using an index.
    pub scans: bool,
    /// True if the records are sorted after they were found, as no index has their order.
    pub sorts: bool,
    /// The number of records that were looked at.
    pub read: u64,
    /// The number of records of the page.
    pub returned: u64,
    /// The number of all matches.
    pub matched: u64,
    /// True if the request was answered from a kept page, without reading.
    pub kept: bool,
}

impl Emulator {
    /// The statement of a logged list, as it would run now: its plan, and the number of records it looks at.
    /// The number is that of [`log_since`](Self::log_since).
    ///
    /// # Errors
    /// Returns an error if the entry is no longer in the log, is not a list of records or was refused, its body was not
    /// [kept](Self::keep_bodies), or it takes too long.
    pub fn plan(&self, number: u64) -> Result<ListPlan, Refusal> {
        self.limited(|| self.plan_now(number))
    }

    fn plan_now(&self, number: u64) -> Result<ListPlan, Refusal> {
        let entry = self.log_entry(number).ok_or_else(gone)?;
        if !entry.has_whole_target() {
            return Err(no_list("was too long to be kept whole"));
        }
        let mut session = self.service.session();
        let bodies = self.service.log.bodies(number).filter(|bodies| !bodies.is_cut);
        let body = bodies.as_ref().map(|bodies| bodies.sent.as_slice());
        let logged = LoggedRequest { method: &entry.method, target: &entry.target, body };
        let (model, list) = face::list_of(&self.service, &mut session, &logged).map_err(|problem| match problem {
            NoList::OtherCall => no_list("is not a list of records"),
            NoList::NoBody => no_list("has a body that was not kept whole"),
            NoList::Refused(reason) => refused_list(&reason),
        })?;
        let found = session.store().explain(&model, &list).map_err(|error| from_operation(error.into()))?;
        let scans = found.plan.iter().any(|step| step.starts_with("SCAN"));
        let sorts = found.plan.iter().any(|step| step.contains("TEMP B-TREE"));
        Ok(ListPlan {
            statement: readable(&found.sql, &model),
            values: found.values.iter().map(json).collect(),
            steps: found.plan.iter().map(|step| readable(step, &model)).collect(),
            scans,
            sorts,
            read: found.read,
            returned: found.returned,
            matched: found.matched,
            kept: entry.kept,
        })
    }
}

fn json(value: &Stored) -> Value {
    match value {
        Stored::Null => Value::Null,
        Stored::Integer(whole) => Value::from(*whole),
        Stored::Real(double) => Value::from(*double),
        Stored::Text(text) => Value::from(text.as_str()),
        // The parts of `startswith` and `endswith`.
        Stored::Blob(bytes) => Value::from(String::from_utf8_lossy(bytes)),
    }
}

/// A text of SQLite with the names of the model and its fields. Only for people: it is never run.
fn readable(sql: &str, model: &Model) -> String {
    let is_word = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    // Columns of another table have the same names.
    let is_other = |word: &str| {
        let own = word.strip_prefix(&model.table);
        word.starts_with("records_") && !own.is_some_and(|index| index.is_empty() || index.starts_with('_'))
    };
    if sql.split(|letter| !is_word(letter)).any(is_other) {
        return sql.to_owned();
    }
    let mut text = String::with_capacity(sql.len());
    let mut rest = sql;
    while !rest.is_empty() {
        let end = rest.find(|letter| !is_word(letter)).unwrap_or(rest.len());
        let (word, next) = rest.split_at(end);
        text.push_str(&named(word, model));
        let mut letters = next.chars();
        text.extend(letters.next());
        rest = letters.as_str();
    }
    text
}

/// A word, or the name that it stands for.
fn named(word: &str, model: &Model) -> String {
    let key =
        |name: &str| model.columns.iter().find(|column| column.name == name).map(|column| column.field.key.as_str());
    if word == model.table {
        return model.identifier.clone();
    }
    if let Some(key) = key(word) {
        return quoted(key);
    }
    let index = word.strip_prefix(&model.table).and_then(|rest| rest.strip_prefix('_'));
    match index.and_then(|index| key(index.strip_suffix("_unique").unwrap_or(index))) {
        Some(key) => {
            let mut name = model.identifier.clone();
            // Writing to a text cannot fail.
            let _ = write!(name, ".{key}");
            name
        }
        None => word.to_owned(),
    }
}

fn quoted(key: &str) -> String {
    format!("\"{}\"", key.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use weda_definition::Definition;

    use super::{Emulator, readable};
    use crate::stage::Stage;

    #[test]
    fn the_table_of_another_model_is_not_taken_for_the_own_one() {
        let text = r#"{ "properties": { "name": { "type": "string" } } }"#;
        let definition = Definition::parse("exam", "exam.json", text).unwrap();
        let emulator = Emulator::builder().definitions(definition).start().unwrap();
        let model = emulator.service.session().model(Stage::Pre, "exam").unwrap();
        let (table, name) = (&model.table, &model.column("name").unwrap().name);
        let own = format!("SELECT {name} FROM {table} INDEXED BY {table}_{name}");
        assert_eq!(readable(&own, &model), "SELECT \"name\" FROM exam INDEXED BY exam.name");
        // The column is that of another table here.
        for other in
            [format!("SELECT {name} FROM {table}2"), format!("{own}, {table}2_{name}"), format!("{table}, records_")]
        {
            assert_eq!(readable(&other, &model), other);
        }
    }
}
