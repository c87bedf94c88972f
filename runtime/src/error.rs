//! The error of all calls and settings, the service's error codes, and writes in doubt.

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

/// The result of a call.
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

/// The error of a call, or of a client's settings.
///
/// Its text is one line: the call, the problem, the facts about it, and what to do next. If the service returned a code, the
/// text has the code with its meaning, its [kind](ErrorKind), whether it is [retried](Retry), and the advice for it, as
/// listed at [`Code`]. The text never holds keys or tokens. Of records it shows only the beginning of a value that cannot be
/// read, and it repeats the service's message, with keys and tokens hidden and control
/// characters escaped. Spans and events of `tracing` have neither, only kind and code.
///
/// # Kinds
///
/// Calls can fail with these kinds; methods name others in their own `# Errors`.
///
/// | kind | cause | what to do |
/// |---|---|---|
/// | [`Settings`](ErrorKind::Settings) | the client cannot be built | correct the setting that the text names |
/// | [`Authentication`](ErrorKind::Authentication), [`Permission`](ErrorKind::Permission) | keys, token or rights | check the keys and the rights of their account |
/// | [`InvalidRequest`](ErrorKind::InvalidRequest) | the service rejects the request | compare fields and values with the model |
/// | [`QuotaExceeded`](ErrorKind::QuotaExceeded) | the quota of the package, or one of the client's rate limiter, is exhausted | wait until it renews ([`retry_after`](Self::retry_after), if it is known), or upgrade the package |
/// | [`InvalidValue`](ErrorKind::InvalidValue), [`ReadOnlyClient`](ErrorKind::ReadOnlyClient) | a value that cannot be sent, or a write by a read-only client; nothing was sent | correct the value, or use another client |
/// | [`NotFound`](ErrorKind::NotFound) | no such model, or not published | check the identifier and the environment type |
/// | [`RateLimited`](ErrorKind::RateLimited), [`Timeout`](ErrorKind::Timeout), [`Network`](ErrorKind::Network), [`Service`](ErrorKind::Service) | temporary, after all retries | try again later; see [`in_doubt`](Self::in_doubt) for writes |
/// | [`Decode`](ErrorKind::Decode), [`UnexpectedAnswer`](ErrorKind::UnexpectedAnswer) | the response does not fit the type or the protocol | generate the types anew, or report the request id |
/// | [`NotEnabled`](ErrorKind::NotEnabled) | an undocumented feature | enable it in the [`Dialect`](crate::Dialect), or avoid it |
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

/// The minimum length in bytes of a key or token that is hidden if an answer repeats it. Shorter texts may occur in any
/// message by chance, and are not real secrets.
const SHORTEST_SECRET: usize = 8;

#[derive(Clone)]
struct Inner {
    kind: ErrorKind,
    problem: Problem,
    /// Method and path without the query, which may hold values of records.
    call: Option<String>,
    status: Option<u16>,
    request_id: Option<String>,
    retry: Retry,
    attempts: u32,
    retry_after: Option<Duration>,
    in_doubt: Option<InDoubt>,
    /// No byte of the last request was sent.
    is_unsent: bool,
    /// The call was not retried because the retry budget was exhausted.
    is_out_of_budget: bool,
    /// See [`Error::is_about_a_record`].
    may_be_no_record: bool,
    cause: Option<Cause>,
}

/// The cause of an error.
#[derive(Clone)]
enum Cause {
    /// The error of a call. `is_repeated` if this error's text contains its text.
    Call { error: Error, is_repeated: bool },
    /// A foreign error whose text is part of this error's text.
    Other(Arc<dyn std::error::Error + Send + Sync>),
}

impl Error {
    /// The category of the error.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The service's error code, if it returned one.
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

    /// The error of the call, if this one describes its effect on a row of a bulk call. This error has the same code, status,
    /// attempts and request id.
    pub fn cause(&self) -> Option<&Error> {
        match &self.0.cause {
            Some(Cause::Call { error, .. }) => Some(error),
            _ => None,
        }
    }

    /// The code for logs, if it is one word. Some services send a sentence in its place, which may repeat what was sent.
    pub(crate) fn plain_code(&self) -> Option<&str> {
        let is_word = |code: &&str| {
            code.len() <= 80 && code.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
        };
        self.code().map(Code::as_str).filter(is_word)
    }

