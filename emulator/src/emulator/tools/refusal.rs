//! The errors of tools.

use std::fmt;
use std::time::Duration;

use crate::face::{FilterProblem, ReadError, ReadErrorKind};
use crate::schema::Model;
use crate::service::OperationError;
use crate::store::{SelectError, Unsortable, WriteError};

/// The reason why the emulator refused an operation of a tool.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Refusal {
    /// The kind of reason.
    pub kind: RefusalKind,
    /// The reason in a sentence, as the emulator's answers have it.
    pub message: String,
    /// The field that the reason is about.
    pub field: Option<String>,
    /// The position in the filter or the statement, in characters from 1.
    pub at: Option<usize>,
}

/// A kind of [`Refusal`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum RefusalKind {
    /// A value, a filter or a sort order is invalid.
    Invalid,
    /// The model or the stage does not exist.
    NotFound,
    /// Another record has the value, refers to the record, or the record was changed since.
    Conflict,
    /// The model is read-only.
    ReadOnly,
    /// The request took too long.
    Timeout,
    /// The request was stopped by its sender.
    Stopped,
    /// The emulator cannot do this.
    Unsupported,
    /// The emulator's own storage failed.
    Internal,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Refusal {}

impl Refusal {
    fn new(kind: RefusalKind, message: String) -> Self {
        Self { kind, message, field: None, at: None }
    }

    pub(super) fn stage(name: &str) -> Self {
        Self::new(RefusalKind::NotFound, format!("there is no environment type `{name}`: use pre or prod"))
    }

    pub(super) fn field(key: &str, message: String) -> Self {
        Self { field: Some(key.to_owned()), ..Self::new(RefusalKind::Invalid, message) }
    }

    pub(super) fn changed(id: &str) -> Self {
        let message = format!("record `{id}` was changed since it was read: read it again");
        Self { field: Some("updatedAt".to_owned()), ..Self::new(RefusalKind::Conflict, message) }
    }

    pub(super) fn filter(problem: FilterProblem) -> Self {
        Self { at: problem.at(), ..Self::new(RefusalKind::Invalid, problem.to_string()) }
    }
}

pub(super) fn invalid_sort(model: &Model, field: &str, problem: &Unsortable) -> Refusal {
    let message = match problem {
        Unsortable::Unknown => {
            format!(
                "model `{}` has no field `{field}` to sort by: use one of {}",
                model.identifier,
                model.keys().join(", ")
            )
        }
        Unsortable::Kind(kind) => format!("`{field}` is of kind {kind}, which has no order: sort by another field"),
        Unsortable::ObjectRelation => format!("`{field}` is a relation, which has no order: sort by another field"),
    };
    Refusal { field: Some(field.to_owned()), ..Refusal::new(RefusalKind::Invalid, message) }
}

pub(super) fn from_operation(error: OperationError) -> Refusal {
    let (kind, field) = match &error {
        OperationError::UnknownModel { .. } | OperationError::Unpublished { .. } => (RefusalKind::NotFound, None),
        OperationError::ReadOnly { .. } => (RefusalKind::ReadOnly, None),
        OperationError::Model(_) => (RefusalKind::Internal, None),
        OperationError::Store(error) => match error {
            WriteError::Invalid(invalid) => (RefusalKind::Invalid, Some(&invalid.field)),
            WriteError::UnknownField { field, .. } => (RefusalKind::Invalid, Some(field)),
            WriteError::Duplicate { field, .. } => (RefusalKind::Conflict, Some(field)),
            WriteError::Referenced { .. } | WriteError::Unrelated { .. } => (RefusalKind::Conflict, None),
            WriteError::Pattern => (RefusalKind::Invalid, None),
            WriteError::TimedOut => (RefusalKind::Timeout, None),
            WriteError::Storage(_) => (RefusalKind::Internal, None),
        },
    };
    Refusal { field: field.cloned(), ..Refusal::new(kind, error.to_string()) }
}

/// A field that cannot be grouped or added up; `problem` is the rest of the sentence.
pub(super) fn not_groupable(key: &str, kind: &str, problem: &str) -> Refusal {
    Refusal::field(key, format!("`{key}` is of kind {kind}, which {problem}"))
}

/// A request that has no list; `problem` is the rest of the sentence.
pub(super) fn no_list(problem: &str) -> Refusal {
    Refusal::new(RefusalKind::Unsupported, format!("the request {problem}: there is no statement to show"))
}

pub(super) fn refused_list(reason: &str) -> Refusal {
    Refusal::new(RefusalKind::Invalid, format!("the list is refused, so that nothing was read: {reason}"))
}

/// A read that reached its time limit.
pub(super) fn too_slow(limit: Duration) -> Refusal {
    let advice = "use a shorter filter, or conditions that match fewer records";
    let seconds = limit.as_secs();
    Refusal::new(
        RefusalKind::Timeout,
        format!("reading took longer than {seconds} seconds, and was aborted as all other calls wait for it: {advice}"),
    )
}

pub(super) fn stopped() -> Refusal {
    Refusal::new(RefusalKind::Stopped, "the read was stopped".to_owned())
}

pub(super) fn gone() -> Refusal {
    Refusal::new(RefusalKind::NotFound, "the request is no longer in the log, which keeps a thousand".to_owned())
}

pub(super) fn from_select(error: SelectError) -> Refusal {
    match error {
        SelectError::TimedOut => {
            Refusal::new(RefusalKind::Timeout, "the emulator took too long: ask for less".to_owned())
        }
        SelectError::Refused(reason) => Refusal::new(RefusalKind::Invalid, reason),
        SelectError::Failed(reason) => {
            Refusal::new(RefusalKind::Internal, format!("the storage failed ({reason}): repeat the call"))
        }
    }
}

/// The error of a statement, whose place is counted in lines and columns.
pub(super) fn from_read(error: ReadError, text: &str) -> Refusal {
    let kind = match error.kind {
        ReadErrorKind::Invalid => RefusalKind::Invalid,
        ReadErrorKind::TimedOut => RefusalKind::Timeout,
        ReadErrorKind::Stopped => RefusalKind::Stopped,
        ReadErrorKind::Failed => RefusalKind::Internal,
    };
    let at = error.place.map(|(line, column)| {
        let before = text.split_inclusive('\n').take(usize::try_from(line).unwrap_or(1).saturating_sub(1));
        before.map(|line| line.chars().count()).sum::<usize>() + usize::try_from(column).unwrap_or(1)
    });
    Refusal { at, ..Refusal::new(kind, error.message) }
}
