//! From a request to its answer.

mod batch;
mod body;
mod cloud;
mod gateway;
mod model;
mod pages;
mod people;
mod publishing;
mod records;

use std::sync::{Arc, Mutex, MutexGuard};

use http::{HeaderValue, Method};
use jiff::Timestamp;
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::answer::{Answer, List, MAX_BYTES};
use crate::clock::Clock;
use crate::envelope::{Code, Rejection};
use crate::fault::Faults;
use crate::locked::locked;
use crate::log::Log;
use crate::options;
use crate::profile::{Feature, Profile, SystemWrite};
use crate::route::Route;
use crate::schema::Model;
use crate::stage::Stage;
use crate::store::{Context, Refusal, Store, TimeLimit, Unfit};
use crate::token::Tokens;
use gateway::Gate;
use pages::Pages;
use publishing::Publishing;

/// What of a request decides about its answer.
pub(crate) struct Request<'a> {
    pub(crate) method: &'a Method,
    /// Still percent-encoded; empty where there is none.
    pub(crate) query: &'a str,
    pub(crate) authorization: Option<&'a str>,
    /// The caller's request id, or one that was made.
    pub(crate) id: &'a str,
    /// Whether the caller sent the request id.
    pub(crate) has_id: bool,
    pub(crate) body: &'a [u8],
}

/// Who calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Caller {
    /// One with a token, or one who may control the emulator.
    Known,
    /// One who asks for a token.
    Stranger,
}

/// An offline WeDa, without the network around it.
pub(crate) struct Service {
    store: Mutex<Store>,
    /// The id of the store. Beside it, since an answer does not wait for calls that change records.
    store_id: Mutex<HeaderValue>,
    pub(crate) tokens: Tokens,
    pub(crate) profile: Profile,
    pub(crate) clock: Clock,
    pub(crate) faults: Faults,
    pub(crate) log: Log,
    /// Whether the control path is there.
    pub(crate) control: bool,
    /// Whether no other machine is let in.
    pub(crate) is_alone: bool,
    pub(crate) env_id: String,
    gate: Gate,
    pages: Mutex<Pages>,
    publishing: Publishing,
    time_limit: Arc<TimeLimit>,
}

impl Service {
    pub(crate) fn new(store: Store, tokens: Tokens, settings: Settings) -> Self {
        let Settings { profile, clock, env_id, log, control, is_alone } = settings;
        let (faults, gate) = (Faults::default(), Gate::default());
        Self {
            time_limit: store.time_limit(),
            store_id: Mutex::new(header(store.id())),
            store: Mutex::new(store),
            tokens,
            profile,
            clock,
            faults,
            log,
            control,
            is_alone,
            env_id,
            gate,
            pages: Mutex::default(),
            publishing: Publishing::default(),
        }
    }

    /// The records, for one call at a time.
    pub(crate) fn store(&self) -> MutexGuard<'_, Store> {
        let store = locked(&self.store);
        self.time_limit.count_anew();
        store
    }

    /// Gives up the request that is served, so that the emulator can stop.
    pub(crate) fn stop(&self) {
        self.time_limit.stop();
    }

    /// The id of the store, as answers have it.
    pub(crate) fn store_id(&self) -> HeaderValue {
        locked(&self.store_id).clone()
    }

    /// Removes all records but those of system models, which makes the store another one.
    pub(crate) fn clear(&self) -> rusqlite::Result<()> {
        let mut store = self.store();
        store.clear()?;
        *locked(&self.store_id) = header(store.id());
        Ok(())
    }

    /// Answers that stand ready. Whoever asks holds the records, too, so that nothing changes meanwhile.
    fn pages(&self) -> MutexGuard<'_, Pages> {
        locked(&self.pages)
    }

    /// Where a request goes; `action` is what the header of the cloud API names.
    pub(crate) fn route(&self, method: &Method, path: &str, action: Option<&str>) -> Result<Route, Rejection> {
        if let ("/", &Method::POST, Some(action)) = (path, method, action) {
            return Ok(Route::Cloud { action: action.to_owned() });
        }
        let route = Route::of(path)?;
        route.check_method(method, &self.profile.accept)?;
        Ok(route)
    }

    /// Who calls, by the token; `None` where nobody will look at the body.
    pub(crate) fn caller(&self, route: &Route, authorization: Option<&str>) -> Option<Caller> {
        match route {
            Route::Token => return Some(Caller::Stranger),
            // Nobody looks at its body.
            Route::Cloud { .. } => return None,
            _ => {}
        }
        self.tokens.verify(authorization, self.clock.now()).is_ok().then_some(Caller::Known)
    }

    /// Answers a request.
    pub(crate) fn answer(&self, request: &Request<'_>, route: &Route) -> Result<Answer, Rejection> {
        let now = self.clock.now();
        if needs_token(route) {
            self.tokens.verify(request.authorization, now)?;
            // The pages require request ids of data and schema calls alone.
            let needs_id = route.model().is_some() || matches!(route, Route::Schemas { .. });
            self.gate.admit(&self.profile.gateway, request.has_id || !needs_id, now)?;
            self.publish_what_is_due(now);
        }
        if let Some(model) = route.model() {
            self.gate.admit_to(&self.profile.gateway, model)?;
        }
        let _limited = self.time_limit.begin();
        match route {
            Route::Token => self.token(request, now).map_err(Rejection::of_token),
            Route::Cloud { action } => self.cloud(request, action),
            Route::NotEmulated(what) => Err(Rejection::new(Code::InvalidParameter, what)),
            Route::Records { stage, model } => self.records(request, self.stage(stage)?, model),
            Route::Record { stage, model, id } => self.record(request, self.stage(stage)?, model, id),
            Route::Batch { stage, model } => self.batch(request, self.stage(stage)?, model),
            Route::BatchRecords { stage, model, ids } => self.batch_records(request, self.stage(stage)?, model, ids),
            Route::Schemas { model } => self.schemas(request, model.as_deref()),
            Route::People(people) => self.people(request, *people),
            Route::OptionSets => self.option_sets(request).map_err(Rejection::of_option_sets),
        }
    }

    fn token(&self, request: &Request<'_>, now: Timestamp) -> Result<Answer, Rejection> {
        self.gate.admit_token(&self.profile.gateway, now)?;
        let grant = self.tokens.issue(request.authorization, request.body, &self.profile, now)?;
        Ok(Answer::json(200, &grant))
    }

    /// Under what a write happens now.
    pub(crate) fn context(&self) -> Context<'_> {
        Context { profile: &self.profile, now: self.clock.now() }
    }

    fn stage(&self, name: &str) -> Result<Stage, Rejection> {
        match name {
            "dev" if self.profile.accept.has(Feature::Dev) => Ok(Stage::Pre),
            _ => Stage::named(name).ok_or_else(|| {
                let what = format!("`{name}` is not an environment type: write pre (trial) or prod (live) in the path");
                let or = if name == "dev" { format!(", or {}", Feature::Dev) } else { String::new() };
                Rejection::new(Code::InvalidEnv, what + &or)
            }),
        }
    }
}

