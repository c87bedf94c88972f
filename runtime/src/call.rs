//! Calls that are sent when awaited.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;

use weda_definition::printable_json;

use crate::Error;
use crate::client::Client;
use crate::error::InDoubt;
use crate::protocol::Answer;
use crate::request::{Idempotency, Request};

/// A call to the service. Nothing is sent until it is awaited.
///
/// It is not a future itself: pass its [`into_future()`](IntoFuture::into_future) to functions that take futures, such as
/// `tokio::spawn` and `join_all`.
///
/// ```
/// # use weda::prelude::*;
/// # #[weda_model("book")]
/// # struct Book { id: Id<Book>, title: String }
/// let client = Client::for_emulator("127.0.0.1:4010");
/// let call = Book::update(&client, &Id::<Book>::new("9G5C0WQN26"), Book::patch().set(Book::PRICE, 49));
/// let request = call.preview()?.unwrap();
/// assert_eq!(
///     request.to_string(),
///     "PATCH http://127.0.0.1:4010/weda/odata/v1/pre/book('9G5C0WQN26')\n{\"price\":49}"
/// );
/// # Ok::<(), weda::Error>(())
/// ```
#[must_use = "a call does nothing until it is awaited"]
pub struct Call<T> {
    client: Client,
    // Not an `Option` or a `Result`: rustc would suggest such a field for a forgotten `.await`.
    plan: Plan<T>,
}

enum Plan<T> {
    Send(Sending<T>),
    /// The result is known without a request.
    Known(T),
    /// The request could not be made.
    Invalid(Error),
}

struct Sending<T> {
    request: Request,
    finish: Finish<Step<T>>,
    absent: Option<Absent<T>>,
}

/// The result in place of an error that means "not found".
struct Absent<T> {
    result: Result<T, Error>,
    applies: fn(&Error) -> bool,
}

/// Reads the answer to a request.
pub(crate) type Finish<T> = Box<dyn FnMut(&Request, &Answer) -> Result<T, Error> + Send>;

/// The step after an answer.
pub(crate) enum Step<T> {
    End(T),
    /// Boxed, since few calls have a second step.
    Read(Box<Further<T>>),
    Load(Box<Load<T>>),
}

/// The second step of a write that was applied: reads the record.
pub(crate) struct Further<T> {
    /// The id of the record.
    pub id: String,
    pub request: Request,
    pub finish: Finish<Step<T>>,
    /// The error if the service has no such record; then the write had no effect.
    pub absent: Option<Error>,
}

/// The last step of a call: loads the records that the relations of a record lead to.
pub(crate) struct Load<T> {
    /// The id of the record.
    pub id: String,
    pub load: Pin<Box<dyn Future<Output = Result<T, Error>> + Send>>,
}

impl<T> Call<T> {
    pub(crate) fn new(
        client: &Client,
        request: Result<Request, Error>,
        mut finish: impl FnMut(&Request, &Answer) -> Result<T, Error> + Send + 'static,
    ) -> Self {
        Self::in_steps(client, request, move |request, answer| finish(request, answer).map(Step::End))
    }

    /// Creates a call whose answer may lead to a second request.
    pub(crate) fn in_steps(
        client: &Client,
        request: Result<Request, Error>,
        finish: impl FnMut(&Request, &Answer) -> Result<Step<T>, Error> + Send + 'static,
    ) -> Self {
        let plan = match request {
            Ok(request) => Plan::Send(Sending { request, finish: Box::new(finish), absent: None }),
            Err(error) => Plan::Invalid(error),
        };
        Self { client: client.clone(), plan }
    }

    /// Returns this value if the service has no such record.
    pub(crate) fn or_absent(self, value: T) -> Self {
        self.or_absent_if(Error::says_no_record, value)
    }

    /// Returns this value in place of the errors for which `applies` returns true.
    pub(crate) fn or_absent_if(self, applies: fn(&Error) -> bool, value: T) -> Self {
        self.with_absent(Absent { result: Ok(value), applies })
    }

    /// Returns this error if the service has no such record.
    pub(crate) fn or_missing(self, error: Error) -> Self {
        self.with_absent(Absent { result: Err(error), applies: Error::says_no_record })
    }

    fn with_absent(mut self, absent: Absent<T>) -> Self {
        if let Plan::Send(sending) = &mut self.plan {
            sending.absent = Some(absent);
        }
        self
    }

    pub(crate) fn known(client: &Client, answer: T) -> Self {
        Self { client: client.clone(), plan: Plan::Known(answer) }
    }

