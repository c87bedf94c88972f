use std::fmt;
use std::time::SystemTime;

use bytes::Bytes;
use http::HeaderMap;
use serde::de::DeserializeOwned;

use super::envelope;
use crate::Error;
use crate::protocol::Answer;
use crate::request::Request;

/// A success of one of the platform's interfaces. What the service refuses is an [`Error`], whatever its status.
#[derive(Clone)]
pub struct ApiAnswer {
    call: Request,
    status: u16,
    request_id: String,
    body: Bytes,
    headers: HeaderMap,
}

impl ApiAnswer {
    pub(super) fn of(request: &Request, answer: &Answer) -> Self {
        // Only what errors say of the call is kept of it.
        let call = Request { body: None, ..request.clone() };
        let Answer { status, body, request_id, headers, .. } = answer.clone();
        Self { call, status, request_id, body, headers }
    }

    /// The HTTP status.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The id of the request, which the vendor's support asks for.
    pub fn request_id(&self) -> &str {
        &self.request_id
    }

    /// When the answer was written, to the second, by the service's clock: what tells a clock of yours that goes wrong.
    pub fn date(&self) -> Option<SystemTime> {
        httpdate::parse_http_date(self.header("date")?.trim()).ok()
    }

    /// The value of a header, the first if it has several; the case of `name` does not matter. `None` if the answer has no
    /// such header, or its value has other than visible ASCII characters.
    ///
    /// ```no_run
    /// # async fn run(client: weda::Client) -> weda::Result<()> {
    /// let answer = client.request("GET", "/weda/odata/v1/pre/学生").query("$top", 1).await?;
    /// // The offline emulator names its store in each answer; the service does not.
    /// let is_emulator = answer.header("x-weda-store").is_some();
    /// # Ok(())
    /// # }
    /// ```
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The body as it came.
    ///
    /// # Errors
    /// Of kind [`Decode`](crate::ErrorKind::Decode), if it is not UTF-8.
    pub fn text(&self) -> Result<&str, Error> {
        std::str::from_utf8(&self.body).map_err(|error| self.fault(&format!("the answer is not UTF-8: {error}")))
    }

    /// The whole body in a type of yours.
    ///
    /// # Errors
    /// Of kind [`Decode`](crate::ErrorKind::Decode), if it does not fit.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        serde_json::from_slice(&self.body).map_err(|error| self.fault(&format!("the answer does not fit: {error}")))
    }

    /// What stands inside the service's envelope, `{"Response":{"Data":..}}` in either spelling, in a type of yours.
    ///
    /// # Errors
    /// Of kind [`Decode`](crate::ErrorKind::Decode), if there is no such envelope, or its data do not fit.
    pub fn data<T: DeserializeOwned>(&self) -> Result<T, Error> {
        let data =
            envelope::data(self.text()?).ok_or_else(|| self.fault("the answer has no `Data` inside a `Response`"))?;
        serde_json::from_str(data.get())
            .map_err(|error| self.fault(&format!("the data of the answer do not fit: {error}")))
    }

    fn fault(&self, what: &str) -> Error {
        Error::decode(format!("{what}; look at the answer's `text`")).in_call(&self.call, &self.request_id)
    }
}

/// Without the body, which holds data of users.
impl fmt::Debug for ApiAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiAnswer")
            .field("status", &self.status)
            .field("request_id", &self.request_id)
            .field("bytes", &self.body.len())
            .finish()
    }
}
