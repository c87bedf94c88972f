//! SQL without a network: calls as data, and what a gateway that has SQL makes of them.

use std::fmt;

use serde_json::value::RawValue;

use super::EnvType;
use crate::Error;
use crate::request::Request;
use crate::value::Value;

/// A value that is bound to a name.
#[derive(Debug, Clone)]
pub(crate) struct Parameter {
    pub name: String,
    pub value: Value,
}

/// The data that a statement reads, which are in separate tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Tables {
    Trial,
    Published,
}

/// The SQL of a gateway. Errors of type `String` are reasons in words.
pub(crate) trait SqlGateway: fmt::Debug + Send + Sync {
    /// Creates the request for the details of a model, which have the name of its table.
    fn table(&self, model: &str, tables: Tables) -> Result<Request, Error>;

    /// Returns the name of the table, if the model has one.
    fn table_name(&self, body: &[u8], tables: Tables) -> Result<Option<String>, String>;

    /// Creates the request that runs a statement, with a timeout in seconds.
    fn statement(&self, text: &str, parameters: &[Parameter], timeout: Option<u64>) -> Result<Request, Error>;

    /// Creates the request that runs a named template, which may write.
    fn template(&self, env_type: &EnvType, name: &str, parameters: &[Parameter]) -> Result<Request, Error>;

    /// Splits an answer into its rows.
    fn rows<'b>(&self, body: &'b [u8]) -> Result<Vec<&'b RawValue>, String>;

    /// Adds to a refusal of SQL what its code does not say.
    fn refined(&self, refusal: Error) -> Error;
}
