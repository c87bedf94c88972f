//! Errors of loading.

use weda_definition::{printable, printable_lines};

/// The reason why nothing was loaded. Its texts are escaped, and have no passwords.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A setting cannot be used.
    #[error("{0}")]
    Settings(String),
    /// The schema has objects.
    #[error(
        "the schema `{schema}` is not empty, it has {found}; name another schema with `--schema`, or empty this one \
         yourself: nothing is ever dropped"
    )]
    NotEmpty {
        /// The name of the schema.
        schema: String,
        /// The first of its objects.
        found: String,
    },
    /// A value cannot be stored.
    #[error("{}", value_text(model, record, field, problem, *can_keep))]
    Value {
        /// The identifier of the model.
        model: String,
        /// The id of the record.
        record: String,
        /// The key of the field; empty for the whole record.
        field: String,
        /// The value in words.
        problem: String,
        /// True if the value can be kept beside its column.
        can_keep: bool,
    },
    /// Related records cannot be read completely.
    #[error("{0}")]
    Links(String),
    /// The service cannot be read.
    #[error("model `{}`: {}", printable(model), printable_lines(&error.to_string()))]
    Service {
        /// The identifier of the model.
        model: String,
        /// The error of the client.
        error: weda::Error,
    },
    /// The records changed while they were read.
    #[error("model `{}`: {problem}: its records were changed meanwhile; repeat when less is written", printable(model))]
    Unstable {
        /// The identifier of the model.
        model: String,
        /// The finding.
        problem: String,
    },
    /// PostgreSQL refused, or the connection was lost.
    #[error("{doing}: {problem}; nothing was loaded")]
    Server {
        /// The step that failed: `cannot connect to PostgreSQL`.
        doing: String,
        /// The server's message.
        problem: String,
    },
    /// The connection was lost while the transaction was being committed.
    #[error(
        "the connection was lost while the transaction was being committed ({problem}): the schema `{schema}` has all \
         tables or none, look which"
    )]
    InDoubt {
        /// The name of the schema.
        schema: String,
        /// The failure.
        problem: String,
    },
    /// The stored rows differ from those that were read.
    #[error("table `{table}`: {difference}; nothing was loaded, please report this as a bug")]
    Differs {
        /// The name of the table.
        table: String,
        /// The difference.
        difference: String,
    },
}

impl Error {
    /// Returns true if the records changed while they were read, so that reading them again may help.
    pub(super) fn is_unstable(&self) -> bool {
        match self {
            Self::Unstable { .. } => true,
            Self::Service { error, .. } => error.kind() == weda::ErrorKind::UnstableOrder,
            _ => false,
        }
    }

    /// An error of the server or of the connection to it.
    pub(super) fn server(doing: impl Into<String>) -> impl FnOnce(tokio_postgres::Error) -> Self {
        |error| Self::Server { doing: doing.into(), problem: reason(&error) }
    }
}

fn value_text(model: &str, record: &str, field: &str, problem: &str, can_keep: bool) -> String {
    let place = match field {
        "" => String::new(),
        field => format!(", field `{}`", printable(field)),
    };
    let advice = match can_keep {
        true => "; correct the record, or pass `--keep-misfits` to keep such values in the column `_extra`",
        false => "",
    };
    let advice = if problem.contains("U+0000") && !problem.contains("--json-type") {
        "; correct the record, or pass `--replace-nul` to store U+FFFD instead"
    } else {
        advice
    };
    format!("record `{}` of model `{}`{place}: {}{advice}", printable(record), printable(model), printable(problem))
}

/// Returns the message of the server with its code, or why there is no connection.
pub(super) fn reason(error: &tokio_postgres::Error) -> String {
    if let Some(server) = error.as_db_error() {
        let detail = server.detail().map(|detail| format!(" ({detail})")).unwrap_or_default();
        let text = format!("PostgreSQL says: {}{detail} [{}]", server.message(), server.code().code());
        return printable_lines(&text).into();
    }
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(error) = source {
        text = format!("{text}: {error}");
        source = error.source();
    }
    printable_lines(&text).into()
}
