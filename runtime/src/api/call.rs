//! The platform's other interfaces: users, departments, workflow, and whatever comes.

mod answer;
mod envelope;
mod path;

use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;

pub use answer::ApiAnswer;
pub(crate) use envelope::data;
use http::Method;
use serde::Serialize;

use crate::Error;
use crate::call::{Call, RequestPreview};
use crate::client::Client;
use crate::request::{Idempotency, OperationKind, Request};

/// A call to one of the platform's interfaces, with the client's token, retries, limits and errors. Made by
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
///     .request("POST", "/weda/auth/v1/prod/describeRoelList") // spelled so in the document
///     .json(&json!({ "PageNo": 1, "PageSize": 20 }))
///     .reads() // may be repeated
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

/// The request so far, or why there is none.
///
/// A type of its own: for a forgotten `.await` rustc would advise a field that is a `Result`.
struct Draft(Result<Request, Error>);

impl Client {
    /// A call to an interface that this library has no words for, at this path of the service.
    ///
    /// The path begins with `/` and is plain text: what cannot stand in an address is encoded, and what would lead
    /// elsewhere, such as `..`, is an error before anything is sent. Parameters behind `?` are [`ApiCall::query`]'s.
    ///
    /// A GET may be repeated, and all else only where it was surely not carried out, unless [`ApiCall::reads`] or
    /// [`ApiCall::repeatable`] say more.
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
    /// A parameter of the address; both sides are plain text.
    pub fn query(mut self, name: &str, value: impl fmt::Display) -> Self {
        if let Ok(request) = &mut self.draft.0 {
            path::add(&mut request.path, name, &value.to_string());
        }
        self
    }

    /// The body. What cannot be written as JSON is an error of the call.
    pub fn json(mut self, body: &(impl Serialize + ?Sized)) -> Self {
        self.draft.0 = self.draft.0.and_then(|mut request| {
            let json = serde_json::to_vec(body).map_err(|error| {
                Error::invalid_value(format!("the body cannot be written as JSON: {error}; give maps texts for keys"))
            })?;
            request.body = Some(json.into());
            Ok(request)
        });
        self
    }

    /// The call changes nothing, whatever its method: it may be repeated, and is never in doubt.
    pub fn reads(self) -> Self {
        self.with(Idempotency::Read)
    }

    /// The call changes something, but a second time nothing more: it may be repeated.
    pub fn repeatable(self) -> Self {
        self.with(Idempotency::Idempotent)
    }

    /// What would be sent, without sending it.
    ///
    /// # Errors
    /// The reason why the call cannot be made: its method, its path or its body.
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