    /// The request id, which the vendor's support asks for: that of the answer, otherwise the one that was sent.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref().or_else(|| self.cause()?.request_id())
    }

    /// The HTTP status, if there was an answer. The service also returns errors with status 200.
    pub fn status(&self) -> Option<u16> {
        self.0.status.or_else(|| self.cause()?.status())
    }

    /// Returns true if no answer came in time, or the service reported a timeout.
    pub fn is_timeout(&self) -> bool {
        self.kind() == ErrorKind::Timeout
    }

    /// The write that may have been applied: what was sent and when, so that a program can look for it before it repeats the
    /// write. `None` for reads, and for writes that were certainly not applied.
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

    /// Method and path of the failed call, without the query; `None` if there was no call.
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

    /// The service's message, in which only keys and tokens are hidden, if it refused the call with one. It may contain values of records and control
    /// characters: escape it before showing it.
    pub fn message(&self) -> Option<&str> {
        match &self.0.problem {
            Problem::Refused { message, .. } if !message.is_empty() => Some(message),
            _ => None,
        }
    }

    /// The problem on one line, without call, facts and advice, which the full text adds. For programs that give advice of
    /// their own.
    ///
    /// ```
    /// let error = weda::Client::builder("not an environment").secret("id", "key").build().unwrap_err();
    /// assert!(error.to_string().starts_with(&error.summary()));
    /// ```
    pub fn summary(&self) -> String {
        self.0.problem.what()
    }

    /// The advice on what to do next; `None` if it is part of [`summary`](Self::summary).
    pub fn advice(&self) -> Option<String> {
        self.0.problem.advice()
    }

    /// The delay that the service asks for before the next call, if any.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after.or_else(|| self.cause()?.retry_after())
    }

    /// The number of attempts made.
    pub fn attempts(&self) -> u32 {
        self.0.attempts.max(self.cause().map_or(0, Error::attempts))
    }

    /// Returns true if the call was not retried because the client's
    /// [`retry_budget`](crate::ClientBuilder::retry_budget) was exhausted.
    pub fn is_retry_budget_exhausted(&self) -> bool {
        self.0.is_out_of_budget || self.cause().is_some_and(Error::is_retry_budget_exhausted)
    }

    /// Returns true if a unique value exists already, or the record is in use.
    pub fn is_conflict(&self) -> bool {
        self.kind() == ErrorKind::Conflict
    }

    /// Returns true if the credentials are valid but not authorised for the call.
    pub fn is_permission(&self) -> bool {
        self.kind() == ErrorKind::Permission
    }

    /// Returns true if the model, the path, or a required record does not exist.
    pub fn is_not_found(&self) -> bool {
        self.kind() == ErrorKind::NotFound
    }

    pub(crate) fn new(kind: ErrorKind, problem: Problem) -> Error {
        let retry = match (kind, &problem) {
            (ErrorKind::Timeout, _) | (ErrorKind::Network, Problem::Network { .. }) => Retry::IfIdempotent,
            (
                _,
                Problem::BrokenJson { .. }
                | Problem::BrokenCoding { .. }
                | Problem::Blank
                | Problem::Unconfirmed
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
            retry,
            attempts: 1,
            retry_after: None,
            in_doubt: None,
            is_unsent: false,
            is_out_of_budget: false,
            may_be_no_record: false,
            cause: None,
        }))
    }

    /// Copied on write: the rows of a chunk may share one error.
    fn inner(&mut self) -> &mut Inner {
        Arc::make_mut(&mut self.0)
    }

    pub(crate) fn settings(problem: SettingsProblem) -> Error {
        Error::new(ErrorKind::Settings, Problem::Settings(problem))
    }

    /// An answer that is JSON, but not in the expected form. `text` includes the advice.
    pub(crate) fn decode(text: String) -> Error {
        Error::new(ErrorKind::Decode, Problem::Text(text))
    }

    /// An operator that the client's dialect does not enable.
    pub(crate) fn not_enabled(text: String) -> Error {
        Error::new(ErrorKind::NotEnabled, Problem::Text(text))
    }

    /// A required record that does not exist.
    pub(crate) fn no_record(model: &str, id: &str) -> Error {
        Error::new(ErrorKind::NotFound, Problem::NoRecord { model: model.to_owned(), id: id.to_owned() })
    }

    /// A record that was changed meanwhile.
    pub(crate) fn conflict(text: String) -> Error {
        Error::new(ErrorKind::Conflict, Problem::Text(text))
    }

    /// Pages that overlap or miss records.
    pub(crate) fn unstable_order(text: String) -> Error {
        Error::new(ErrorKind::UnstableOrder, Problem::Text(text))
    }

    /// A value that cannot be sent, such as a number that is not finite.
    pub(crate) fn invalid_value(text: String) -> Error {
        Error::new(ErrorKind::InvalidValue, Problem::Text(text))
    }

    /// Adds the call and its request id, unless the error has one from the body of the answer.
    pub(crate) fn in_call(self, request: &Request, request_id: &str) -> Error {
        let mut error = self.with_call(request);
        error.inner().request_id.get_or_insert_with(|| request_id.to_owned());
        error
    }

    pub(crate) fn with_call(mut self, request: &Request) -> Error {
        self.inner().call = Some(request.to_string());
        self
    }

    pub(crate) fn retry(&self) -> Retry {
        self.0.retry
    }

    pub(crate) fn with_retry(mut self, retry: Retry) -> Error {
        self.inner().retry = retry;
        self
    }

    pub(crate) fn with_attempts(mut self, attempts: u32) -> Error {
        self.inner().attempts = attempts;
        self
    }

    pub(crate) fn with_retry_after(mut self, delay: Option<Duration>) -> Error {
        self.inner().retry_after = delay;
        self
    }

    pub(crate) fn with_doubt(mut self, in_doubt: Option<InDoubt>) -> Error {
        self.inner().in_doubt = in_doubt;
        self
    }

    /// Returns true if the model exists and the record does not: by a code of the business service, which has another one
    /// for models, or by status 404 without a code. An HTML page comes from a gateway and says nothing about records, and so
    /// do the checks before the business service.
    pub(crate) fn says_no_record(&self) -> bool {
        match &self.0.problem {
            Problem::Refused { code: Some(code), .. } => code.is_of_record(),
            Problem::Refused { code: None, .. } | Problem::Status { beginning: None, .. } => self.0.status == Some(404),
            Problem::NoRecord { .. } => true,
            _ => false,
        }
    }

    /// Returns true if the refusal of a change may mean that the record does not exist: by [`says_no_record`], or by the
    /// data-model gateway's code for whatever does not exist.
    ///
    /// [`says_no_record`]: Self::says_no_record
    pub(crate) fn is_about_a_record(&self) -> bool {
        self.says_no_record() || (self.0.may_be_no_record && self.code() == Some(&Code::ResourceAbsent))
    }

    /// Marks a refusal by the data-model gateway, which has one code for paths and records that do not exist.
    pub(crate) fn may_be_no_record(mut self) -> Error {
        self.inner().may_be_no_record = true;
        self
    }

    /// Returns true if a successful answer is not JSON.
    pub(crate) fn is_not_json(&self) -> bool {
        matches!(self.0.problem, Problem::NotJson { .. })
    }

    /// Returns true if the answer belongs to another request.
    pub(crate) fn is_other_answer(&self) -> bool {
        matches!(self.0.problem, Problem::OtherAnswer { .. })
    }

    /// Returns true if the service refused the call in one of its envelopes.
    pub(crate) fn is_refusal(&self) -> bool {
        matches!(self.0.problem, Problem::Refused { .. })
    }

    pub(crate) fn with_problem(mut self, problem: Problem) -> Error {
        self.inner().problem = problem;
        self
    }

    /// Replaces kind and advice of a refusal, if more is known than its code or status.
    pub(crate) fn with_verdict(mut self, kind: ErrorKind, text: String) -> Error {
        self.inner().kind = kind;
        if let Problem::Refused { advice, .. } | Problem::Status { advice, .. } = &mut self.inner().problem {
            *advice = text.into();
        }
        self
    }

    /// Replaces the advice about a refusal.
    pub(crate) fn with_advice(self, advice: &str) -> Error {
        let kind = self.kind();
        self.with_verdict(kind, advice.to_owned())
    }

    pub(crate) fn with_status(mut self, status: u16) -> Error {
        self.inner().status = Some(status);
        self
    }

    pub(crate) fn with_request_id(mut self, request_id: Option<String>) -> Error {
        self.inner().request_id = request_id;
        self
    }

    /// Hides a secret that the answer may have repeated.
    pub(crate) fn hiding(mut self, secret: &str) -> Error {
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

    /// Adds a foreign cause whose text is part of this error's text.
    pub(crate) fn with_repeated_source(mut self, other: impl std::error::Error + Send + Sync + 'static) -> Error {
        self.inner().cause = Some(Cause::Other(Arc::new(other)));
        self
    }

    /// Adds the error of the call as the cause, whose text is not part of this error's text.
    pub(crate) fn with_cause(mut self, error: Error) -> Error {
        self.inner().cause = Some(Cause::Call { error, is_repeated: false });
        self
    }

    /// Adds the error of the call as the cause, whose text is part of this error's text.
    pub(crate) fn with_repeated_cause(mut self, error: Error) -> Error {
        self.inner().cause = Some(Cause::Call { error, is_repeated: true });
        self
    }

    /// Returns true if no byte of the last request was sent.
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
        // Codes, messages, ids and values in it are untrusted: the text stays on one line, without control characters.
        write!(f, "{}", Printable(Sentence(&self.0)))
    }
}

/// The text of an error, before it is escaped.
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
            facts.extend([format!("{:?}", inner.kind), inner.retry.to_string()]);
        }
        facts.extend(inner.status.map(|status| format!("HTTP {status}")));
        facts.extend(inner.request_id.as_deref().map(|id| format!("request id {id}")));
        facts.extend((inner.attempts > 1).then(|| format!("{} attempts", inner.attempts)));
        facts.extend(inner.is_out_of_budget.then(|| "the client's retry budget is exhausted".to_owned()));
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

/// The source leaves out causes that are part of the text, so that a printed chain has each cause once.
impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self.0.cause.as_ref()? {
            Cause::Call { error, is_repeated: false } => Some(error),
            Cause::Call { error, is_repeated: true } => error.source(),
            Cause::Other(other) => other.source(),
        }
    }
}
