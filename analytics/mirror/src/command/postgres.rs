//! The subcommand `postgres`.

use std::io::Write as _;
use std::path::Path;

use clap::Args;
use weda_definition::printable;

use super::{Exit, Failure, Found, Place, Requests, print_message, show_progress};
use crate::postgres::{self, Connection, Error, JsonType, Options};

/// Flags of `weda-mirror postgres`.
#[derive(Args, Debug)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Arguments {
    /// The schema to fill. It is created if it does not exist, and must be empty if it does.
    #[arg(long, value_name = "NAME", value_parser = clap::builder::NonEmptyStringValueParser::new())]
    pub(crate) schema: String,
    /// The models to copy, separated by commas. Defaults to all that have a definition, but for the platform's own.
    #[arg(long, value_name = "MODELS", value_delimiter = ',')]
    pub(crate) models: Vec<String>,
    /// Write the statements that create the tables to this new file, or with `-` to stdout, and load nothing. Neither the
    /// service nor PostgreSQL is called.
    #[arg(long, value_name = "FILE")]
    pub(crate) ddl_only: Option<String>,
    /// The type of columns with objects and free JSON. `json` keeps the text as it is: the order of members, duplicate
    /// members and U+0000.
    #[arg(long, value_enum, default_value_t = JsonType::Jsonb)]
    pub(crate) json_type: JsonType,
    /// Keep values that their column cannot hold in the column `_extra`. Otherwise the first one ends the run.
    #[arg(long)]
    pub(crate) keep_misfits: bool,
    /// Store U+FFFD for the character U+0000, which PostgreSQL cannot store in texts. Otherwise the first one ends the run.
    #[arg(long)]
    pub(crate) replace_nul: bool,
    /// Leave out the tables of relations that no column holds, such as many-to-many ones: only the data-model gateway
    /// (WEDA_GATEWAY=model) has their pairs.
    #[arg(long)]
    pub(crate) without_links: bool,
    #[command(flatten)]
    pub(crate) place: Place,
}

const AFTER_HELP: &str = "The connection is in WEDA_POSTGRES_URL (postgresql://USER:PASSWORD@HOST:PORT/DATABASE), or in \
PGHOST, PGPORT, PGUSER, PGPASSWORD, PGDATABASE, PGSSLMODE and PGSSLROOTCERT. Other machines are called by TLS with a checked \
certificate, unless sslmode is `disable`. All is loaded in one transaction: after a failure there is nothing.";

/// Runs the subcommand.
///
/// # Errors
/// Returns an error if the service or the database refuses.
pub(crate) async fn run(arguments: Arguments) -> Result<Exit, Failure> {
    let found = Found::look()?;
    let models = found.models(&arguments.place, &arguments.models)?;
    let options = Options {
        schema: arguments.schema,
        json: arguments.json_type,
        replace_nul: arguments.replace_nul,
        keep_misfits: arguments.keep_misfits,
        without_links: arguments.without_links,
    };
    let models = postgres::Models { definitions: &models.definitions, option_sets: &models.option_sets };
    if let Some(file) = arguments.ddl_only {
        let script = postgres::ddl(models, &options)?;
        return write(&file, &script).map(|()| Exit::Done);
    }
    let connection = Connection::from_variables(&|name| std::env::var(name).ok())?;
    let client = found.client(&arguments.place, Requests::new())?;
    let progress = |model: &str, rows: u64| show_progress(format!("{}: {rows} rows", printable(model)));
    let report = postgres::load(&client, models, connection, &options, &progress).await?;
    // In place of the progress.
    for line in report.to_string().lines().filter(|line| is_remark(line)) {
        print_message(line);
    }
    let lines: Vec<String> = report.to_string().lines().filter(|line| !is_remark(line)).map(str::to_owned).collect();
    write("-", &format!("{}\n", lines.join("\n"))).map(|()| Exit::Done)
}

/// Returns true for lines of a report that are not data.
fn is_remark(line: &str) -> bool {
    line.starts_with("found: ") || line.starts_with("note: ")
}

fn write(file: &str, text: &str) -> Result<(), Failure> {
    if file == "-" {
        let mut out = std::io::stdout().lock();
        return match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
            // The reader has seen enough.
            Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
                Err(Failure::new(Exit::LocalFile, format!("cannot write to stdout ({error})")))
            }
            _ => Ok(()),
        };
    }
    let path = Path::new(file);
    let fail = |error: std::io::Error| Failure::file("create", path, error);
    let mut created = std::fs::File::create_new(path).map_err(fail)?;
    created.write_all(text.as_bytes()).and_then(|()| created.sync_all()).map_err(fail)
}

/// The exit codes of errors.
impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let exit = match &error {
            Error::Settings(_) | Error::NotEmpty { .. } | Error::Links(_) => Exit::Arguments,
            Error::Service { error, .. } => Exit::of(error),
            Error::Unstable { .. } => Exit::Service,
            Error::Value { .. } => Exit::Incomplete,
            Error::Server { .. } => Exit::LocalFile,
            Error::InDoubt { .. } | Error::Differs { .. } => Exit::Other,
        };
        Self::new(exit, error.to_string())
    }
}
