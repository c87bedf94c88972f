//! Why an operation is refused, in words.

use std::fmt;

use crate::stage::Stage;
use crate::store::{self, Unfit};

/// Why an operation is refused.
#[derive(Debug)]
pub(crate) enum Refusal {
    UnknownModel {
        model: String,
        stage: Stage,
        known: Vec<String>,
    },
    /// A model of `pre` that `prod` does not have yet.
    Unpublished {
        model: String,
        known: Vec<String>,
    },
    /// A write to a system model.
    ReadOnly {
        model: String,
    },
    /// The records of the model do not fit its definition.
    Unfit(Unfit),
    /// The store refuses it.
    Store(store::Refusal),
}

impl From<store::Refusal> for Refusal {
    fn from(refusal: store::Refusal) -> Self {
        Refusal::Store(refusal)
    }
}

impl From<rusqlite::Error> for Refusal {
    fn from(error: rusqlite::Error) -> Self {
        Refusal::Store(error.into())
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::UnknownModel { model, stage, known } => write!(
                f,
                "there is no model `{model}` in {}: start the emulator with its definition, or use one of {}",
                stage.name(),
                known.join(", ")
            ),
            Refusal::Unpublished { model, known } => {
                write!(f, "model `{model}` is not published: publish it, or use one of {}", known.join(", "))
            }
            Refusal::ReadOnly { model } => write!(
                f,
                "`{model}` is a system model and served read-only: list and get its records, and load test data into \
                 the emulator from the program that starts it"
            ),
            Refusal::Unfit(unfit) => unfit.fmt(f),
            Refusal::Store(refusal) => refusal.fmt(f),
        }
    }
}
