use std::fmt;
use std::future::{Future, IntoFuture};
use std::marker::PhantomData;
use std::pin::Pin;
use std::time::Duration;

use serde::de::DeserializeOwned;

use super::bindings::Bindings;
use super::into_parameter::IntoParameter;
use super::statement::Statement;
use super::{answer, tables};
use crate::call::RequestPreview;
use crate::client::{Client, EnvType};
use crate::error::{Error, ErrorKind};
use crate::protocol::sql::Tables;
use crate::request::Request;

/// A statement that reads rows of type `T`. Created by [`Client::sql`]. Nothing is sent until it is awaited.
///
/// The data are those of `prod`, whatever the environment type of the client, unless [`env_type`](Self::env_type) is called.
#[must_use = "a statement is not sent until it is awaited"]
pub struct SqlQuery<T> {
    client: Client,
    text: String,
    bindings: Bindings,
    timeout: Option<Duration>,
    rows: PhantomData<fn() -> T>,
}

impl<T> SqlQuery<T> {
    pub(super) fn new(client: &Client, text: String) -> Self {
        let client = client.with_env_type(EnvType::Prod);
        Self { client, text, bindings: Bindings::default(), timeout: None, rows: PhantomData }
    }

    /// Binds a value to the name in `{{ name }}`. It never becomes text of the statement.
    ///
    /// The name has letters, digits and underscores, is bound once, and occurs in the statement. A bound name must not stand
    /// where a table does.
    pub fn bind(mut self, name: impl Into<String>, value: impl IntoParameter) -> Self {
        self.bindings.bind(name.into(), value);
        self
    }

    /// Reads the tables of this environment type: the trial data with [`EnvType::Pre`]. Defaults to [`EnvType::Prod`].
    ///
    /// Only the tables differ. Tables that are named without `{{ }}`, such as those between two models, are not replaced.
    pub fn env_type(mut self, env_type: EnvType) -> Self {
        self.client = self.client.with_env_type(env_type);
        self
    }

    /// Limits the time that the database takes: 1 to 30 seconds, rounded up. The service defaults to 5 seconds.
    ///
    /// The call as a whole has the client's [`timeout`](crate::ClientBuilder::timeout). Source: "HTTP API", `mysqlCommand`.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Returns the request without sending it. Names of tables that the client does not know yet are read from the service.
    ///
    /// ```no_run
    /// # async fn run(client: weda::Client) -> weda::Result<()> {
    /// let dear = client.sql::<String>("select title from {{ book }} where price > {{ min }}").bind("min", 60);
    /// println!("{}", dear.preview().await?);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Returns the errors of [`Client::sql`] that come before the statement is sent.
    pub async fn preview(&self) -> Result<RequestPreview, Error> {
        let (request, _) = self.request().await?;
        Ok(RequestPreview::of(&self.client, &request))
    }

    /// Returns the request, after all checks, and the tables in it.
    async fn request(&self) -> Result<(Request, tables::Named), Error> {
        let gateway = self.client.gateway().sql()?;
        let statement = Statement::parse(&self.text).map_err(|problem| Error::invalid_value(problem.to_string()))?;
        let parameters = self.bindings.checked()?;
        for parameter in parameters {
            self.check(&statement, &parameter.name)?;
        }
        let timeout =
            self.timeout.map(|timeout| timeout.as_secs().saturating_add(u64::from(timeout.subsec_nanos() > 0)));
        // Before tables are read: a value may not be one that can be sent.
        gateway.statement("", parameters, timeout)?;
        let named = tables::of(&self.client, &statement, &self.bindings, self.tables()?).await?;
        Ok((gateway.statement(&tables::write(&statement, &named), parameters, timeout)?, named))
    }

    /// Checks the use of a bound name.
    fn check(&self, statement: &Statement, name: &str) -> Result<(), Error> {
        let names = statement.names();
        if !names.contains(&name) {
            let has = match names.is_empty() {
                true => "no name in `{{ }}`".to_owned(),
                false => format!("only `{{{{ {} }}}}`", names.join(" }}`, `{{ ")),
            };
            return Err(Error::invalid_value(format!(
                "`{name}` is bound and the statement has {has}; use the value or remove it"
            )));
        }
        match statement.is_table(name) {
            true => Err(Error::invalid_value(format!(
                "`{name}` is bound and `{{{{ {name} }}}}` stands where a table does; bind the value by another name, since \
                 tables cannot be bound"
            ))),
            false => Ok(()),
        }
    }

    fn tables(&self) -> Result<Tables, Error> {
        match self.client.env_type() {
            EnvType::Pre => Ok(Tables::Trial),
            EnvType::Prod => Ok(Tables::Published),
            EnvType::Other(name) => Err(Error::not_enabled(format!(
                "SQL in the environment type `{name}`: the data-model gateway documents tables for `pre` and `prod` alone; use \
                 one of these"
            ))),
        }
    }
}

impl<T: DeserializeOwned + Send + 'static> SqlQuery<T> {
    /// Reads the only row, such as that of an aggregate without GROUP BY.
    ///
    /// ```no_run
    /// # async fn run(client: weda::Client) -> weda::Result<()> {
    /// let books: i64 = client.sql("select count(*) from {{ book }}").one().await?;
    /// let mean: Option<f64> = client.sql("select avg(price) from {{ book }}").one().await?; // null without books
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// See [`Client::sql`]. Returns an error of kind [`Decode`](ErrorKind::Decode) if there is no row, or more than one.
    pub async fn one(self) -> Result<T, Error> {
        let mut rows = self.await?;
        match (rows.pop(), rows.len()) {
            (Some(row), 0) => Ok(row),
            (last, others) => Err(Error::decode(format!(
                "the statement returned {} rows, expected one; await it for all rows",
                others + usize::from(last.is_some())
            ))),
        }
    }

    async fn run(self) -> Result<Vec<T>, Error> {
        let (request, named) = self.request().await?;
        let result = answer::rows(&self.client, request).await;
        if let Err(error) = &result
            && matches!(error.kind(), ErrorKind::NotFound | ErrorKind::InvalidRequest)
        {
            tables::forget(&self.client, &named, self.tables()?);
        }
        result
    }
}

impl<T: DeserializeOwned + Send + 'static> IntoFuture for SqlQuery<T> {
    type Output = Result<Vec<T>, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

impl<T> Clone for SqlQuery<T> {
    fn clone(&self) -> Self {
        Self { client: self.client.clone(), text: self.text.clone(), bindings: self.bindings.clone(), ..*self }
    }
}

/// Prints the names that are bound, not the values, nor the statement, which may have values of its own.
impl<T> fmt::Debug for SqlQuery<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SqlQuery({}, {})", self.client.env_type(), self.bindings.listed())
    }
}
