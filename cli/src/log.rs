//! What the client says of its work: warnings always, each call with `--verbose`.

use std::fmt::{self, Write as _};

use tracing::{Event, Level, Subscriber};
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields, FormattedFields};
use tracing_subscriber::registry::LookupSpan;
use weda_definition::Printable;

/// Lets the client's messages come out on stderr.
pub(crate) fn listen(verbose: bool) {
    let level = if verbose { Level::DEBUG } else { Level::WARN };
    let format = tracing_subscriber::fmt().with_max_level(level).with_ansi(false).event_format(Line);
    // There is no other subscriber: this is the one place that sets it, once a process.
    let _ = tracing::subscriber::set_global_default(format.with_writer(writer).finish());
}

/// Stderr, without the line of a progress on it.
fn writer() -> std::io::Stderr {
    crate::terminal::status_line::clear();
    std::io::stderr()
}

/// A message as the command's own ones are written: `warning: ...`.
struct Line;

impl<S, N> FormatEvent<S, N> for Line
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(&self, context: &FmtContext<'_, S, N>, mut writer: Writer<'_>, event: &Event<'_>) -> fmt::Result {
        // Of the libraries below it nobody asked.
        if !event.metadata().target().starts_with("weda") {
            return Ok(());
        }
        let mut text = String::from(match *event.metadata().level() {
            Level::ERROR => "error: ",
            Level::WARN => "warning: ",
            _ => "call: ",
        });
        context.format_fields(Writer::new(&mut text), event)?;
        // The calls that it belongs to.
        for span in context.event_scope().into_iter().flatten() {
            if let Some(fields) = span.extensions().get::<FormattedFields<N>>() {
                write!(text, " {fields}")?;
            }
        }
        // Names of other people's models and fields are in it.
        writeln!(writer, "{}", Printable(text))
    }
}
