//! Runs a statement.

use std::borrow::Cow;
use std::collections::BTreeSet;

use rusqlite::types::Value as Stored;
use sqlparser::ast;

use super::catalog::TableName;
use super::mark::{Mark, MarkKind};
use super::parameters::Parameters;
use super::problem::Problem;
use super::rows::{self, Rows};
use super::statement::Statement;
use super::tables::Tables;
use super::translate::{self, Selection, Surroundings};
use super::value::{Literal, MarkValue};
use super::write;
use crate::face::error_response::Code;
use crate::store::random_id;
use crate::token::Identity;

/// The result of a statement.
#[derive(Debug)]
pub(super) enum Outcome {
    Rows(Rows),
    /// The number of records that were written.
    Written(u64),
}

/// A statement with what it depends on.
pub(super) struct Run<'r> {
    pub(super) statement: &'r Statement,
    pub(super) parameters: &'r Parameters,
    pub(super) identity: &'r Identity,
    /// An error if only SELECT is accepted: the advice for its message.
    pub(super) writes: Result<(), &'static str>,
}

impl Run<'_> {
    /// Runs the statement.
    pub(super) fn on(&self, tables: &mut Tables<'_, '_>) -> Result<Outcome, Problem> {
        let marks = &self.statement.marks;
        let values = self.values(tables)?;
        let now = tables.service.clock.now().as_millisecond();
        let surroundings = Surroundings { catalog: tables, marks, values: &values, now };
        let written = match &self.statement.ast {
            ast::Statement::Query(query) => {
                let selection = translate::select(query, surroundings)?;
                return rows::read(tables.session, &selection).map(Outcome::Rows);
            }
            ast::Statement::Insert(insert) => {
                self.check_writes(if insert.replace_into { "REPLACE" } else { "INSERT" })?;
                let insertion = translate::insertion(insert, surroundings)?;
                write::insert(tables, &insertion)?
            }
            ast::Statement::Update(update) => {
                self.check_writes("UPDATE")?;
                let change = translate::update(update, surroundings)?;
                write::update(tables, &change)?
            }
            ast::Statement::Delete(delete) => {
                self.check_writes("DELETE")?;
                let change = translate::delete(delete, surroundings)?;
                write::delete(tables, &change)?
            }
            _ => {
                let advice = "send one SELECT, INSERT INTO, REPLACE INTO, UPDATE or DELETE";
                return Err(Problem::unsupported("this statement", advice));
            }
        };
        Ok(Outcome::Written(written))
    }

    /// The translation of a SELECT.
    pub(super) fn selection(&self, tables: &mut Tables<'_, '_>) -> Result<Selection, Problem> {
        let ast::Statement::Query(query) = &self.statement.ast else {
            return Err(Problem::unsupported("this statement", "write one SELECT"));
        };
        let values = self.values(tables)?;
        let now = tables.service.clock.now().as_millisecond();
        translate::select(query, Surroundings { catalog: tables, marks: &self.statement.marks, values: &values, now })
    }

    fn check_writes(&self, word: &str) -> Result<(), Problem> {
        self.writes.map_err(|advice| {
            Problem::new(Code::UnsupportedOperation, format_args!("`{word}` is not allowed here: {advice}"))
        })
    }

    /// The values of the statement's marks.
    fn values(&self, tables: &mut Tables<'_, '_>) -> Result<Vec<Cow<'_, MarkValue>>, Problem> {
        let marks = &self.statement.marks;
        let used: BTreeSet<&str> = marks
            .iter()
            .filter_map(|mark| match &mark.kind {
                MarkKind::Parameter(name) => Some(name.as_str()),
                _ => None,
            })
            .collect();
        if let Some(unknown) = self.parameters.keys().find(|key| !used.contains(key.as_str())) {
            let known =
                if used.is_empty() { "none".to_owned() } else { used.into_iter().collect::<Vec<_>>().join(", ") };
            return Err(Problem::new(
                Code::UnknownParameter,
                format_args!("the statement has no parameter `{unknown}`: it has {known}"),
            ));
        }
        marks.iter().map(|mark| self.value(mark, tables)).collect()
    }

    fn value(&self, mark: &Mark, tables: &mut Tables<'_, '_>) -> Result<Cow<'_, MarkValue>, Problem> {
        let profile = &tables.service.profile();
        let now = tables.service.clock.now();
        let number = |number| MarkValue::One(Literal::Number(Stored::Integer(number)));
        let text = |text: &str| MarkValue::One(Literal::Text(text.to_owned()));
        Ok(Cow::Owned(match &mark.kind {
            MarkKind::TableName { .. } => MarkValue::Table,
            MarkKind::DataId => text(&random_id(profile.writes.ids)),
            MarkKind::UserId => text(self.identity.user(&profile.identity.user)),
            MarkKind::OpenId => match self.identity {
                Identity::User { id } => text(id),
                Identity::Administrator | Identity::Anonymous => text(""),
            },
            MarkKind::RowPermission { model } => {
                // Every caller may read and write every record; the model must exist nevertheless.
                tables.model(TableName::Model(model.as_deref())).map_err(|problem| problem.at(mark.span))?;
                number(1)
            }
            MarkKind::Epoch => number(now.as_second()),
            MarkKind::EpochMillis => number(now.as_millisecond()),
            MarkKind::Parameter(name) => match self.parameters.get(name) {
                Some(value) => return Ok(Cow::Borrowed(value)),
                None => {
                    let message = format_args!("the parameter `{name}` is missing: send it in `parameter`");
                    return Err(Problem::new(Code::MissingParameter, message).at(mark.span));
                }
            },
        }))
    }
}
