//! Explains why the service rejected a call.
//!
//! The service decides about names and filters. Only after a rejection, the definition is fetched and the user's input is
//! searched for the likely mistake.

mod filter;

use weda::{Client, Code, Error, ErrorKind};
use weda_definition::printable;

use crate::arguments::SortBy;
use crate::exit::Exit;
use crate::failure::{Failure, Mistake, Quote};
use crate::fields::Fields;
use crate::names;

/// The parts of a call given by the user.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct UserInput<'a> {
    pub model: &'a str,
    pub filter: Option<&'a str>,
    pub order_by: Option<&'a SortBy>,
}

impl UserInput<'_> {
    /// Explains a failure that these parts may have caused; returns others unchanged.
    pub async fn explain(self, client: &Client, failure: Failure) -> Failure {
        let Failure::Service(error) = failure else { return failure };
        let of_model = matches!(
            error.code(),
            Some(Code::DataSourceNotExist | Code::ModelNotExist | Code::TableNotExist | Code::NoSuchVersion)
        );
        match error.kind() {
            ErrorKind::NotFound if of_model => match names::unknown_model(client, self.model).await {
                Failure::Mistake(mistake) => mistake.caused_by(error).into(),
                // If this call fails too, the original error is all there is.
                _ => Failure::Service(error),
            },
            ErrorKind::InvalidRequest if self.filter.is_some() || self.order_by.is_some() => {
                self.mistake(client, error).await.into()
            }
            _ => Failure::Service(error),
        }
    }

    async fn mistake(self, client: &Client, error: Error) -> Mistake {
        let fields = names::fields_if_defined(client, self.model).await.ok().flatten();
        let known = fields.as_ref().map(Fields::definition);
        let found = self.filter.and_then(|text| filter::diagnose(text, known).map(|found| (text, found)));
        if let Some((text, found)) = found {
            let quote = Quote { text: text.to_owned(), at: found.at, length: found.length };
            return Mistake::new(format!("--filter: {}", found.what), found.hint).at(quote).caused_by(error);
        }
        if let (Some(by), Some(definition)) = (self.order_by, known)
            && definition.field(&by.field).is_none()
        {
            let unknown = names::unknown_field(definition, &by.field);
            return Mistake::new(format!("--order-by: {}", unknown.what), unknown.hint).caused_by(error);
        }
        self.mistake_of_service(error)
    }

    /// The service's message without parameter names, with its position in the user's text. The filter is sent in
    /// parentheses, so that the service's positions are one too large.
    fn mistake_of_service(self, error: Error) -> Mistake {
        let message = error.message().unwrap_or_default().trim().to_owned();
        let code = error.code().map(|code| format!(" ({})", printable(code.as_str()))).unwrap_or_default();
        let flag = match (self.filter, self.order_by) {
            (_, Some(_)) if message.starts_with("$orderby") => "--order-by",
            (Some(_), _) => "--filter",
            _ => "--order-by",
        };
        let message = message.strip_prefix("$filter ").or(message.strip_prefix("$orderby ")).unwrap_or(&message);
        let default = || "compare names and values with the model: `weda describe` shows its fields".to_owned();
        if message.is_empty() {
            return Mistake::new(format!("{flag}: rejected by the service{code}"), default()).caused_by(error);
        }
        let (what, hint) = match message.rsplit_once(": ") {
            Some((what, hint)) => (what, printable(hint).into_owned()),
            None => (message, default()),
        };
        let place = (self.filter.filter(|_| flag == "--filter")).and_then(|text| filter::user_position(what, text));
        let (what, quote) = match place {
            Some((what, quote)) => (what, Some(quote)),
            None => (what.to_owned(), None),
        };
        let mut mistake = Mistake::new(format!("{flag} {}{code}", printable(&what)), hint).caused_by(error);
        mistake.quote = quote;
        mistake
    }
}

/// Rejects blank filters, which would match every record.
///
/// # Errors
/// Returns an error if the filter is blank.
pub(crate) fn check_filter(text: Option<&str>) -> Result<(), Failure> {
    match text {
        Some(text) if text.trim().is_empty() => {
            let hint = "omit `--filter` to select every record";
            Err(Mistake::new("--filter is empty", hint).with_exit(Exit::Arguments).into())
        }
        _ => Ok(()),
    }
}
