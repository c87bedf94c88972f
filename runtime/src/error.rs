//! One error for everything that can go wrong, from a missing variable to a broken answer.

pub(crate) mod codes;
mod doubt;
mod kind;
mod problem;
mod proxy;
mod retry;
mod settings;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use weda_definition::Printable;

pub use crate::request::OperationKind;
pub use codes::Code;
pub use doubt::InDoubt;
pub use kind::ErrorKind;
pub(crate) use kind::Verdict;
pub(crate) use problem::Problem;
pub(crate) use proxy::ProxyProblem;
pub use retry::Retry;
pub(crate) use settings::SettingsProblem;

use crate::request::Request;

/// What calls give: a value, or an [`Error`].
///
/// ```no_run
/// use weda::Client;
///
/// fn main() -> weda::Result<()> {
///     let client = Client::from_env()?;
///     Ok(())
/// }
/// ```
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What went wrong in a call or in the settings of a client.
///
/// Its text is one line: the call, what went wrong, the facts about it, and what to do next. Where the service gave a code,
/// that is the code with its meaning, its [kind](ErrorKind), whether it is [repeated](Retry), and what to do about it, as
/// [`Code`] lists them. The text never holds keys or tokens. Of records it shows a value alone that cannot be read, the
/// beginning of it; a message of the service is passed on as the service wrote it. Neither gets into spans and events of
/// `tracing`, which have the kind and the code.
///
/// ```
/// use weda::{Client, ErrorKind};
///
/// let error = Client::builder("not an environment").secret("id", "key").build().unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Settings);
/// assert!(error.to_string().contains("WEDA_ENV_ID"));
/// ```
#[derive(Clone)]
pub struct Error(Arc<Inner>);

/// The length in bytes from which on a key or a token is hidden where an answer repeats it.
const SHORTEST_SECRET: usize = 8;

#[derive(Clone)]
struct Inner {
    kind: ErrorKind,
    problem: Problem,
    /// Method and path without the query, which may hold values of records.
    call: Option<String>,
    status: Option<u16>,
    request_id: Option<String>,
    repeat: Retry,
    /// How many requests were sent, where it was more than one.
    attempts: u32,
    retry_after: Option<Duration>,
    in_doubt: Option<InDoubt>,
    /// Nothing of the last request left this machine.
    is_unsent: bool,
    /// The call would have been repeated, and the budget of repetitions was used up.
    is_out_of_budget: bool,
    cause: Option<Cause>,
}

/// What is behind an error.
#[derive(Clone)]
enum Cause {
    /// The error of a call whose text this one's goes on from, or repeats.
    Call { error: Error, is_repeated: bool },
    /// An error of somebody else, whose text this one repeats.
    Other(Arc<dyn std::error::Error + Send + Sync>),
}

impl Error {
    /// The family of the problem: what a program decides by.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The code the service gave, if the service said no.
    ///
    /// ```
    /// use weda::{Code, Error};
    ///
    /// fn name_is_taken(error: &Error) -> bool {
    ///     error.code() == Some(&Code::AddDuplication)
    /// }
    /// ```
    pub fn code(&self) -> Option<&Code> {
        match &self.0.problem {
            Problem::Refused { code, .. } => code.as_ref(),
            _ => self.cause().and_then(Error::code),
        }
    }

    /// The error of the call itself, where this one tells what it means for a row of a bulk call. Its code, status, attempts
    /// and request id are this one's too.
    pub fn cause(&self) -> Option<&Error> {
        match &self.0.cause {
            Some(Cause::Call { error, .. }) => Some(error),
            _ => None,
        }
    }

    /// The code for logs: one word, as codes are. Some services put a sentence in its place, which may repeat what was sent.
    pub(crate) fn plain_code(&self) -> Option<&str> {
        let is_word = |code: &&str| {
            code.len() <= 80 && code.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
        };
        self.code().map(Code::as_str).filter(is_word)
    }

