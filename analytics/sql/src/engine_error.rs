//! Errors of the engine as failures of the command: what was found, where in the SQL, and what to do next.

use std::error::Error;
use std::io;

use datafusion::common::{DataFusionError, SchemaError};
use datafusion::sql::sqlparser::parser::ParserError;
use weda_definition::printable;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::position::Position;
use crate::suggestion;

/// A kind of name that may be misspelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Names {
    /// Tables.
    Tables,
    /// Functions.
    Functions,
}

/// Returns the failure for an error of planning or running `sql`; `names` lists what may be misspelled.
pub(crate) fn failure(error: &DataFusionError, sql: &str, names: &dyn Fn(Names) -> Vec<String>) -> Failure {
    if let Some(client) = of_client(error) {
        return Failure::service(client);
    }
    let position = position_of(error);
    let quote = |position: Option<Position>| position.and_then(|position| position.quote(sql));
    let failure = match innermost(error) {
        DataFusionError::SQL(error, _) => return of_parser(error, sql),
        DataFusionError::SchemaError(error, _) => of_schema(error),
        DataFusionError::Plan(text) => of_plan(text, names),
        DataFusionError::ResourcesExhausted(_) => Failure::new(Exit::Other, text(error))
            .hint("read fewer rows or columns: add conditions, or group before joining"),
        DataFusionError::NotImplemented(_) | DataFusionError::Configuration(_) => Failure::argument(text(error)),
        // Such as a division by zero, or a text that is not a date.
        DataFusionError::Execution(_) | DataFusionError::ArrowError(..) => Failure::argument(text(error)),
        _ => Failure::new(Exit::Other, text(error)),
    };
    failure.quote(quote(position))
}

/// The message of an error on one line, escaped.
pub(crate) fn text(error: &DataFusionError) -> String {
    let message = innermost(error).message();
    let message = message.split("\nThis issue was likely caused by a bug").next().unwrap_or_default();
    printable(message.trim()).into_owned()
}

/// The client's error that caused it, however it is wrapped.
fn of_client<'e>(error: &'e (dyn Error + 'static)) -> Option<&'e weda::Error> {
    if let Some(found) = error.downcast_ref::<weda::Error>() {
        return Some(found);
    }
    // These two do not name what they hold as their source.
    if let Some(io) = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        return of_client(io);
    }
    if let Some(DataFusionError::IoError(io)) = error.downcast_ref::<DataFusionError>() {
        return io.get_ref().and_then(|inner| of_client(inner));
    }
    if let Some(DataFusionError::External(inner)) = error.downcast_ref::<DataFusionError>() {
        return of_client(&**inner);
    }
    error.source().and_then(of_client)
}

/// The error without what others added to it.
fn innermost(error: &DataFusionError) -> &DataFusionError {
    match error {
        DataFusionError::Context(_, inner) | DataFusionError::Diagnostic(_, inner) => innermost(inner),
        DataFusionError::Shared(inner) => innermost(inner),
        DataFusionError::Collection(errors) => errors.first().map_or(error, innermost),
        _ => error,
    }
}

fn position_of(error: &DataFusionError) -> Option<Position> {
    let start = error.diagnostic()?.span?.start;
    Some(Position { line: usize::try_from(start.line).ok()?, column: usize::try_from(start.column).ok()? })
}

fn of_parser(error: &ParserError, sql: &str) -> Failure {
    let message = match error {
        ParserError::TokenizerError(text) | ParserError::ParserError(text) => text.as_str(),
        ParserError::RecursionLimitExceeded => {
            return Failure::argument("the SQL is nested too deeply")
                .hint("write it with WITH, or with fewer parentheses");
        }
    };
    let (what, position) = match Position::at_end_of(message) {
        Some((what, position)) => (what, Some(position)),
        None => (message, None),
    };
    let place = position.map_or_else(String::new, |place| format!(" at line {}, column {}", place.line, place.column));
    Failure::argument(format!("the SQL is not valid{place}: {}", printable(what.trim())))
        .quote(position.and_then(|position| position.quote(sql)))
}

fn of_schema(error: &SchemaError) -> Failure {
    let SchemaError::FieldNotFound { field, valid_fields } = error else {
        return match error {
            SchemaError::AmbiguousReference { field } => {
                let name = suggestion::quoted(&field.name);
                let what = format!("the column {name} is in more than one table");
                Failure::argument(what).hint(format!("name the table too, as in t.{name}"))
            }
            other => Failure::argument(printable(&other.to_string()).into_owned()),
        };
    };
    let mut names: Vec<&str> = valid_fields.iter().map(|field| field.name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    let failure = Failure::argument(format!("there is no column {}", suggestion::quoted(&field.name)));
    match suggestion::hint(&field.name, &names) {
        Some(hint) => failure.hint(hint),
        None if names.is_empty() => failure,
        None => {
            let shown: Vec<String> = names.iter().take(20).map(|name| suggestion::quoted(name)).collect();
            failure.hint(format!("there are {}; DESCRIBE shows the columns of a table", shown.join(", ")))
        }
    }
}

fn of_plan(text: &str, names: &dyn Fn(Names) -> Vec<String>) -> Failure {
    if let Some(table) = between(text, "table '", "' not found") {
        let name = table.rsplit('.').next().unwrap_or(table);
        let known = names(Names::Tables);
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        let hint = suggestion::hint(name, &known).unwrap_or_else(|| "SHOW TABLES lists the tables".to_owned());
        return Failure::new(Exit::NotFound, format!("there is no table {}", suggestion::quoted(name))).hint(hint);
    }
    if let Some(function) = between(text, "Invalid function '", "'") {
        let known = names(Names::Functions);
        let failure = Failure::argument(format!("there is no function {}", printable(function)));
        return match weda_codegen::nearest(function, known.iter().map(String::as_str)) {
            Some(near) => failure.hint(format!("did you mean {}?", printable(near))),
            None => failure,
        };
    }
    Failure::argument(printable(text.trim()).into_owned())
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(before)?;
    Some(rest.split_once(after)?.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_of_the_client_is_found_however_it_is_wrapped() {
        let client = || weda::Client::builder("not an environment").secret("id", "key").build().unwrap_err();
        let external = || DataFusionError::External(Box::new(client()));
        for wrapped in [
            external(),
            DataFusionError::IoError(io::Error::other(client())),
            external().context("while reading"),
            DataFusionError::Shared(std::sync::Arc::new(external())),
            DataFusionError::ArrowError(
                Box::new(datafusion::arrow::error::ArrowError::ExternalError(Box::new(external()))),
                None,
            ),
        ] {
            let failure = failure(&wrapped, "", &|_| Vec::new());
            assert_eq!(failure.exit, Exit::Arguments, "{wrapped:?}");
            assert!(failure.to_string().contains("is not an environment id"), "{failure}");
        }
    }
}
