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

/// Returns an error about a record or a definition as an error of the engine, after the name of the model.
pub(crate) fn in_model(model: &str, error: impl std::fmt::Display) -> DataFusionError {
    DataFusionError::External(format!("model `{model}`: {error}").into())
}