    /// The id of the request, which the vendor's support asks for: the one in the answer, otherwise the one sent.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref().or_else(|| self.cause()?.request_id())
    }

    /// The HTTP status, if there was an answer. Errors of the service come under 200 too.
    pub fn status(&self) -> Option<u16> {
        self.0.status.or_else(|| self.cause()?.status())
    }

    /// No answer came in time, or the service says that it timed out itself.
    pub fn is_timeout(&self) -> bool {
        self.kind() == ErrorKind::Timeout
    }

    /// For a write that may have been applied: what was sent and when, to look for it before it is repeated. `None` for
    /// reads, and for writes that were surely not applied.
    ///
    /// ```no_run
    /// # use weda::prelude::*;
    /// # #[weda_model("book")]
    /// # struct Book { id: Id<Book>, title: String }
    /// # async fn run(client: Client, title: String) -> weda::Result<()> {
    /// let new = NewBook { title: title.clone() };
    /// if let Err(error) = Book::create(&client, new).await
    ///     && let Some(write) = error.in_doubt()
    /// {
    ///     let since = Book::CREATED_AT.ge(write.sent_at());
    ///     let found = Book::query(&client).filter(Book::TITLE.eq(title) & since).first().await?;
    ///     println!("{}", if found.is_some() { "applied" } else { "not applied" });
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn in_doubt(&self) -> Option<&InDoubt> {
        self.0.in_doubt.as_ref()
    }

    /// Method and path of the call that failed, without the query; `None` where nothing was called.
    ///
    /// ```
    /// # async fn run(client: weda::Client) {
    /// if let Err(error) = client.model("student").query().count().await {
    ///     assert_eq!(error.call(), Some("GET /weda/odata/v1/pre/student"));
    /// }
    /// # }
    /// ```
    pub fn call(&self) -> Option<&str> {
        self.0.call.as_deref()
    }

    /// The message of the service as the service wrote it, if it refused the call in words. It may repeat values of
    /// records and may hold control characters: escape it before it is shown.
    pub fn message(&self) -> Option<&str> {
        match &self.0.problem {
            Problem::Refused { message, .. } if !message.is_empty() => Some(message),
            _ => None,
        }
    }

    /// What went wrong, on one line: without the call, the facts about it and the advice, which the whole text adds. For
    /// programs that tell their own users what to do.
    ///
    /// ```
    /// let error = weda::Client::builder("not an environment").secret("id", "key").build().unwrap_err();
    /// assert!(error.to_string().starts_with(&error.summary()));
    /// ```
    pub fn summary(&self) -> String {
        self.0.problem.what()
    }

    /// What to do next, in the words of this library; `None` where [`summary`](Self::summary) ends in it.
    pub fn advice(&self) -> Option<String> {
        self.0.problem.advice()
    }

    /// How long the service asks to wait before the next call, if it says so.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after.or_else(|| self.cause()?.retry_after())
    }

    /// How many requests were sent for the call, or were tried to be.
    pub fn attempts(&self) -> u32 {
        self.0.attempts.max(self.cause().map_or(0, Error::attempts))
    }

    /// Whether the call would have been repeated, but for the client's
    /// [`retry_budget`](crate::ClientBuilder::retry_budget), which was used up.
    pub fn is_retry_budget_exhausted(&self) -> bool {
        self.0.is_out_of_budget || self.cause().is_some_and(Error::is_retry_budget_exhausted)
    }

    /// A unique value is taken, or the record is in use.
    pub fn is_conflict(&self) -> bool {
        self.kind() == ErrorKind::Conflict
    }

    /// The keys are good, but may not do this.
    pub fn is_permission(&self) -> bool {
        self.kind() == ErrorKind::Permission
    }

    /// The service knows no such model or path, or no record where there must be one.
    pub fn is_not_found(&self) -> bool {
        self.kind() == ErrorKind::NotFound
    }

    pub(crate) fn new(kind: ErrorKind, problem: Problem) -> Error {
        let repeat = match (kind, &problem) {
            (ErrorKind::Timeout, _) | (ErrorKind::Network, Problem::Network { .. }) => Retry::IfIdempotent,
            (
                _,
                Problem::BrokenJson { .. }
                | Problem::BrokenCoding { .. }
                | Problem::Blank
                | Problem::OtherAnswer { .. },
            ) => Retry::IfIdempotent,
            (_, Problem::TooMany { .. }) => Retry::Never,
            (ErrorKind::UnexpectedAnswer, _) => Retry::Unknown,
            _ => Retry::Never,
        };
        Error(Arc::new(Inner {
            kind,
            problem,
            call: None,
            status: None,
            request_id: None,
            repeat,
            attempts: 1,
            retry_after: None,
            in_doubt: None,
            is_unsent: false,
            is_out_of_budget: false,
            cause: None,
        }))
    }

    /// To be changed. Clones share what they hold: the many rows of a chunk may end in one error.
    fn inner(&mut self) -> &mut Inner {
        Arc::make_mut(&mut self.0)
    }

    pub(crate) fn settings(problem: SettingsProblem) -> Error {
        Error::new(ErrorKind::Settings, Problem::Settings(problem))
    }

    /// An answer that is JSON, but not what was asked for. `text` is complete and ends in what to do.
    pub(crate) fn decode(text: String) -> Error {
        Error::new(ErrorKind::Decode, Problem::Text(text))
    }

    /// An operator that the dialect of the client does not switch on.
    pub(crate) fn not_enabled(text: String) -> Error {
        Error::new(ErrorKind::NotEnabled, Problem::Text(text))
    }

    /// A record that must be there.
    pub(crate) fn no_record(model: &str, id: &str) -> Error {
        Error::new(ErrorKind::NotFound, Problem::NoRecord { model: model.to_owned(), id: id.to_owned() })
    }

    /// Pages that overlap or miss records.
    pub(crate) fn unstable_order(text: String) -> Error {
        Error::new(ErrorKind::UnstableOrder, Problem::Text(text))
    }

    /// A value that cannot be sent, such as a number that is not finite.
    pub(crate) fn invalid_value(text: String) -> Error {
        Error::new(ErrorKind::InvalidValue, Problem::Text(text))
    }

    /// Names the call and its id. An id that the error has already, from the body of the answer, stays.
    pub(crate) fn in_call(self, request: &Request, request_id: &str) -> Error {
        let mut error = self.with_call(request);
        error.inner().request_id.get_or_insert_with(|| request_id.to_owned());
        error
    }

    pub(crate) fn with_call(mut self, request: &Request) -> Error {
        self.inner().call = Some(request.to_string());
        self
    }

    /// Whether what went wrong may be over the next time.
    pub(crate) fn retry(&self) -> Retry {
        self.0.repeat
    }

    pub(crate) fn with_retry(mut self, repeat: Retry) -> Error {
        self.inner().repeat = repeat;
        self
    }

    pub(crate) fn with_attempts(mut self, attempts: u32) -> Error {
        self.inner().attempts = attempts;
        self
    }

    pub(crate) fn with_retry_after(mut self, pause: Option<Duration>) -> Error {
        self.inner().retry_after = pause;
        self
    }

    pub(crate) fn with_doubt(mut self, in_doubt: Option<InDoubt>) -> Error {
        self.inner().in_doubt = in_doubt;
        self
    }

    /// Whether the service knows the model, and in it no such record: by a code of the business service, which has one of
    /// its own for models, or by a status 404 without a code. A page of HTML is a gateway's, which knows nothing of records,
    /// and so does a check that comes before the business service.
    pub(crate) fn says_no_record(&self) -> bool {
        match &self.0.problem {
            Problem::Refused { code: Some(code), .. } => code.is_of_record(),
            Problem::Refused { code: None, .. } | Problem::Status { beginning: None, .. } => self.0.status == Some(404),
            Problem::NoRecord { .. } => true,
            _ => false,
        }
    }

    /// The answer is no JSON, though a success.
    pub(crate) fn is_not_json(&self) -> bool {
        matches!(self.0.problem, Problem::NotJson { .. })
    }

    /// The answer that came was another request's.
    pub(crate) fn is_other_answer(&self) -> bool {
        matches!(self.0.problem, Problem::OtherAnswer { .. })
    }

    /// Whether the service said no in one of its envelopes.
    pub(crate) fn is_refusal(&self) -> bool {
        matches!(self.0.problem, Problem::Refused { .. })
    }

    pub(crate) fn with_problem(mut self, problem: Problem) -> Error {
        self.inner().problem = problem;
        self
    }

    /// Another family and advice for an answer that says no, where more is known than its code or status tells.
    pub(crate) fn with_verdict(mut self, kind: ErrorKind, text: String) -> Error {
        self.inner().kind = kind;
        if let Problem::Refused { advice, .. } | Problem::Status { advice, .. } = &mut self.inner().problem {
            *advice = text.into();
        }
        self
    }

    pub(crate) fn with_status(mut self, status: u16) -> Error {
        self.inner().status = Some(status);
        self
    }

    pub(crate) fn with_request_id(mut self, request_id: Option<String>) -> Error {
        self.inner().request_id = request_id;
        self
    }

    /// The same without a secret that an answer may have repeated.
    pub(crate) fn hiding(mut self, secret: &str) -> Error {
        // Whatever is shorter may stand in any text by chance, and is no secret of a service.
        if secret.len() < SHORTEST_SECRET {
            return self;
        }
        let inner = self.inner();
        let mut texts = inner.problem.foreign_texts();
        texts.extend(&mut inner.request_id);
        for text in texts.into_iter().filter(|text| text.contains(secret)) {
            *text = text.replace(secret, "(hidden)");
        }
        if let Problem::Refused { code: Some(code), .. } = &mut inner.problem
            && code.as_str().contains(secret)
        {
            *code = Code::from("(hidden)");
        }
        self
    }

    /// An error of somebody else, whose text this one repeats.
    pub(crate) fn with_retryed_source(mut self, other: impl std::error::Error + Send + Sync + 'static) -> Error {
        self.inner().cause = Some(Cause::Other(Arc::new(other)));
        self
    }

    /// The error of the call, which this one's text goes on from.
    pub(crate) fn with_cause(mut self, error: Error) -> Error {
        self.inner().cause = Some(Cause::Call { error, is_repeated: false });
        self
    }

    /// The error of the call, whose text this one repeats.
    pub(crate) fn with_repeated_cause(mut self, error: Error) -> Error {
        self.inner().cause = Some(Cause::Call { error, is_repeated: true });
        self
    }

    /// Whether nothing of the last request left this machine.
    pub(crate) fn is_unsent(&self) -> bool {
        self.0.is_unsent
    }

    pub(crate) fn unsent(mut self) -> Error {
        self.inner().is_unsent = true;
        self
    }

    pub(crate) fn out_of_budget(mut self) -> Error {
        self.inner().is_out_of_budget = true;
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Codes, messages, ids and found values in it are other people's: a message stays one line, and cannot paint a
        // terminal.
        write!(f, "{}", Printable(Sentence(&self.0)))
    }
}

