use std::fmt;
use std::future::{Future, IntoFuture};
use std::marker::PhantomData;
use std::pin::Pin;

use serde::de::DeserializeOwned;

use super::answer;
use super::bindings::Bindings;
use super::into_parameter::IntoParameter;
use crate::call::RequestPreview;
use crate::client::{Client, EnvType};
use crate::error::Error;
use crate::request::{Idempotency, OperationKind, Request};

/// A named template of the environment, with rows of type `T`. Created by [`Client::sql_template`]. Nothing is sent until it
/// is awaited.
#[must_use = "a template does not run until it is awaited"]
pub struct SqlTemplate<T> {
    client: Client,
    name: String,
    bindings: Bindings,
    reads: bool,
    rows: PhantomData<fn() -> T>,
}

impl<T> SqlTemplate<T> {
    pub(super) fn new(client: &Client, name: String) -> Self {
        let client = client.with_env_type(EnvType::Prod);
        Self { client, name, bindings: Bindings::default(), reads: false, rows: PhantomData }
    }

    /// Binds a value to a parameter of the template.
    pub fn bind(mut self, name: impl Into<String>, value: impl IntoParameter) -> Self {
        self.bindings.bind(name.into(), value);
        self
    }

    /// Runs the template on the data of this environment type. Defaults to [`EnvType::Prod`].
    pub fn env_type(mut self, env_type: EnvType) -> Self {
        self.client = self.client.with_env_type(env_type);
        self
    }

    /// Declares that the template changes nothing: it may be retried, and read-only clients run it.
    ///
    /// The client does not see the statement of a template, so that by default it runs at most once, like a write.
    pub fn reads(mut self) -> Self {
        self.reads = true;
        self
    }

    /// Returns the request without sending it.
    ///
    /// ```
    /// use weda::{Client, GatewayKind};
    ///
    /// let client = Client::builder("lowcode-2gay8jgh25").gateway(GatewayKind::Model).token("t").build()?;
    /// let request = client.sql_template::<String>("topN").bind("n", 3).preview()?;
    /// assert!(request.url.ends_with("/v1/sql/prod/topN/run"));
    /// assert_eq!(request.body.as_deref(), Some(r#"{"parameter":[{"key":"n","type":"NUMBER","value":"3"}]}"#));
    /// # Ok::<(), weda::Error>(())
    /// ```
    ///
    /// # Errors
    /// Returns the errors of [`Client::sql_template`] that come before the request is sent.
    pub fn preview(&self) -> Result<RequestPreview, Error> {
        Ok(RequestPreview::of(&self.client, &self.request()?))
    }

    fn request(&self) -> Result<Request, Error> {
        let parameters = self.bindings.checked();
        let gateway = self.client.gateway().sql()?;
        let mut request = gateway.template(self.client.env_type(), &self.name, parameters?)?;
        if self.reads {
            (request.operation, request.idempotency) = (OperationKind::Read, Idempotency::Read);
        }
        Ok(request)
    }
}

impl<T: DeserializeOwned + Send + 'static> SqlTemplate<T> {
    async fn run(self) -> Result<Vec<T>, Error> {
        answer::rows(&self.client, self.request()?).await
    }
}

impl<T: DeserializeOwned + Send + 'static> IntoFuture for SqlTemplate<T> {
    type Output = Result<Vec<T>, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

impl<T> Clone for SqlTemplate<T> {
    fn clone(&self) -> Self {
        Self { client: self.client.clone(), name: self.name.clone(), bindings: self.bindings.clone(), ..*self }
    }
}

/// Prints the names that are bound, not the values.
impl<T> fmt::Debug for SqlTemplate<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SqlTemplate({} in {}, {})", self.name, self.client.env_type(), self.bindings.listed())
    }
}
