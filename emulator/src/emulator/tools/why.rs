//! The reasons why a filter matches nothing.

use serde::Serialize;
use weda_definition::Kind;

use super::refusal::from_operation;
use super::{Emulator, Refusal, place};
use crate::face::{self, FilterPart};
use crate::filter::{self, Condition, FieldName, Filter, FilterRules, Function, Literal, Operator};
use crate::schema::{Column, Model};
use crate::service::Session;
use crate::stage::Stage;
use crate::store::{List, Search};

/// A condition of a filter that is joined with the others by `and`, and what it matches.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Reason {
    /// Its text in the filter.
    pub text: String,
    /// The position of its first character in the filter, from 1.
    pub at: usize,
    /// The number of records that it matches by itself.
    pub alone: u64,
    /// The number of records that it and those before it match together.
    pub so_far: u64,
    /// The possible mistakes in it, if it matches nothing by itself.
    pub hints: Vec<Hint>,
}

/// A possible mistake in a condition that matches nothing.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "hint", rename_all = "camelCase")]
#[non_exhaustive]
pub enum Hint {
    /// A record has a value that differs by case or spaces only.
    Case {
        /// That value.
        found: String,
    },
    /// A record has a text that would match as a number: texts are compared letter by letter.
    Number {
        /// That text.
        found: String,
    },
    /// The text is the label of an option, and records have its key.
    Label {
        /// The key.
        key: String,
    },
    /// No record has a value in the field.
    Unset,
    /// A record has a time that differs by the eight hours between China and UTC.
    EightHours {
        /// That time, in Unix milliseconds.
        found: i64,
    },
    /// Records of the other stage match.
    OtherStage {
        /// Its name.
        stage: String,
        /// The number of its records that match.
        count: u64,
    },
}

impl Emulator {
    /// The conditions of a filter, each with the number of records that it matches, and hints for those that match none.
    /// A filter with an `or` outside of parentheses is one condition.
    ///
    /// ```
    /// use serde_json::json;
    /// use weda_emulator::{Definition, Emulator};
    ///
    /// let text = r#"{ "properties": { "code": { "type": "string" }, "score": { "type": "number" } } }"#;
    /// let emulator = Emulator::builder().definitions(Definition::parse("exam", "exam.json", text)?).start()?;
    /// emulator.load("exam", [json!({ "code": "A-7", "score": 61 })])?;
    ///
    /// let reasons = emulator.why("exam", "score gt 60 and code eq 'a-7'")?;
    /// assert_eq!((reasons[0].alone, reasons[1].alone), (1, 0));
    /// assert_eq!(serde_json::to_value(&reasons[1].hints)?, json!([{ "hint": "case", "found": "A-7" }]));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Returns an error if the model is unknown, the filter is invalid, or it takes too long.
    pub fn why(&self, model: &str, filter: &str) -> Result<Vec<Reason>, Refusal> {
        self.limited(|| self.why_now(model, filter))
    }

    fn why_now(&self, model: &str, filter: &str) -> Result<Vec<Reason>, Refusal> {
        let (stage, model) = place(model)?;
        let profile = self.reading_profile();
        let rules = FilterRules::odata(&profile);
        self.service.apply_due_changes(self.service.clock.now());
        let mut session = self.service.session();
        let model = session.model(stage, model).map_err(from_operation)?;
        if filter.trim().is_empty() {
            return Ok(Vec::new());
        }
        let parts = face::filter_parts(filter, &profile).map_err(Refusal::filter)?;
        let other = other_stage(&mut session, stage, &model.identifier);
        let mut so_far = Vec::with_capacity(parts.len());
        let mut reasons = Vec::with_capacity(parts.len());
        for FilterPart { filter, text, at } in parts {
            let refuse = |mismatch| Refusal::filter(face::FilterProblem::FilterMismatch(mismatch));
            let alone = count(&mut session, &model, filter::compile(&filter, &model, rules).map_err(refuse)?)?;
            so_far.push(filter.clone());
            let together = Filter::All(so_far.clone());
            let together = count(&mut session, &model, filter::compile(&together, &model, rules).map_err(refuse)?)?;
            let mut hints = Vec::new();
            if alone == 0 {
                near(&session, &model, &filter, &mut hints).map_err(|error| from_operation(error.into()))?;
                // The other stage may have another definition, which the filter does not fit.
                if let Some((stage, other)) = &other
                    && let Ok(condition) = filter::compile(&filter, other, rules)
                {
                    let count = count(&mut session, other, condition)?;
                    if count > 0 {
                        hints.push(Hint::OtherStage { stage: stage.name().to_owned(), count });
                    }
                }
            }
            reasons.push(Reason { text, at, alone, so_far: together, hints });
        }
        Ok(reasons)
    }
}

