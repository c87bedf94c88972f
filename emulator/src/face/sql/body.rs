//! The bodies of calls.

use std::time::Duration;

use serde_json::{Map, Value as Json};

use super::parameters::{self, Parameters};
use super::problem::Problem;
use super::statement::Statement;
use crate::face::body::not_an_object;
use crate::face::error_response::Code;
use crate::log::truncated;
use crate::profile::ModelApi;
use crate::stage::Stage;
use crate::validate::type_name;

/// The seconds that `config.timeout` may have, as documented.
const TIMEOUTS: std::ops::RangeInclusive<u64> = 1..=30;

/// The seconds without `config.timeout`, as documented.
const DEFAULT_TIMEOUT: u64 = 5;

/// A call of a template.
pub(super) struct TemplateCall {
    pub(super) parameters: Parameters,
    /// A note on ignored members, for the log.
    pub(super) note: Option<String>,
}

/// A call of `mysqlCommand`.
pub(super) struct Command {
    pub(super) text: String,
    pub(super) parameters: Parameters,
    /// False if the caller asks for parameters as text of the statement.
    is_prepared: bool,
    pub(super) timeout: Duration,
    pub(super) note: Option<String>,
}

impl TemplateCall {
    pub(super) fn parse(body: &[u8], stage: Stage, api: &ModelApi) -> Result<Self, Problem> {
        let (members, note) = members(body, &["parameter", "envType", "envName"], api)?;
        if let Some(other) = members.get("envType").filter(|found| found.as_str() != Some(stage.name()))
            && api.env_type_compared
        {
            let stage = stage.name();
            return Err(Problem::invalid(format_args!(
                "`envType` is {other} and the path has `{stage}`: send the same, or none"
            )));
        }
        if !members.contains_key("parameter") {
            return Err(Problem::new(Code::MissingParameter, "`parameter` is missing: send a list, [] for none"));
        }
        Ok(Self { parameters: parameters::parse(members.get("parameter"))?, note })
    }
}

impl Command {
    pub(super) fn parse(body: &[u8], api: &ModelApi) -> Result<Self, Problem> {
        let (mut members, note) = members(body, &["sqlTemplate", "parameter", "config"], api)?;
        let text = match members.remove("sqlTemplate") {
            Some(Json::String(text)) => text,
            None => return Err(Problem::new(Code::MissingParameter, "`sqlTemplate` is missing: send a SELECT")),
            Some(other) => {
                let found = type_name(&other);
                return Err(Problem::invalid(format_args!("`sqlTemplate` is {found}, expected a text: send a SELECT")));
            }
        };
        let Config { is_prepared, timeout } = config(members.get("config"))?;
        Ok(Self { text, parameters: parameters::parse(members.get("parameter"))?, is_prepared, timeout, note })
    }

    /// Returns an error if parameters are to become text of the statement.
    pub(super) fn check(&self, statement: &Statement) -> Result<(), Problem> {
        match statement.marks.first() {
            Some(mark) if !self.is_prepared => Err(Problem::unsupported(
                "`preparedStatements` false with `{{ }}`",
                "leave it out, so that parameters are bound and never become SQL",
            )
            .at(mark.span)),
            _ => Ok(()),
        }
    }
}

/// The settings of a call.
struct Config {
    is_prepared: bool,
    timeout: Duration,
}

fn config(config: Option<&Json>) -> Result<Config, Problem> {
    let members = match config {
        None | Some(Json::Null) => &Map::new(),
        Some(Json::Object(members)) => members,
        Some(other) => {
            return Err(Problem::invalid(format_args!("`config` is {}, expected an object", type_name(other))));
        }
    };
    let timeout = match members.get("timeout") {
        None | Some(Json::Null) => Some(DEFAULT_TIMEOUT),
        Some(timeout) => timeout.as_u64().filter(|seconds| TIMEOUTS.contains(seconds)),
    };
    let Some(timeout) = timeout.map(Duration::from_secs) else {
        let message = "`config.timeout` is not a number of seconds from 1 to 30: send 5";
        return Err(Problem::new(Code::InvalidParameterValue, message));
    };
    match members.get("dbLinkName") {
        None | Some(Json::Null | Json::String(_)) => {}
        Some(other) => {
            return Err(Problem::invalid(format_args!("`config.dbLinkName` is {}, expected a text", type_name(other))));
        }
    }
    let is_prepared = match members.get("preparedStatements") {
        None | Some(Json::Null) => true,
        Some(Json::Bool(is_prepared)) => *is_prepared,
        Some(other) => {
            let found = type_name(other);
            return Err(Problem::invalid(format_args!(
                "`config.preparedStatements` is {found}, expected true or false"
            )));
        }
    };
    Ok(Config { is_prepared, timeout })
}

/// The members of a body, and a note on those that are ignored.
fn members(body: &[u8], known: &[&str], api: &ModelApi) -> Result<(Map<String, Json>, Option<String>), Problem> {
    let members: Map<String, Json> = serde_json::from_slice(body)
        .map_err(|error| Problem::invalid(not_an_object(&error, &format!("send one with `{}`", known[0]))))?;
    let unknown: Vec<&str> = members.keys().map(String::as_str).filter(|key| !known.contains(key)).collect();
    match unknown.first() {
        None => Ok((members, None)),
        Some(first) if api.unknown_members_refused => Err(Problem::new(
            Code::UnknownParameter,
            format_args!("`{first}` is not a member of this call: use {}", known.join(", ")),
        )),
        Some(_) => {
            let note = format!("the members `{}` were ignored", unknown.join("`, `"));
            Ok((members, Some(truncated(&note))))
        }
    }
}
