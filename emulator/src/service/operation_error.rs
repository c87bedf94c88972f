//! The errors of operations.

use std::fmt;

use crate::stage::Stage;
use crate::store::{self, CatalogError};

/// Reasons why an operation is refused.
#[derive(Debug)]
pub(crate) enum OperationError {
    UnknownModel {
        model: String,
        stage: Stage,
        known: Vec<String>,
    },
    /// A model of `pre` that is not published to `prod`.
    Unpublished {
        model: String,
        known: Vec<String>,
    },
    /// A write to a system model.
    ReadOnly {
        model: String,
    },
    /// The model cannot be opened.
    Model(CatalogError),
    /// The store refuses the operation.
    Store(store::WriteError),
}

impl From<store::WriteError> for OperationError {
    fn from(error: store::WriteError) -> Self {
        OperationError::Store(error)
    }
}

impl From<rusqlite::Error> for OperationError {
    fn from(error: rusqlite::Error) -> Self {
        OperationError::Store(error.into())
    }
}

impl fmt::Display for OperationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            OperationError::UnknownModel { model, stage, known } => write!(
                f,
                "there is no model `{model}` in {}: start the emulator with its definition, or use one of {}",
                stage.name(),
                known.join(", ")
            ),
            OperationError::Unpublished { model, known } => {
                write!(f, "model `{model}` is not published: publish it, or use one of {}", known.join(", "))
            }
            OperationError::ReadOnly { model } => write!(
                f,
                "`{model}` is a read-only system model: its records can be listed and read; load test data from the \
                 program that starts the emulator"
            ),
            OperationError::Model(error) => error.fmt(f),
            OperationError::Store(error) => error.fmt(f),
        }
    }
}