fn needs_token(route: &Route) -> bool {
    !matches!(route, Route::Token | Route::Cloud { .. })
}

fn header(id: Uuid) -> HeaderValue {
    HeaderValue::from_str(&id.simple().to_string()).expect("digits are visible ASCII characters")
}

/// What a service is made with, beside its records and tokens.
pub(crate) struct Settings {
    pub(crate) profile: Profile,
    pub(crate) clock: Clock,
    pub(crate) env_id: String,
    pub(crate) log: Log,
    pub(crate) control: bool,
    pub(crate) is_alone: bool,
}

fn known_model(store: &mut Store, stage: Stage, identifier: &str) -> Result<Arc<Model>, Rejection> {
    store.model(stage, identifier).map_err(unfit)?.ok_or_else(|| {
        let known = store.identifiers(stage).join(", ");
        let stage_name = stage.name();
        if stage == Stage::Prod && store.publishable(identifier).is_some() {
            let message = format!("model `{identifier}` is not published: publish it, or use one of {known}");
            return Rejection::new(Code::DataSourceNotExist, message);
        }
        let message = format!(
            "there is no model `{identifier}` in {stage_name}: start the emulator with its definition, or use one of {known}"
        );
        Rejection::new(Code::DataSourceNotExist, message)
    })
}

fn check_write(model: &Model, profile: &Profile) -> Result<(), Rejection> {
    if !model.system {
        return Ok(());
    }
    let code = match profile.errors.system_write {
        SystemWrite::Common => Code::PermissionDenied,
        SystemWrite::Business => Code::AuthFailure,
    };
    let message = format!(
        "`{}` is a system model and served read-only: list and get its records, and load test data into the emulator \
         from the program that starts it",
        model.identifier
    );
    Err(Rejection::new(code, message))
}

/// Refuses a list that is longer than an answer may be; it was not printed to its end.
fn check_length(list: &List) -> Result<(), Rejection> {
    if !list.is_too_long() {
        return Ok(());
    }
    let message = format!("the records have more than {MAX_BYTES} bytes, the most of one answer: ask for less at once");
    Err(Rejection::new(Code::InvalidParameter, message))
}

/// The members of a request's body.
fn members(bytes: &[u8]) -> Result<Map<String, Value>, Rejection> {
    serde_json::from_slice(bytes).map_err(|error| refused_body(&error))
}

fn refused_body(error: &serde_json::Error) -> Rejection {
    let message =
        format!("the body is not a JSON object ({error}): send one, field by field, like {{\"name\":\"李四\"}}");
    Rejection::new(Code::BadRequest, message)
}

fn invalid(problem: options::Problem) -> Rejection {
    Rejection::new(Code::InvalidParameter, problem).of_query()
}

fn storage(error: rusqlite::Error) -> Rejection {
    refused(error.into())
}

fn unfit(unfit: Unfit) -> Rejection {
    Rejection::new(Code::SysErr, unfit)
}

fn refused(refusal: Refusal) -> Rejection {
    let code = match &refusal {
        Refusal::Invalid(_) | Refusal::UnknownField { .. } => Code::InvalidParameter,
        Refusal::Taken { .. } => Code::AddDuplicationErr,
        Refusal::Referred { .. } => Code::FailedOperation,
        Refusal::TooSlow => Code::ServerTimeout,
        Refusal::Storage(_) => Code::SysErr,
    };
    Rejection::new(code, refusal)
}
