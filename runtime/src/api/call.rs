//! Calls by path to the platform's other interfaces: users, departments, workflow.

mod answer;
mod path;

use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;

pub use answer::ApiAnswer;
use http::Method;
use serde::Serialize;

use crate::Error;
use crate::call::{Call, RequestPreview};
use crate::client::Client;
use crate::request::{Idempotency, OperationKind, Request};

/// A call by path to one of the platform's interfaces, with the client's token, retries, limits and errors. Created by
/// [`Client::request`].
///
/// ```no_run
/// # async fn run(client: weda::Client) -> weda::Result<()> {
/// use serde_json::json;
///
/// #[derive(serde::Deserialize)]
/// #[serde(rename_all = "PascalCase")]
/// struct Roles {
///     total: u64,
///     role_list: Vec<Role>,
/// }
/// #[derive(serde::Deserialize)]
/// #[serde(rename_all = "PascalCase")]
/// struct Role {
///     id: u64,
///     name: String,
/// }
///
/// let roles = client
///     .request("POST", "/weda/auth/v1/prod/describeRoelList") // the documented spelling
///     .json(&json!({ "PageNo": 1, "PageSize": 20 }))
///     .reads() // may be retried
///     .await?;
/// let Roles { total, role_list } = roles.data()?;
/// # Ok(())
/// # }
/// ```
#[must_use = "a call does nothing until it is awaited"]
pub struct ApiCall {
    client: Client,
    draft: Draft,
}

/// The request so far, or its first error.
///
/// A separate type: for a forgotten `.await` rustc would suggest a field that is a `Result`.
struct Draft(Result<Request, Error>);

impl Client {
    /// Creates a call to an interface that this library has no method for.
    ///
    /// The path begins with `/` and is plain text, which is encoded. A path that would lead elsewhere, such as one with
    /// `..`, is an error before anything is sent. Add query parameters with [`ApiCall::query`].
    ///
    /// A GET is retried as a read. Other methods are retried only if the failed attempt was certainly not applied, unless
    /// [`ApiCall::reads`] or [`ApiCall::repeatable`] is called.
    ///
    /// ```
    /// let client = weda::Client::for_emulator("127.0.0.1:4010");
    /// let call = client.request("GET", "/weda/auth/v1/prod/describeUserList").query("pageNo", 1).query("pageSize", 20);
    /// assert_eq!(
    ///     call.preview()?.url,
    ///     "http://127.0.0.1:4010/weda/auth/v1/prod/describeUserList?pageNo=1&pageSize=20"
    /// );
    /// assert!(client.request("GET", "//elsewhere.example/").preview().is_err());
    /// # Ok::<(), weda::Error>(())
    /// ```
    pub fn request(&self, method: impl TryInto<Method>, path: impl AsRef<str>) -> ApiCall {
        let request = path::method(method).and_then(|method| {
            let idempotency = match method {
                Method::GET | Method::HEAD => Idempotency::Read,
                _ => Idempotency::Once,
            };
            let operation = match method {
                Method::DELETE => OperationKind::Delete,
                _ => OperationKind::Request,
            };
            Ok(Request {
                method,
                path: path::encoded(path.as_ref())?,
                body: None,
                expect: 200,
                operation,
                model: None,
                record: None,
                idempotency,
            })
        });
        ApiCall { client: self.clone(), draft: Draft(request) }
    }
}

impl ApiCall {
    /// Adds a query parameter. Name and value are plain text, which is encoded.
    pub fn query(mut self, name: &str, value: impl fmt::Display) -> Self {
        if let Ok(request) = &mut self.draft.0 {
            path::add(&mut request.path, name, &value.to_string());
        }
        self
    }

    /// Sets the body. If it cannot be serialized as JSON, the call fails.
    pub fn json(mut self, body: &(impl Serialize + ?Sized)) -> Self {
        self.draft.0 = self.draft.0.and_then(|mut request| {
            let json = serde_json::to_vec(body).map_err(|error| {
                Error::invalid_value(format!(
                    "the body cannot be serialized as JSON: {error}; use strings as keys of maps"
                ))
            })?;
            request.body = Some(json.into());
            Ok(request)
        });
        self
    }

    /// Declares that the call changes nothing, whatever its method: it may be retried, and is never in doubt.
    pub fn reads(self) -> Self {
        self.with(Idempotency::Read)
    }

    /// Declares that the call is idempotent: it may be retried.
    pub fn repeatable(self) -> Self {
        self.with(Idempotency::Idempotent)
    }

    /// Returns the request without sending it.
    ///
    /// # Errors
    /// Returns an error if the method, the path or the body cannot be sent.
    pub fn preview(&self) -> Result<RequestPreview, Error> {
        match &self.draft.0 {
            Ok(request) => Ok(RequestPreview::of(&self.client, request)),
            Err(error) => Err(error.clone()),
        }
    }

    fn with(mut self, idempotency: Idempotency) -> Self {
        if let Ok(request) = &mut self.draft.0 {
            request.idempotency = idempotency;
        }
        self
    }
}

impl IntoFuture for ApiCall {
    type Output = Result<ApiAnswer, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        let finish = |request: &Request, answer: &_| Ok(ApiAnswer::of(request, answer));
        Call::new(&self.client, self.draft.0, finish).into_future()
    }
}

impl fmt::Debug for ApiCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.draft.0 {
            Ok(request) => write!(f, "ApiCall({request})"),
            Err(error) => write!(f, "ApiCall({error})"),
        }
    }
}
