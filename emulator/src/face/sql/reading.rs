//! SELECTs for tools, over a copy of the records.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rusqlite::types::ValueRef;
use serde_json::Value as Json;
use sqlparser::ast;
use sqlparser::tokenizer::Location;

use super::large_stack::on_large_stack;
use super::parameters::Parameters;
use super::problem::Problem;
use super::rows::{self, length};
use super::run::Run;
use super::statement;
use super::tables::{Naming, Tables};
use super::translate::Selection;
use crate::face::error_response::Code;
use crate::service::Service;
use crate::stage::Stage;
use crate::store::{CopyError, MAX_COPY, RecordsCopy, SelectError};
use crate::token::Identity;

/// The time after which a statement is aborted.
const LIMIT: Duration = Duration::from_secs(10);

/// The maximum bytes of all rows.
const MAX_BYTES: usize = 8 << 20;

/// The rows of a SELECT.
#[derive(Debug)]
pub(crate) struct ReadRows {
    pub(crate) columns: Vec<String>,
    /// The model and the field of each column that is one.
    pub(crate) fields: Vec<Option<(String, String)>>,
    pub(crate) rows: Vec<Vec<Json>>,
    /// True if there are more rows.
    pub(crate) is_cut: bool,
}

/// The reason why a SELECT fails.
#[derive(Debug)]
pub(crate) struct ReadError {
    pub(crate) message: String,
    /// The line and the column in the statement, in characters from 1.
    pub(crate) place: Option<(u64, u64)>,
    pub(crate) kind: ReadErrorKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ReadErrorKind {
    Invalid,
    TimedOut,
    Stopped,
    Failed,
}

/// Runs a SELECT on the models of a stage, which have their identifiers as names. `stop` aborts it.
pub(crate) fn read(
    service: &Service,
    stage: Stage,
    text: &str,
    max_rows: usize,
    stop: &Arc<AtomicBool>,
) -> Result<ReadRows, ReadError> {
    let until = Instant::now() + LIMIT;
    let stopped = Arc::clone(stop);
    let is_over = move || stopped.load(Ordering::Relaxed) || Instant::now() >= until;
    let result = on_large_stack(|| {
        let statement = statement::parse(text)?;
        if !matches!(statement.ast, ast::Statement::Query(_)) {
            let word: String = text.trim_start().chars().take_while(|letter| letter.is_alphabetic()).take(20).collect();
            let advice = "write one SELECT; records are changed on the page of records";
            let message = format_args!("only SELECT can be run here, found `{}`: {advice}", word.to_uppercase());
            return Err(Problem::new(Code::UnsupportedOperation, message));
        }
        let (parameters, identity) = (Parameters::new(), Identity::Administrator);
        let run = Run { statement: &statement, parameters: &parameters, identity: &identity, writes: Ok(()) };
        let has_waited = || {
            let seconds = LIMIT.as_secs();
            let advice = "stop the others, or send the statement again later";
            let message = format_args!("other statements took the {seconds} seconds that this one had: {advice}");
            Problem::new(Code::ServerTimeout, message)
        };
        let _permit = service.copies.take(&is_over).ok_or_else(has_waited)?;
        let (selection, copy) = {
            let mut session = service.session();
            let naming = Naming::OfStage;
            let selection =
                run.selection(&mut Tables { service, session: &mut session, stage, model: None, naming })?;
            (selection, session.store().readable_copy(is_over.clone()).map_err(not_copied)?)
        };
        collect(&copy, selection, max_rows)
    });
    result.map_err(|problem| {
        let is_stopped = stop.load(Ordering::Relaxed);
        let (kind, message) = match problem.code() {
            Code::ServerTimeout if is_stopped => (ReadErrorKind::Stopped, "the statement was stopped".to_owned()),
            Code::ServerTimeout => (ReadErrorKind::TimedOut, problem.message().to_owned()),
            Code::SysErr => (ReadErrorKind::Failed, problem.message().to_owned()),
            _ => (ReadErrorKind::Invalid, problem.message().to_owned()),
        };
        let place = problem.place().map(|Location { line, column }| (line, column));
        ReadError { message, place, kind }
    })
}

fn not_copied(error: CopyError) -> Problem {
    match error {
        CopyError::TooLarge(bytes) => {
            let advice = "send the statement to mysqlCommand, which reads them in place";
            let (found, max) = (bytes.div_ceil(1 << 20), MAX_COPY >> 20);
            Problem::invalid(format_args!(
                "the records have {found} MiB, and a statement reads a copy of at most {max} MiB: {advice}"
            ))
        }
        CopyError::Storage(error) => {
            Problem::new(Code::SysErr, format_args!("the records could not be copied ({error}): repeat the call"))
        }
    }
}

fn collect(copy: &RecordsCopy, selection: Selection, max_rows: usize) -> Result<ReadRows, Problem> {
    let mut read = ReadRows { columns: selection.columns, fields: selection.fields, rows: Vec::new(), is_cut: false };
    let (mut bytes, mut problem) = (0_usize, None);
    let done = copy.select(&selection.sql, &selection.values, |values| {
        // A number takes up to 24 bytes, as in JSON.
        let more: usize = values.iter().map(|value| length(value).max(24)).sum();
        bytes = bytes.saturating_add(more);
        if read.rows.len() == max_rows || bytes > MAX_BYTES {
            read.is_cut = true;
            return ControlFlow::Break(());
        }
        match values.iter().map(json).collect() {
            Some(row) => read.rows.push(row),
            None => {
                let message = "a number is out of range: calculate with smaller ones";
                problem = Some(Problem::new(Code::FailedOperation, message));
                return ControlFlow::Break(());
            }
        }
        ControlFlow::Continue(())
    });
    match (done, problem) {
        (Err(SelectError::TimedOut), _) => {
            let (limit, advice) = (LIMIT.as_secs(), "add a condition or LIMIT, or join by `_id`");
            let message = format_args!("the statement took longer than {limit} seconds: {advice}");
            Err(Problem::new(Code::ServerTimeout, message))
        }
        (Err(error), _) => Err(rows::failed(error)),
        (Ok(()), Some(problem)) => Err(problem),
        (Ok(()), None) => Ok(read),
    }
}

/// A value of a row; `None` for an infinite number.
fn json(value: &ValueRef<'_>) -> Option<Json> {
    Some(match value {
        ValueRef::Null => Json::Null,
        ValueRef::Integer(whole) => Json::from(*whole),
        ValueRef::Real(double) if !double.is_finite() => return None,
        // Whole numbers have no fraction, however they were calculated.
        ValueRef::Real(double) if double.fract() == 0.0 && double.abs() < 9e15 => Json::from(*double as i64),
        ValueRef::Real(double) => Json::from(*double),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => Json::from(String::from_utf8_lossy(bytes)),
    })
}
