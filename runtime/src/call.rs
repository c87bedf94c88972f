//! Calls that have been described and not been made.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;

use weda_definition::printable_json;

use crate::Error;
use crate::client::Client;
use crate::error::InDoubt;
use crate::protocol::Answer;
use crate::request::{Idempotency, Request};

/// One call to the service: nothing is sent until it is awaited.
///
/// It is not a future itself. What takes futures, such as `tokio::spawn` and `join_all`, takes its
/// [`into_future()`](IntoFuture::into_future).
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
    // An enum of ours: for a forgotten `.await` rustc would advise fields that are an `Option` or a `Result`.
    plan: Plan<T>,
}

enum Plan<T> {
    Send(Sending<T>),
    /// The answer is known without asking.
    Known(T),
    /// The call cannot be made.
    Refused(Error),
}

struct Sending<T> {
    request: Request,
    finish: Finish<Step<T>>,
    absent: Option<Absent<T>>,
}

/// What the call gives where an error says that there is nothing.
struct Absent<T> {
    answer: Result<T, Error>,
    says_so: fn(&Error) -> bool,
}

/// Makes something of the answer to a request.
pub(crate) type Finish<T> = Box<dyn FnMut(&Request, &Answer) -> Result<T, Error> + Send>;

/// What an answer leads to.
pub(crate) enum Step<T> {
    End(T),
    /// Boxed, since few calls have a second step and all would carry its size.
    Read(Box<Further<T>>),
}

/// The second step of a write that was applied: reads the record.
pub(crate) struct Further<T> {
    /// The id of the record.
    pub id: String,
    pub request: Request,
    pub finish: Finish<T>,
    /// What is said where the service has no such record; the write has then reached none.
    pub absent: Option<Error>,
}

impl<T> Call<T> {
    pub(crate) fn new(
        client: &Client,
        request: Result<Request, Error>,
        mut finish: impl FnMut(&Request, &Answer) -> Result<T, Error> + Send + 'static,
    ) -> Self {
        Self::in_steps(client, request, move |request, answer| finish(request, answer).map(Step::End))
    }

    /// A call whose answer may lead to a further request.
    pub(crate) fn in_steps(
        client: &Client,
        request: Result<Request, Error>,
        finish: impl FnMut(&Request, &Answer) -> Result<Step<T>, Error> + Send + 'static,
    ) -> Self {
        let plan = match request {
            Ok(request) => Plan::Send(Sending { request, finish: Box::new(finish), absent: None }),
            Err(error) => Plan::Refused(error),
        };
        Self { client: client.clone(), plan }
    }

    /// Gives this answer where the service knows no such record, in whatever way it says so.
    pub(crate) fn or_absent(self, answer: T) -> Self {
        self.or_absent_if(Error::says_no_record, answer)
    }

    /// Gives this answer where an error says that there is nothing.
    pub(crate) fn or_absent_if(self, says_so: fn(&Error) -> bool, answer: T) -> Self {
        self.with_absent(Absent { answer: Ok(answer), says_so })
    }

    /// Ends in this error where the service knows no such record, in whatever way it says so.
    pub(crate) fn or_missing(self, error: Error) -> Self {
        self.with_absent(Absent { answer: Err(error), says_so: Error::says_no_record })
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

    /// What would be sent, without sending it; `None` if the answer is known without asking.
    ///
    /// # Errors
    /// The reason why the call cannot be made: a value that cannot be sent, or an operator that is not switched on.
    pub fn preview(&self) -> Result<Option<RequestPreview>, Error> {
        match &self.plan {
            Plan::Send(sending) => Ok(Some(RequestPreview::of(&self.client, &sending.request))),
            Plan::Known(_) => Ok(None),
            Plan::Refused(error) => Err(error.clone()),
        }
    }
}

impl<T: Send + 'static> IntoFuture for Call<T> {
    type Output = Result<T, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            match self.plan {
                Plan::Refused(error) => Err(error),
                Plan::Known(answer) => Ok(answer),
                Plan::Send(Sending { request, mut finish, absent }) => {
                    let (answer, read) = match (send(&self.client, &request, &mut finish).await, absent) {
                        (Err(error), Some(absent)) if (absent.says_so)(&error) => {
                            return absent.answer.map_err(|missing| missing.with_call(&request).with_cause(error));
                        }
                        (result, _) => result?,
                    };
                    // A write has been applied when its answer cannot be read.
                    let step = read.map_err(|error| match request.idempotency {
                        Idempotency::Read => error,
                        Idempotency::Idempotent | Idempotency::Once => {
                            error.with_doubt(Some(applied(&request, &answer)))
                        }
                    })?;
                    match step {
                        Step::End(value) => Ok(value),
                        Step::Read(further) => {
                            let Further { id, request: further, mut finish, absent } = *further;
                            // Boxed for the same reason.
                            let read = Box::pin(send(&self.client, &further, &mut finish)).await;
                            read.and_then(|(_, read)| read).map_err(|error| match absent {
                                Some(missing) if error.says_no_record() => {
                                    missing.with_call(&further).with_cause(error)
                                }
                                _ => error.with_doubt(Some(applied(&request, &answer).with_id(id))),
                            })
                        }
                    }
                }
            }
        })
    }
}

/// An answer, and what was read of it.
type Read<T> = (Answer, Result<T, Error>);

/// Sends a request and reads the answer; the outer error says that there is none.
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
    // An answer that was made up for a deletion has not been read.
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
            Plan::Refused(error) => write!(f, "Call({error})"),
        }
    }
}

/// What a call sends: method, address and body. It holds the values of records, so it is no text for logs.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RequestPreview {
    /// The HTTP method.
    pub method: String,
    /// The whole address, encoded as it is sent.
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

/// Method and address without the query, which holds values of records.
impl fmt::Debug for RequestPreview {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let url = self.url.split('?').next().unwrap_or_default();
        write!(f, "RequestPreview({} {url})", self.method)
    }
}
