//! Errors of the client as errors of the engine.

use std::io;

use datafusion::error::DataFusionError;
use weda::ErrorKind;

/// Returns an error of the client as an error of the engine: one that may pass as `IoError`, the only kind that Ballista
/// retries a task for, and others as `External`.
pub(crate) fn of_client(error: weda::Error) -> DataFusionError {
    match error.kind() {
        ErrorKind::RateLimited
        | ErrorKind::Service
        | ErrorKind::Timeout
        | ErrorKind::Network
        | ErrorKind::UnstableOrder => DataFusionError::IoError(io::Error::other(error)),
        _ => DataFusionError::External(Box::new(error)),
    }
}

/// Returns an error of reading the records of a model into batches as an error of the engine.
pub(crate) fn of_records(model: &str, error: weda_arrow::Error) -> DataFusionError {
    match error {
        weda_arrow::Error::Call(error) => of_client(error),
        error => DataFusionError::External(format!("model `{}`: {error}", weda_definition::Printable(model)).into()),
    }
}
