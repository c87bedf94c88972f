//! SQL: named templates (`/v1/sql`) and `mysqlCommand`.

mod body;
mod catalog;
mod large_stack;
mod mark;
mod parameters;
mod problem;
mod reading;
mod route;
mod rows;
mod run;
mod statement;
mod tables;
mod templates;
mod translate;
mod value;
mod write;

use std::sync::Arc;
use std::time::Instant;

use serde_json::json;

use super::answer::Answer;
use super::error_response::{ApiError, Code};
use super::path_error::PathError;
use super::query;
use super::request::Request;
use crate::profile::{Given, Nullify, TemplateWrite, Writes};
use crate::service::Service;
use crate::stage::Stage;
use crate::store::Context;
use crate::token::Identity;
use body::{Command, TemplateCall};
use large_stack::on_large_stack;
use problem::Problem;
pub(crate) use reading::{ReadError, ReadErrorKind, read};
pub(super) use route::Target;
use run::{Outcome, Run};
use tables::{Naming, Tables};
pub(crate) use templates::Templates;

/// The face of SQL.
pub(super) struct Sql {
    service: Arc<Service>,
    templates: Templates,
}

impl Sql {
    pub(super) fn new(service: Arc<Service>, templates: Templates) -> Self {
        Self { service, templates }
    }

    /// Answers a call.
    pub(super) fn answer(&self, request: &Request<'_>, target: &Target) -> Result<Answer, ApiError> {
        if *target != Target::CloudFunction {
            query::none(request.query)?;
        }
        let answered = match target {
            Target::Template { stage, name } => self.template(request, stage, name),
            Target::Command { stage } => self.command(request, stage),
            Target::CloudFunction => Err(cloud_function()),
        };
        answered.map_err(|problem| problem.error())
    }

    /// Runs a template.
    fn template(&self, request: &Request<'_>, stage: &str, name: &str) -> Result<Answer, Problem> {
        let start = Instant::now();
        let stage =
            Stage::named(stage).ok_or_else(|| Problem::new(Code::InvalidParameterValue, PathError::Stage(stage)))?;
        let Some(template) = self.templates.get(name) else {
            let names = self.templates.names();
            let advice = if names.is_empty() {
                "start the emulator with a folder of templates".to_owned()
            } else {
                format!("use one of {}", names.join(", "))
            };
            return Err(Problem::new(Code::ResourceNotFound, format_args!("there is no template `{name}`: {advice}")));
        };
        let api = &self.service.profile().model_api;
        let call = TemplateCall::parse(request.body, stage, api)?;
        let run = Run {
            statement: &template.statement,
            parameters: &call.parameters,
            identity: &request.identity,
            writes: Ok(()),
        };
        let outcome = on_large_stack(|| {
            let _limited = self.service.limit_time();
            self.run(stage, template.model.as_deref(), &run)
        })?;
        let millis = start.elapsed().as_millis().to_string();
        let (data, applied) = match outcome {
            Outcome::Rows(rows) => {
                let (json, total) = (rows.json, rows.total);
                (format!(r#"{{"total":{total},"records":{json},"latencyMillis":"{millis}"}}"#), false)
            }
            Outcome::Written(total) => match api.template_write {
                TemplateWrite::Records => {
                    (format!(r#"{{"total":{total},"records":[],"latencyMillis":"{millis}"}}"#), total > 0)
                }
                _ => ("{}".to_owned(), total > 0),
            },
        };
        let body = format!(r#"{{"Response":{{"RequestId":{},"Data":{data}}}}}"#, json!(request.id));
        Ok(Answer::printed(200, body.into_bytes()).applied(applied).noted(call.note))
    }

    /// Runs the statement of a body.
    fn command(&self, request: &Request<'_>, stage: &str) -> Result<Answer, Problem> {
        let start = Instant::now();
        if stage != Stage::Prod.name() {
            return Err(Problem::new(
                Code::ResourceNotFound,
                "mysqlCommand is at /v1/model/plugin/prod/mysqlCommand: use that path; the table of a model's trial data is \
                 `{model}-preview`",
            ));
        }
        if request.identity != Identity::Administrator {
            return Err(Problem::new(
                Code::PermissionDenied,
                "mysqlCommand needs the token of an administrator or an API key: do not call it from a browser",
            ));
        }
        let api = &self.service.profile().model_api;
        let command = Command::parse(request.body, api)?;
        let allowed =
            if api.sql_writes { Ok(()) } else { Err("only SELECT is open (`model_api.sql_writes`): use a template") };
        let outcome = on_large_stack(|| {
            let statement = statement::parse(&command.text)?;
            command.check(&statement)?;
            let (parameters, identity) = (&command.parameters, &request.identity);
            let run = Run { statement: &statement, parameters, identity, writes: allowed };
            let _limited = self.service.limit_time_to(command.timeout);
            self.run(Stage::Prod, None, &run)
        })?;
        let millis = start.elapsed().as_millis().to_string();
        let (rows, total, applied) = match outcome {
            Outcome::Rows(rows) => (rows.json, rows.total, false),
            Outcome::Written(total) => ("[]".to_owned(), total, total > 0),
        };
        let body = format!(
            r#"{{"data":{{"backendExecute":"{millis}","executeResultList":{rows},"total":{total}}},"requestId":{}}}"#,
            json!(request.id)
        );
        Ok(Answer::printed(200, body.into_bytes()).applied(applied).noted(command.note))
    }

    /// Runs a statement on this thread, whose time is limited.
    fn run(&self, stage: Stage, model: Option<&str>, run: &Run<'_>) -> Result<Outcome, Problem> {
        let service = &*self.service;
        let profile = service.profile();
        let (user, rules) = (run.identity.user(&profile.identity.user), writes(&profile.writes));
        let context = Context { rules: &rules, ids: Given::Kept, user, now: service.clock.now() };
        let mut session = service.session_with(context);
        run.on(&mut Tables { service, session: &mut session, stage, model, naming: Naming::OfService })
    }
}

/// The rules of writes: a statement sets every column itself.
fn writes(own: &Writes) -> Writes {
    Writes {
        system_fields: Given::Kept,
        auto_numbers: Given::Kept,
        refuse_unknown_fields: true,
        native_json: true,
        null: Nullify::Clears,
        partial_batches: false,
        ..own.clone()
    }
}

fn cloud_function() -> Problem {
    Problem::new(
        Code::UnsupportedOperation,
        "$runSQL and $runSQLRaw call a cloud function, which is not emulated: call mysqlCommand at \
         /v1/model/plugin/prod/mysqlCommand, or a template with runSQLTemplate",
    )
}
