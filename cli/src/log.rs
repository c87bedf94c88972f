//! Tracing output of the client: warnings, and calls with `--verbose`.

use std::fmt::{self, Write as _};

use tracing::{Event, Level, Subscriber};
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields, FormattedFields};
use tracing_subscriber::registry::LookupSpan;
use weda_definition::Printable;

/// Prints the client's events to stderr.
pub(crate) fn init(verbose: bool) {
    let level = if verbose { Level::DEBUG } else { Level::WARN };
    let format = tracing_subscriber::fmt().with_max_level(level).with_ansi(false).event_format(EventFormat);
    // This cannot fail: the subscriber is set only here, once per process.
    let _ = tracing::subscriber::set_global_default(format.with_writer(writer).finish());
}

/// Stderr, after clearing the status line.
fn writer() -> std::io::Stderr {
    crate::terminal::status_line::clear();
    std::io::stderr()
}

/// The format of the command's messages: `warning: ...`.
struct EventFormat;

impl<S, N> FormatEvent<S, N> for EventFormat
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(&self, context: &FmtContext<'_, S, N>, mut writer: Writer<'_>, event: &Event<'_>) -> fmt::Result {
        // Events of other libraries are not shown.
        if !event.metadata().target().starts_with("weda") {
            return Ok(());
        }
        let mut text = String::from(match *event.metadata().level() {
            Level::ERROR => "error: ",
            Level::WARN => "warning: ",
            _ => "call: ",
        });
        context.format_fields(Writer::new(&mut text), event)?;
        // The enclosing calls.
        for span in context.event_scope().into_iter().flatten() {
            if let Some(fields) = span.extensions().get::<FormattedFields<N>>() {
                write!(text, " {fields}")?;
            }
        }
        // Names of models and fields are untrusted.
        writeln!(writer, "{}", Printable(text))
    }
}
