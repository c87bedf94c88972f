//! Reading and changing records for tools of the same process, such as a studio: without a token, a log entry or faults.

mod group;
mod limited;
mod plan;
mod refusal;
mod sql;
#[cfg(test)]
mod tests;
mod watch;
mod why;

use serde_json::{Map, Value};
use weda_definition::{Definition, OptionSets};

use super::Emulator;
use super::records::{native, split_name};
use crate::face;
use crate::log::{Bodies, LogEntry};
use crate::profile::{Profile, Writes};
use crate::stage::Stage;
use crate::store::{Context, List, Order, Row, owned};
pub use group::{Amount, Group, GroupRequest, Groups};
pub use limited::ReadStop;
pub use plan::ListPlan;
pub use refusal::{Refusal, RefusalKind};
use refusal::{from_operation, invalid_sort};
pub use sql::SqlRows;
pub use why::{Hint, Reason};

/// A list of records to read with [`Emulator::list`].
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct ListRequest {
    /// The filter in OData's syntax, as in `$filter`; empty for all records.
    pub filter: String,
    /// The fields to sort by; `true` means descending. Ties, and a list without fields, are in the order of creation.
    pub sort: Vec<(String, bool)>,
    /// The number of matches to skip.
    pub skip: u64,
    /// The maximum number of records.
    pub top: u64,
}

/// The records of a [`ListRequest`].
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct RecordList {
    /// The records of the page, with native values, as [`Emulator::records`] returns them.
    pub records: Vec<Value>,
    /// The number of all matches.
    pub count: u64,
}

impl Emulator {
    /// The definitions that a stage serves: `pre` or `prod`.
    ///
    /// # Errors
    /// Returns an error for another name of a stage.
    pub fn definitions(&self, stage: &str) -> Result<Vec<Definition>, Refusal> {
        let stage = Stage::named(stage).ok_or_else(|| Refusal::stage(stage))?;
        Ok(self.store().definitions(stage).cloned().collect())
    }

    /// The shared option sets.
    #[must_use]
    pub fn option_sets(&self) -> OptionSets {
        self.store().option_sets().clone()
    }

    /// Reads a page of records of a model, named as in [`load`](Self::load). Unlike a call, it accepts every operator of
    /// filters, whatever the profile says, and is not logged.
    ///
    /// ```
    /// use serde_json::json;
    /// use weda_emulator::{Definition, Emulator, ListRequest};
    ///
    /// let text = r#"{ "properties": { "title": { "type": "string", "title": "书名" } } }"#;
    /// let emulator = Emulator::builder().definitions(Definition::parse("book", "book.json", text)?).start()?;
    /// emulator.load("book", [json!({ "title": "呐喊" }), json!({ "title": "彷徨" })])?;
    ///
    /// let mut request = ListRequest::default();
    /// (request.filter, request.top) = ("title eq '彷徨'".to_owned(), 10);
    /// let page = emulator.list("book", &request)?;
    /// assert_eq!((page.count, &page.records[0]["title"]), (1, &json!("彷徨")));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Returns an error if the model is unknown, the filter or the sort order is invalid, or it takes too long.
    pub fn list(&self, model: &str, request: &ListRequest) -> Result<RecordList, Refusal> {
        self.limited(|| self.list_now(model, request))
    }

    fn list_now(&self, model: &str, request: &ListRequest) -> Result<RecordList, Refusal> {
        let (stage, model) = place(model)?;
        let profile = self.reading_profile();
        self.service.apply_due_changes(self.service.clock.now());
        let mut session = self.service.session();
        let model = session.model(stage, model).map_err(from_operation)?;
        let condition = match request.filter.trim() {
            "" => None,
            filter => Some(face::compile_filter(filter, &model, &profile).map_err(Refusal::filter)?),
        };
        for (field, _) in &request.sort {
            Order::check(&model, field, &profile).map_err(|problem| invalid_sort(&model, field, &problem))?;
        }
        let order = if request.sort.is_empty() { Order::Creation } else { Order::By(request.sort.clone()) };
        let list = List { condition, order, skip: request.skip, top: request.top, count: true };
        let page = session.list(&model, &list).map_err(from_operation)?;
        let mut reader = session.reader(&model);
        let mut rows = reader.read(&page.places).map_err(|error| from_operation(error.into()))?;
        let mut records = Vec::with_capacity(page.places.len());
        for _ in &page.places {
            let row: Row = rows.next_row().map_err(|error| from_operation(error.into()))?.map(owned).collect();
            records.push(Value::Object(native(&model, &row)));
        }
        Ok(RecordList { records, count: page.count.unwrap_or_default() })
    }

    /// The record with this id.
    ///
    /// # Errors
    /// Returns an error if the model is unknown.
    pub fn record(&self, model: &str, id: &str) -> Result<Option<Value>, Refusal> {
        let (stage, model) = place(model)?;
        let mut session = self.service.session();
        let model = session.model(stage, model).map_err(from_operation)?;
        let row = session.get(&model, id).map_err(from_operation)?;
        Ok(row.map(|row| Value::Object(native(&model, &row))))
    }