/// The model in the other stage. System models have the same records in both.
fn other_stage(session: &mut Session<'_>, stage: Stage, identifier: &str) -> Option<(Stage, std::sync::Arc<Model>)> {
    let other = Stage::ALL.into_iter().find(|other| *other != stage)?;
    let model = session.model(other, identifier).ok()?;
    (!model.system).then_some((other, model))
}

fn count(session: &mut Session<'_>, model: &Model, condition: Condition) -> Result<u64, Refusal> {
    let list = List { condition: Some(condition), count: true, ..List::default() };
    Ok(session.list(model, &list).map_err(from_operation)?.count.unwrap_or_default())
}

/// Adds hints for a condition on a field, or for each of those in parentheses.
fn near(session: &Session<'_>, model: &Model, filter: &Filter, hints: &mut Vec<Hint>) -> rusqlite::Result<()> {
    match filter {
        Filter::All(filters) | Filter::Any(filters) => {
            filters.iter().try_for_each(|filter| near(session, model, filter, hints))
        }
        Filter::Search { function, field, part } => {
            let search = match function {
                Function::StartsWith => Search::AtStart,
                Function::EndsWith => Search::AtEnd,
                _ => Search::Anywhere,
            };
            let Some(column) = model.column(&field.text) else { return Ok(()) };
            if unset(session, model, column, hints)? {
                return Ok(());
            }
            let found = session.store().same_but_case(model, column, part, search)?;
            hints.extend(found.map(|found| Hint::Case { found }));
            Ok(())
        }
        Filter::Compare { field: FieldName { text: key, .. }, operator, literal, .. } => {
            let Some(column) = model.column(key) else { return Ok(()) };
            if *literal == Literal::Null || unset(session, model, column, hints)? {
                return Ok(());
            }
            compared(session, model, column, *operator, literal, hints)
        }
        Filter::Not(_) | Filter::OneOf { .. } | Filter::Related { .. } => Ok(()),
    }
}

fn unset(session: &Session<'_>, model: &Model, column: &Column, hints: &mut Vec<Hint>) -> rusqlite::Result<bool> {
    let is_unset = session.store().is_unset(model, column)?;
    if is_unset && !hints.contains(&Hint::Unset) {
        hints.push(Hint::Unset);
    }
    Ok(is_unset)
}

fn compared(
    session: &Session<'_>,
    model: &Model,
    column: &Column,
    operator: Operator,
    literal: &Literal,
    hints: &mut Vec<Hint>,
) -> rusqlite::Result<()> {
    let (store, is_equal) = (session.store(), operator == Operator::Eq);
    match literal {
        Literal::Text(text) => {
            if is_equal {
                hints.extend(label(&column.field.kind, text).map(|key| Hint::Label { key }));
                let found = store.same_but_case(model, column, text, Search::Whole)?;
                hints.extend(found.map(|found| Hint::Case { found }));
            }
            if operator != Operator::Ne
                && let Ok(number) = text.trim().parse::<f64>()
                && number.is_finite()
            {
                let found = store.same_number(model, column, operator, number)?;
                hints.extend(found.map(|found| Hint::Number { found }));
            }
        }
        Literal::Whole(millis) if is_equal && matches!(column.field.kind, Kind::Date | Kind::DateTime) => {
            let found = store.eight_hours_off(model, column, *millis)?;
            hints.extend(found.map(|found| Hint::EightHours { found }));
        }
        _ => {}
    }
    Ok(())
}

/// The key of the option with this label.
fn label(kind: &Kind, text: &str) -> Option<String> {
    let Kind::Choice(options) = kind else { return None };
    let item = options.items.iter().find(|item| item.label.as_deref() == Some(text) && item.key != text)?;
    Some(item.key.clone())
}