    /// Returns the request without sending it; `None` if the call needs no request.
    ///
    /// # Errors
    /// Returns an error if the request cannot be made: a value cannot be sent, or an operator is not enabled.
    pub fn preview(&self) -> Result<Option<RequestPreview>, Error> {
        match &self.plan {
            Plan::Send(sending) => Ok(Some(RequestPreview::of(&self.client, &sending.request))),
            Plan::Known(_) => Ok(None),
            Plan::Invalid(error) => Err(error.clone()),
        }
    }
}

impl<T: Send + 'static> IntoFuture for Call<T> {
    type Output = Result<T, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            match self.plan {
                Plan::Invalid(error) => Err(error),
                Plan::Known(answer) => Ok(answer),
                Plan::Send(Sending { request, mut finish, absent }) => {
                    let (answer, read) = match (send(&self.client, &request, &mut finish).await, absent) {
                        (Err(error), Some(absent)) if (absent.applies)(&error) => {
                            return absent.result.map_err(|missing| missing.with_call(&request).with_cause(error));
                        }
                        (result, _) => result?,
                    };
                    // The service has answered, so a write is applied even if its answer cannot be read.
                    let step = read.map_err(|error| match request.idempotency {
                        Idempotency::Read => error,
                        Idempotency::Idempotent | Idempotency::Once => {
                            error.with_doubt(Some(applied(&request, &answer)))
                        }
                    })?;
                    let is_write = request.idempotency != Idempotency::Read;
                    let with_doubt = |error: Error, id: String| match is_write {
                        true => error.with_doubt(Some(applied(&request, &answer).with_id(id))),
                        false => error,
                    };
                    let step = match step {
                        Step::Read(further) => {
                            let Further { id, request: further, mut finish, absent } = *further;
                            // Boxed, since few calls have a second step.
                            let read = Box::pin(send(&self.client, &further, &mut finish)).await;
                            read.and_then(|(_, read)| read).map_err(|error| match absent {
                                Some(missing) if error.says_no_record() => {
                                    missing.with_call(&further).with_cause(error)
                                }
                                _ => with_doubt(error, id),
                            })?
                        }
                        step => step,
                    };
                    match step {
                        Step::End(value) => Ok(value),
                        Step::Load(step) => {
                            let Load { id, load } = *step;
                            load.await.map_err(|error| with_doubt(error, id))
                        }
                        Step::Read(_) => unreachable!("a second step has no further request"),
                    }
                }
            }
        })
    }
}

/// An answer, and the value that was read from it.
type Read<T> = (Answer, Result<T, Error>);

/// Sends a request and reads the answer. The outer error is that of the request, the inner one that of reading.
async fn send<T: Send>(
    client: &Client,
    request: &Request,
    finish: &mut (dyn FnMut(&Request, &Answer) -> Result<T, Error> + Send),
) -> Result<Read<T>, Error> {
    let mut read = None;
    let mut reader = |answer: &Answer| {
        read = Some(answer.read(finish(request, answer))?);
        Ok(())
    };
    let answer = client.send_and_read(request, &mut reader).await?;
    // The answer that a repeated delete is given has not passed the reader.
    let read = read.unwrap_or_else(|| finish(request, &answer));
    Ok((answer, read))
}

fn applied(request: &Request, answer: &Answer) -> InDoubt {
    InDoubt::new(request, answer.sent_at, vec![answer.request_id.clone()])
}

impl<T> fmt::Debug for Call<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.plan {
            Plan::Send(sending) => write!(f, "Call({})", sending.request),
            Plan::Known(_) => f.write_str("Call(nothing to send)"),
            Plan::Invalid(error) => write!(f, "Call({error})"),
        }
    }
}

/// The request of a call: method, URL and body. It holds values of records: do not log it.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RequestPreview {
    /// The HTTP method.
    pub method: String,
    /// The full URL, encoded as it is sent.
    pub url: String,
    /// The JSON body.
    pub body: Option<String>,
}

impl RequestPreview {
    pub(crate) fn of(client: &Client, request: &Request) -> Self {
        Self {
            method: request.method.as_str().to_owned(),
            url: [client.base_url(), &request.path].concat(),
            body: request.body.as_deref().map(|body| String::from_utf8_lossy(body).into_owned()),
        }
    }
}

impl fmt::Display for RequestPreview {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.url)?;
        match &self.body {
            Some(body) => write!(f, "\n{}", printable_json(body)),
            None => Ok(()),
        }
    }
}

/// Method and URL without the query, which holds values of records.
impl fmt::Debug for RequestPreview {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let url = self.url.split('?').next().unwrap_or_default();
        write!(f, "RequestPreview({} {url})", self.method)
    }
}
