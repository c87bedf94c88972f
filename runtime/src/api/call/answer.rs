use std::fmt;
use std::time::SystemTime;

use bytes::Bytes;
use http::HeaderMap;
use serde::de::DeserializeOwned;

use crate::Error;
use crate::protocol::Answer;
use crate::protocol::envelope;
use crate::request::Request;

/// A successful answer of one of the platform's interfaces. A refusal is an [`Error`], whatever its status.
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
        // For errors; they do not need the body.
        let call = Request { body: None, ..request.clone() };
        let Answer { status, body, request_id, headers, .. } = answer.clone();
        Self { call, status, request_id, body, headers }
    }

    /// Returns the HTTP status.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// Returns the request id, which the vendor's support asks for.
    pub fn request_id(&self) -> &str {
        &self.request_id
    }

    /// Returns the `Date` of the answer: the service's clock, in whole seconds. Compare it with the local clock to detect
    /// skew.
    pub fn date(&self) -> Option<SystemTime> {
        httpdate::parse_http_date(self.header("date")?.trim()).ok()
    }

    /// Returns the first value of a header; `name` is case-insensitive. `None` if the header is absent, or its value has
    /// characters other than visible ASCII.
    ///
    /// ```no_run
    /// # async fn run(client: weda::Client) -> weda::Result<()> {
    /// let answer = client.request("GET", "/weda/odata/v1/pre/学生").query("$top", 1).await?;
    /// // Only the offline emulator names its store in each answer.
    /// let is_emulator = answer.header("x-weda-store").is_some();
    /// # Ok(())
    /// # }
    /// ```
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Returns the body as received.
    ///
    /// # Errors
    /// Returns an error of kind [`Decode`](crate::ErrorKind::Decode) if it is not UTF-8.
    pub fn text(&self) -> Result<&str, Error> {
        std::str::from_utf8(&self.body).map_err(|error| self.decode_error(&format!("the answer is not UTF-8: {error}")))
    }

    /// Deserializes the whole body.
    ///
    /// # Errors
    /// Returns an error of kind [`Decode`](crate::ErrorKind::Decode) if the body does not match the type.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        serde_json::from_slice(&self.body)
            .map_err(|error| self.decode_error(&format!("the answer does not match the type: {error}")))
    }

    /// Deserializes the data inside the service's envelope, `{"Response":{"Data":..}}` in either spelling.
    ///
    /// # Errors
    /// Returns an error of kind [`Decode`](crate::ErrorKind::Decode) if there is no such envelope or its data does not match
    /// the type.
    pub fn data<T: DeserializeOwned>(&self) -> Result<T, Error> {
        let data = envelope::data(self.text()?)
            .ok_or_else(|| self.decode_error("the answer has no `Data` inside a `Response`"))?;
        serde_json::from_str(data.get())
            .map_err(|error| self.decode_error(&format!("the data of the answer does not match the type: {error}")))
    }

    fn decode_error(&self, what: &str) -> Error {
        Error::decode(format!("{what}; check the answer's `text`")).in_call(&self.call, &self.request_id)
    }
}

/// Does not print the body, which holds data of users.
impl fmt::Debug for ApiAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiAnswer")
            .field("status", &self.status)
            .field("request_id", &self.request_id)
            .field("bytes", &self.body.len())
            .finish()
    }
}