/// The text of an error as it is put together.
struct Sentence<'a>(&'a Inner);

impl fmt::Display for Sentence<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = self.0;
        if let Some(call) = &inner.call {
            write!(f, "{call}: ")?;
        }
        inner.problem.fmt_what(f)?;
        let mut facts = Vec::new();
        if inner.problem.has_code() {
            facts.extend([format!("{:?}", inner.kind), inner.repeat.to_string()]);
        }
        facts.extend(inner.status.map(|status| format!("HTTP {status}")));
        facts.extend(inner.request_id.as_deref().map(|id| format!("request id {id}")));
        facts.extend((inner.attempts > 1).then(|| format!("{} attempts", inner.attempts)));
        facts.extend(inner.is_out_of_budget.then(|| "no more, since the client's retry budget is used up".to_owned()));
        if !facts.is_empty() {
            write!(f, " ({})", facts.join(", "))?;
        }
        inner.problem.fmt_advice(inner.in_doubt.is_some(), f)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error").field("kind", &self.0.kind).field("message", &self.to_string()).finish_non_exhaustive()
    }
}

/// What the text has said already is not said again by the source, so that a chain of them says each cause once.
impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self.0.cause.as_ref()? {
            Cause::Call { error, is_repeated: false } => Some(error),
            Cause::Call { error, is_repeated: true } => error.source(),
            Cause::Other(other) => other.source(),
        }
    }
}
