//! SQL for reading, with values that are bound: aggregates, groups and joins, which no other call has.
//!
//! Only the data-model gateway has SQL ([`GatewayKind::Model`](crate::GatewayKind::Model)), for models that are stored in
//! MySQL, and only for administrators: keys or an API key.
//!
//! ```no_run
//! use weda::prelude::*;
//!
//! #[derive(serde::Deserialize)]
//! struct Mean {
//!     genre: String,
//!     mean: f64,
//! }
//!
//! # async fn run(client: Client) -> weda::Result<()> {
//! let means: Vec<Mean> = client
//!     .sql("select genre, avg(price) as mean from {{ book }} where price > {{ min }} group by genre")
//!     .bind("min", 60)
//!     .await?;
//! # Ok(())
//! # }
//! ```

mod answer;
mod bindings;
mod into_parameter;
mod query;
mod row;
mod statement;
mod tables;
mod template;

pub use into_parameter::IntoParameter;
pub use query::SqlQuery;
pub use template::SqlTemplate;

use crate::client::Client;

impl Client {
    /// Creates a statement that reads, with rows of any type that implements `Deserialize`.
    ///
    /// `{{ name }}` is the value [bound](SqlQuery::bind) to the name, or else the table of the model with this identifier, as
    /// the service names it; the client reads the name once. The data are those of `prod` unless
    /// [`SqlQuery::env_type`] is called.
    ///
    /// A row is a struct or a map with members for the columns, or the value itself if there is a single column. Numbers are
    /// read from text too, booleans from 0 and 1, and lists and objects from JSON text, unless the member is free JSON.
    ///
    /// The statement is SELECT, or WITH and SELECT. Comments are not sent. Other statements, words that write or lock, several
    /// statements and what MySQL could read in two ways are refused before anything is sent. This is a guard against mistakes,
    /// not a parser: a stored function can still write.
    ///
    /// Source: "HTTP API", `mysqlCommand`.
    ///
    /// ```no_run
    /// # use weda::DateTime;
    /// # async fn run(client: weda::Client, since: DateTime) -> weda::Result<()> {
    /// let per_shelf: Vec<serde_json::Map<String, serde_json::Value>> = client
    ///     .sql("select s.name, count(*) as books from {{ book }} b join {{ shelf }} s on s._id = b.shelf \
    ///           where b.createdAt >= {{ since }} group by s.name")
    ///     .bind("since", since)
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// See [errors of calls](crate::Error#kinds). Ends in [`NotEnabled`](crate::ErrorKind::NotEnabled) if the client uses the
    /// OData interface, in [`InvalidValue`](crate::ErrorKind::InvalidValue) if the statement or a bound value is refused, in
    /// [`NotFound`](crate::ErrorKind::NotFound) if a name is neither bound nor a model, or the model is not published, in
    /// [`InvalidRequest`](crate::ErrorKind::InvalidRequest) if MySQL refuses the statement, and in
    /// [`Decode`](crate::ErrorKind::Decode), with row and column, if a row does not fit the type.
    pub fn sql<T>(&self, statement: impl Into<String>) -> SqlQuery<T> {
        SqlQuery::new(self, statement.into())
    }

    /// Creates a call of the SQL template with this name, which was made in the console.
    ///
    /// Rows are read as by [`sql`](Self::sql). A template may write: unless [`SqlTemplate::reads`] is called, it is not
    /// retried once it may have run, and an error says that it is in doubt.
    ///
    /// Source: "HTTP API", run of an SQL template.
    ///
    /// ```no_run
    /// # async fn run(client: weda::Client) -> weda::Result<()> {
    /// #[derive(serde::Deserialize)]
    /// struct Top {
    ///     title: String,
    ///     price: f64,
    /// }
    ///
    /// let dearest: Vec<Top> = client.sql_template("topN").bind("n", 3).reads().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// See [errors of calls](crate::Error#kinds). Ends in [`NotEnabled`](crate::ErrorKind::NotEnabled) if the client uses the
    /// OData interface, in [`ReadOnlyClient`](crate::ErrorKind::ReadOnlyClient) if it is read-only and `reads` was not
    /// called, and in [`NotFound`](crate::ErrorKind::NotFound) if there is no such template.
    pub fn sql_template<T>(&self, name: impl Into<String>) -> SqlTemplate<T> {
        SqlTemplate::new(self, name.into())
    }
}
