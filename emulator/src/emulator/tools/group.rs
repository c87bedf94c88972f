//! Grouping records.

use serde_json::Value;
use weda_definition::Kind;

use super::refusal::{from_operation, from_select, not_groupable};
use super::{Emulator, Refusal, place};
use crate::emulator::records;
use crate::face;
use crate::schema::{Column, Model};
use crate::store::{Grouping, Period};

/// The maximum number of groups.
const MAX_GROUPS: usize = 1000;

/// How [`Emulator::group`] groups records.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct GroupRequest {
    /// The filter in OData's syntax; empty for all records.
    pub filter: String,
    /// The field whose values make the groups: of a list, each element.
    pub by: String,
    /// For a time: groups by day, week or month of China.
    pub period: Option<Period>,
    /// The number field that is added up.
    pub of: Option<String>,
}

/// The groups of a [`GroupRequest`].
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Groups {
    /// At most 1000 groups: the largest first, of periods the latest ones in their order.
    pub groups: Vec<Group>,
    /// The number of groups without a limit.
    pub total_groups: u64,
    /// All groups together.
    pub total: Amount,
}

/// The records with the same value.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Group {
    /// The value, a period such as `2026-11`, or null for records without one.
    pub key: Value,
    /// Their number and sum.
    pub amount: Amount,
}

/// The number and the sum of records.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Amount {
    /// The number of records.
    pub count: u64,
    /// The number of them that have a value to add up.
    pub values: u64,
    /// The sum of these values.
    pub sum: f64,
}

impl Emulator {
    /// Groups the records of a model, counts them and adds up a field.
    ///
    /// ```
    /// use serde_json::json;
    /// use weda_emulator::{Definition, Emulator, GroupRequest};
    ///
    /// let text = r#"{ "properties": { "course": { "type": "string" }, "score": { "type": "number" } } }"#;
    /// let emulator = Emulator::builder().definitions(Definition::parse("exam", "exam.json", text)?).start()?;
    /// emulator.load("exam", [json!({ "course": "语文", "score": 61 }), json!({ "course": "语文" })])?;
    ///
    /// let mut request = GroupRequest::default();
    /// (request.by, request.of) = ("course".to_owned(), Some("score".to_owned()));
    /// let found = emulator.group("exam", &request)?;
    /// let amount = found.groups[0].amount;
    /// assert_eq!((&found.groups[0].key, amount.count, amount.values, amount.sum), (&json!("语文"), 2, 1, 61.0));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Returns an error if the model is unknown, the filter is invalid, a field cannot be grouped or added up, or it takes
    /// too long.
    pub fn group(&self, model: &str, request: &GroupRequest) -> Result<Groups, Refusal> {
        self.limited(|| self.group_now(model, request))
    }

    fn group_now(&self, model: &str, request: &GroupRequest) -> Result<Groups, Refusal> {
        let (stage, model) = place(model)?;
        let profile = self.reading_profile();
        self.service.apply_due_changes(self.service.clock.now());
        let mut session = self.service.session();
        let model = session.model(stage, model).map_err(from_operation)?;
        let condition = match request.filter.trim() {
            "" => None,
            filter => Some(face::compile_filter(filter, &model, &profile).map_err(Refusal::filter)?),
        };
        let by = stored(&model, &request.by)?;
        let kind = &by.field.kind;
        if !has_groups(kind) {
            return Err(not_groupable(
                &request.by,
                &kind.name(),
                "has no groups: choose a text, a number or an option",
            ));
        }
        let is_time =
            matches!(kind, Kind::Date | Kind::DateTime) || ["createdAt", "updatedAt"].contains(&by.field.key.as_str());
        if request.period.is_some() && !is_time {
            return Err(not_groupable(&request.by, &kind.name(), "has no days: choose a date, or group by its values"));
        }
        let of = request.of.as_ref().map(|key| stored(&model, key)).transpose()?;
        if let Some(of) = of.filter(|of| !matches!(of.field.kind, Kind::Number | Kind::Integer)) {
            let (key, kind) = (&of.field.key, of.field.kind.name());
            return Err(not_groupable(key, &kind, "cannot be added up: choose a number"));
        }
        let grouping = Grouping { by, period: request.period, of, max: MAX_GROUPS };
        let found = session.store().group(&model, condition.as_ref(), &grouping).map_err(from_select)?;
        let amount =
            |amount: &crate::store::Amount| Amount { count: amount.count, values: amount.values, sum: amount.sum };
        let groups = found.groups.iter().map(|(key, of)| {
            let key = if matches!(kind, Kind::List(_)) || request.period.is_some() {
                records::plain(key, kind.innermost())
            } else {
                records::plain(key, kind)
            };
            Group { key, amount: amount(of) }
        });
        Ok(Groups { groups: groups.collect(), total_groups: found.total_groups, total: amount(&found.total) })
    }
}

fn stored<'m>(model: &'m Model, key: &str) -> Result<&'m Column, Refusal> {
    model.column(key).ok_or_else(|| {
        let (model, known) = (&model.identifier, model.keys().join(", "));
        Refusal::field(key, format!("model `{model}` stores no field `{key}`: use one of {known}"))
    })
}

fn has_groups(kind: &Kind) -> bool {
    match kind {
        Kind::List(item) => !matches!(**item, Kind::List(_)) && has_groups(item),
        Kind::Object(_) | Kind::Location | Kind::Json => false,
        _ => true,
    }
}