    /// Begins to keep the bodies of calls on records, and of their answers: at most 64 KiB of each, and 32 MiB in all.
    /// Headers, and bodies of other calls, are never kept, since they may hold keys and tokens.
    pub fn keep_bodies(&self) {
        self.service.log.keep_bodies();
    }

    /// The entries of the [`log`](Self::log) from a number on, each with its number; entries are numbered from 0. A number
    /// that is missing at the beginning was dropped.
    #[must_use]
    pub fn log_since(&self, number: u64) -> Vec<(u64, LogEntry)> {
        self.service.log.since(number)
    }

    /// The entry of the log with this number, unless it was dropped.
    ///
    /// ```
    /// use weda_emulator::Emulator;
    ///
    /// let emulator = Emulator::builder().start()?;
    /// // Nobody has called it yet.
    /// assert_eq!(emulator.log_entry(0), None);
    /// # Ok::<(), weda_emulator::Error>(())
    /// ```
    #[must_use]
    pub fn log_entry(&self, number: u64) -> Option<LogEntry> {
        self.service.log.entry(number)
    }

    /// The bodies of the entry with this number, if they were [kept](Self::keep_bodies).
    #[must_use]
    pub fn bodies(&self, number: u64) -> Option<Bodies> {
        self.service.log.bodies(number)
    }

    /// Creates a record by the rules of the profile, and returns its id.
    ///
    /// # Errors
    /// Returns an error if the model is unknown or read-only, or the record violates the definition.
    pub fn create(&self, model: &str, record: Map<String, Value>) -> Result<String, Refusal> {
        let (stage, model) = place(model)?;
        let profile = self.service.profile();
        let rules = writing_rules(&profile);
        let context = Context { rules: &rules, ..Context::of(&profile, self.service.clock.now()) };
        let mut session = self.service.session_with(context);
        let model = session.model(stage, model).map_err(from_operation)?;
        let mut id = String::new();
        let column = model.columns.iter().position(|column| column.field.key == "_id");
        let created = session.create(&model, &[record], &[], |row| {
            if let Some(Ok(text)) = column.and_then(|column| row.get(column)).map(|value| value.as_ref().as_str()) {
                id = text.to_owned();
            }
        });
        created.map_err(|(_, error)| from_operation(error))?;
        Ok(id)
    }

    /// Changes fields of a record by the rules of the profile, and returns true if the record exists. With `seen`, the
    /// record is not changed if its `updatedAt` differs.
    ///
    /// # Errors
    /// Returns an error if the model is unknown or read-only, the record was changed since, or a value violates the
    /// definition.
    pub fn update(
        &self,
        model: &str,
        id: &str,
        changes: &Map<String, Value>,
        seen: Option<&Value>,
    ) -> Result<bool, Refusal> {
        let (stage, model) = place(model)?;
        let profile = self.service.profile();
        let rules = writing_rules(&profile);
        let context = Context { rules: &rules, ..Context::of(&profile, self.service.clock.now()) };
        let mut session = self.service.session_with(context);
        let model = session.model(stage, model).map_err(from_operation)?;
        if let Some(seen) = seen {
            let row = session.get(&model, id).map_err(from_operation)?;
            let now = row.as_ref().and_then(|row| native(&model, row).remove("updatedAt"));
            if now.is_some_and(|now| now != *seen) {
                return Err(Refusal::changed(id));
            }
        }
        Ok(session.update(&model, &[id.to_owned()], changes, &[]).map_err(from_operation)? > 0)
    }

    /// Deletes records and those that cascade, all or none, and returns how many of the ids existed.
    ///
    /// # Errors
    /// Returns an error if the model is unknown or read-only, or another record forbids the deletion.
    pub fn delete(&self, model: &str, ids: &[String]) -> Result<u64, Refusal> {
        let (stage, model) = place(model)?;
        let mut session = self.service.session();
        let model = session.model(stage, model).map_err(from_operation)?;
        session.delete(&model, ids).map_err(from_operation)
    }

    /// The emulator's profile, with everything on that a filter or a sort order may use.
    fn reading_profile(&self) -> Profile {
        let mut profile = Profile::clone(&self.service.profile());
        let accept = &mut profile.accept;
        (accept.starts_with, accept.ends_with, accept.ge_le) = (true, true, true);
        (accept.null, accept.not, accept.relation_filters) = (true, true, true);
        (profile.lists.inferred_literals, profile.lists.bare_joiners) = (true, true);
        profile
    }
}

/// The profile's rules for writes, except that lists and objects may be native.
fn writing_rules(profile: &Profile) -> Writes {
    Writes { native_json: true, ..profile.writes.clone() }
}

fn place(name: &str) -> Result<(Stage, &str), Refusal> {
    split_name(name).map_err(|_| Refusal::stage(name.split('/').next().unwrap_or_default()))
}
