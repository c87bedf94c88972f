//! Runs SELECTs and prints their rows.

use std::io::Write;
use std::ops::ControlFlow;

use rusqlite::types::ValueRef;

use super::problem::Problem;
use super::translate::Selection;
use crate::face::error_response::Code;
use crate::service::Session;
use crate::store::SelectError;

/// The maximum bytes of the rows of an answer.
pub(super) const MAX_BYTES: usize = 64 << 20;

/// Printed rows.
#[derive(Debug)]
pub(super) struct Rows {
    /// A JSON list of objects.
    pub(crate) json: String,
    pub(crate) total: u64,
}

/// Runs a SELECT.
pub(super) fn read(session: &Session<'_>, selection: &Selection) -> Result<Rows, Problem> {
    let columns = members(&selection.columns);
    let (mut json, mut total) = (vec![b'['], 0_u64);
    let mut problem = None;
    let done = session.select(&selection.sql, &selection.values, |values| {
        if total > 0 {
            json.push(b',');
        }
        total += 1;
        // Before the texts are copied: a single row may be too long.
        let is_short = |json: &[u8], more: usize| json.len().saturating_add(more) <= MAX_BYTES;
        if is_short(&json, values.iter().map(length).sum()) {
            match print(&mut json, &columns, values) {
                Ok(()) if is_short(&json, 0) => return ControlFlow::Continue(()),
                Ok(()) => {}
                Err(out_of_range) => {
                    problem = Some(out_of_range);
                    return ControlFlow::Break(());
                }
            }
        }
        let message = format_args!("the rows have more than {MAX_BYTES} bytes: select fewer columns, or use LIMIT");
        problem = Some(Problem::new(Code::ExceedRequestSizeLimit, message));
        ControlFlow::Break(())
    });
    done.map_err(failed)?;
    json.push(b']');
    match problem {
        Some(problem) => Err(problem),
        None => Ok(Rows { json: String::from_utf8_lossy(&json).into_owned(), total }),
    }
}

/// The problem of a SELECT that fails.
pub(super) fn failed(error: SelectError) -> Problem {
    match error {
        SelectError::TimedOut => Problem::new(
            Code::ServerTimeout,
            "the emulator aborted the statement after `config.timeout`, or ten seconds at most, since it blocked all other \
             calls: select less, or join by `_id`",
        ),
        SelectError::Refused(reason) => Problem::invalid(reason),
        SelectError::Failed(reason) => {
            Problem::new(Code::FailedOperation, format_args!("the statement failed ({reason}): simplify it"))
        }
    }
}

/// The beginning of each member of a row. Of columns with the same name only the last is printed, as in an object of the
/// SDKs.
fn members(names: &[String]) -> Vec<Option<String>> {
    names
        .iter()
        .enumerate()
        .map(|(index, name)| {
            let is_last = !names[index + 1..].contains(name);
            is_last.then(|| format!("{}:", serde_json::Value::from(name.as_str())))
        })
        .collect()
}

/// The bytes of a text.
pub(super) fn length(value: &ValueRef<'_>) -> usize {
    match value {
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => bytes.len(),
        _ => 0,
    }
}

fn print(json: &mut Vec<u8>, columns: &[Option<String>], values: &[ValueRef<'_>]) -> Result<(), Problem> {
    json.push(b'{');
    let mut is_first = true;
    for (column, value) in columns.iter().zip(values) {
        let Some(member) = column else { continue };
        if !is_first {
            json.push(b',');
        }
        is_first = false;
        json.extend_from_slice(member.as_bytes());
        // Writing to a vector cannot fail.
        let _ = match value {
            ValueRef::Null => json.write_all(b"null"),
            ValueRef::Integer(whole) => write!(json, "{whole}"),
            ValueRef::Real(double) if !double.is_finite() => {
                return Err(Problem::new(
                    Code::FailedOperation,
                    "a number is out of range: calculate with smaller ones",
                ));
            }
            // Whole numbers have no fraction, however they were calculated.
            ValueRef::Real(double) if double.fract() == 0.0 && double.abs() < 9e15 => {
                write!(json, "{}", *double as i64)
            }
            ValueRef::Real(double) => serde_json::to_writer(&mut *json, double).map_err(Into::into),
            ValueRef::Text(bytes) | ValueRef::Blob(bytes) => {
                serde_json::to_writer(&mut *json, &String::from_utf8_lossy(bytes)).map_err(Into::into)
            }
        };
    }
    json.push(b'}');
    Ok(())
}
