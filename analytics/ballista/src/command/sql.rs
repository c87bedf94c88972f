//! A query on the cluster.

use std::io::{BufWriter, IsTerminal, Read, Write, stdin, stdout};

use anyhow::Context;
use datafusion::execution::context::SQLOptions;
use datafusion::prelude::SessionContext;
use futures_util::TryStreamExt;
use weda_ballista::{connect, executors};

use super::arguments::{Format, SqlArguments};
use super::place::models_without_service;
use super::{print, transport};

/// Runs the query and prints its rows.
///
/// # Errors
/// Returns an error if the arguments are not valid, or if the query fails.
pub async fn run(arguments: SqlArguments) -> anyhow::Result<()> {
    let sql = match arguments.sql {
        Some(sql) => sql,
        None => {
            let mut sql = String::new();
            stdin().read_to_string(&mut sql).context("cannot read the query from stdin")?;
            sql
        }
    };
    let models = models_without_service(arguments.dir)?;
    let session = connect(&arguments.scheduler.to_string(), &models).await?;
    session.state_ref().write().config_mut().options_mut().execution.target_partitions =
        usize::from(arguments.partitions);
    match ask(&session, &sql, arguments.format).await {
        Ok(()) => Ok(()),
        Err(error) if is_closed_pipe(&error) => Ok(()),
        Err(error) => match executors(&arguments.scheduler).await {
            Ok(_) => Err(clear(error)),
            // The words of the transport would not help a reader.
            Err(gone) => Err(anyhow::Error::from(gone)
                .context("the scheduler ended while the query ran; nothing was changed, ask again")),
        },
    }
}

async fn ask(session: &SessionContext, sql: &str, format: Format) -> anyhow::Result<()> {
    let only_queries = SQLOptions::new().with_allow_ddl(false).with_allow_dml(false).with_allow_statements(false);
    let frame = session.sql_with_options(sql, only_queries).await?;
    let mut out = BufWriter::new(stdout().lock());
    match format {
        Format::Table => {
            let schema = std::sync::Arc::new(frame.schema().as_arrow().clone());
            let batches = frame.collect().await?;
            writeln!(out, "{}", print::table(&schema, &batches)?)?;
        }
        Format::Csv => {
            // A terminal would obey the control characters of a record; a file keeps its bytes.
            let form = if stdout().is_terminal() { print::Form::Escaped } else { print::Form::Exact };
            let mut rows = frame.execute_stream().await?;
            let schema = rows.schema();
            // The query runs now: if it fails, nothing was printed.
            let mut batch = rows.try_next().await?;
            print::csv_header(&mut out, &schema, form)?;
            while let Some(rows_of_batch) = batch {
                print::csv(&mut out, &rows_of_batch, form)?;
                batch = rows.try_next().await?;
            }
        }
    }
    Ok(out.flush()?)
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.downcast_ref::<std::io::Error>().is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
}

/// Returns the error with the message of the scheduler alone, where the transport has wrapped it in its own.
fn clear(error: anyhow::Error) -> anyhow::Error {
    anyhow::Error::msg(transport::message(&format!("{error:#}")))
}
