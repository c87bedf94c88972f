//! From a request to its answer.

use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::http::Method;
use serde_json::{Map, Value};

use crate::answer::Answer;
use crate::envelope::{Code, Fault};
use crate::options;
use crate::profile::Profile;
use crate::route::{Route, Stage};
use crate::store::{Model, Refusal, Store};
use crate::token::Tokens;

/// What of a request decides about its answer.
pub(crate) struct Request<'a> {
    pub(crate) method: &'a Method,
    /// Still percent-encoded.
    pub(crate) path: &'a str,
    /// Still percent-encoded; empty where there is none.
    pub(crate) query: &'a str,
    pub(crate) authorization: Option<&'a str>,
    pub(crate) body: &'a [u8],
}

/// An offline WeDa, without the network around it.
pub(crate) struct Service {
    store: Mutex<Store>,
    pub(crate) tokens: Tokens,
    pub(crate) profile: Profile,
}

impl Service {
    pub(crate) fn new(store: Store, tokens: Tokens, profile: Profile) -> Self {
        Self { store: Mutex::new(store), tokens, profile }
    }

    /// The records, for one call at a time.
    pub(crate) fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Answers a request.
    pub(crate) fn answer(&self, request: &Request<'_>) -> Result<Answer, Fault> {
        let route = Route::of(request.path)?;
        route.check_method(request.method, &self.profile.accept)?;
        if route != Route::Token {
            self.tokens.verify(request.authorization)?;
        }
        match &route {
            Route::Token => {
                let grant = self.tokens.issue(request.authorization, request.body, &self.profile)?;
                Ok(Answer::json(200, &grant))
            }
            Route::NotEmulated(what) => Err(Fault::new(Code::InvalidParameter, what)),
            Route::Records { stage, model } => self.records(request, known_stage(stage)?, model),
            Route::Record { stage, model, id } => self.record(request, known_stage(stage)?, model, id),
        }
    }

    /// A call on a model: list or create.
    fn records(&self, request: &Request<'_>, stage: Stage, identifier: &str) -> Result<Answer, Fault> {
        let mut store = self.store();
        let model = known_model(&store, identifier)?;
        if *request.method == Method::GET {
            let list = options::list(request.query, model, &self.profile).map_err(invalid)?;
            let page = store.list(stage, model, &list).map_err(storage)?;
            return Ok(Answer::page(model, &page, list.select.as_deref(), &self.profile));
        }
        check_write(model)?;
        options::none(request.query).map_err(invalid)?;
        let row = store.create(stage, identifier, &body(request.body)?, &self.profile).map_err(refused)?;
        Ok(Answer::record(201, known_model(&store, identifier)?, &row, &self.profile))
    }

    /// A call on a record: get, update or delete.
    fn record(&self, request: &Request<'_>, stage: Stage, identifier: &str, id: &str) -> Result<Answer, Fault> {
        let store = self.store();
        let model = known_model(&store, identifier)?;
        options::none(request.query).map_err(invalid)?;
        if *request.method == Method::GET {
            let row = store.get(stage, model, id).map_err(storage)?;
            let answer = row.map(|row| Answer::record(200, model, &row, &self.profile));
            return Ok(answer.unwrap_or_else(|| Answer::no_record(model)));
        }
        check_write(model)?;
        if *request.method != Method::DELETE {
            store.update(stage, model, id, &body(request.body)?, &self.profile).map_err(refused)?;
        } else {
            store.delete(stage, model, id).map_err(storage)?;
        }
        Ok(Answer::empty())
    }
}

fn known_stage(name: &str) -> Result<Stage, Fault> {
    Stage::named(name).ok_or_else(|| {
        let message = format!("`{name}` is not an environment type: write pre (trial) or prod (live) in the path");
        Fault::new(Code::InvalidEnv, message)
    })
}

fn known_model<'a>(store: &'a Store, identifier: &str) -> Result<&'a Model, Fault> {
    store.model(identifier).ok_or_else(|| {
        let known = store.identifiers().join(", ");
        let message =
            format!("there is no model `{identifier}`: start the emulator with its definition, or use one of {known}");
        Fault::new(Code::DataSourceNotExist, message)
    })
}

fn check_write(model: &Model) -> Result<(), Fault> {
    if !model.system {
        return Ok(());
    }
    let message = format!(
        "`{}` is a system model and served read-only: list and get its records, and load test data into the emulator \
         from the program that starts it",
        model.identifier
    );
    Err(Fault::new(Code::PermissionDenied, message))
}

/// The members of a request's body.
fn body(bytes: &[u8]) -> Result<Map<String, Value>, Fault> {
    serde_json::from_slice(bytes).map_err(|error| {
        let message =
            format!("the body is not a JSON object ({error}): send one, field by field, like {{\"name\":\"李四\"}}");
        Fault::new(Code::BadRequest, message)
    })
}

fn invalid(problem: options::Problem) -> Fault {
    Fault::new(Code::InvalidParameter, problem)
}

fn storage(error: rusqlite::Error) -> Fault {
    refused(Refusal::Storage(error))
}

fn refused(refusal: Refusal) -> Fault {
    let code = match &refusal {
        Refusal::Broken(_) => Code::InvalidParameter,
        Refusal::Taken { .. } => Code::AddDuplicationErr,
        Refusal::Storage(_) => Code::SysErr,
    };
    Fault::new(code, refusal)
}
