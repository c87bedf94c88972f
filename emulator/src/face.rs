//! The faces of the emulator: each parses the requests of one interface, calls the service and prints the results.

pub(crate) mod answer;
mod body;
mod cloud;
pub(crate) mod control;
mod data_source;
mod definitions;
pub(crate) mod discovery;
pub(crate) mod error_response;
mod listed;
mod model;
mod model_paths;
mod odata;
mod openapi;
mod parameters;
mod path_error;
mod percent;
mod printed;
mod query;
pub(crate) mod request;
pub(crate) mod route;
mod schemas;
mod service_errors;
mod signature;
mod sql;
mod token;
mod users;

use std::sync::Arc;

use http::Method;

use crate::service::Service;
use crate::token::Identity;
use answer::Answer;
use error_response::{ApiError, Code, is_gateway};
pub(crate) use listed::{LoggedRequest, NoList, list_of};
use model::Gateway;
use odata::Odata;
pub(crate) use odata::{FilterPart, FilterProblem, compile_filter, filter_parts};
use request::{Caller, Request};
use route::Route;
use sql::Sql;
pub(crate) use sql::{ReadError, ReadErrorKind, Templates, read as read_rows};

/// All faces of a service.
pub(crate) struct Faces {
    pub(crate) service: Arc<Service>,
    gateway: Gateway,
    odata: Odata,
    sql: Sql,
}

impl Faces {
    pub(crate) fn new(service: Arc<Service>, templates: Templates) -> Self {
        let sql = Sql::new(Arc::clone(&service), templates);
        Self { gateway: Gateway::new(Arc::clone(&service)), odata: Odata::new(Arc::clone(&service)), sql, service }
    }

    /// The route of a request; `action` is from the header of the cloud API.
    pub(crate) fn route(&self, method: &Method, path: &str, action: Option<&str>) -> Result<Route, ApiError> {
        Route::of(method, path, action, &self.service.profile().accept)
    }

    /// The caller by its token; `None` if the body will not be used.
    pub(crate) fn caller(&self, route: &Route, path: &str, authorization: Option<&str>) -> Option<Caller> {
        let service = &*self.service;
        let is_accepted = match route {
            Route::Token(_) => return Some(Caller::Anonymous),
            // The signature covers the body.
            Route::Cloud { .. } => signature::has_key_id(service, authorization),
            _ if is_signed(route, authorization) => signature::has_key_id(service, authorization),
            _ => token::verify(service, is_gateway(path), authorization, service.clock.now()).is_ok(),
        };
        is_accepted.then_some(Caller::Authenticated)
    }

    /// Answers a request.
    pub(crate) fn answer(&self, request: &Request<'_>, route: &Route) -> Result<Answer, ApiError> {
        let service = &*self.service;
        let (now, rules) = (service.clock.now(), &service.profile().gateway);
        let mut request = request.clone();
        if needs_token(route) {
            request.identity = if is_signed(route, request.authorization) {
                signature::check(service, &request).map_err(|error| ApiError::new(Code::InvalidAccessToken, error))?;
                Identity::Administrator
            } else {
                token::verify(service, is_gateway(request.path), request.authorization, now)?
            };
            // The documents require request ids for data and schema calls only.
            let needs_id = matches!(route, Route::Odata(_) | Route::Schemas { .. });
            let admitted = service.gate.admit(rules, request.has_id || !needs_id, now);
            admitted.map_err(|error| service_errors::gate(&error, rules))?;
        }
        service.apply_due_changes(now);
        if let Some(model) = route.model() {
            service.gate.admit_to(rules, model).map_err(|error| service_errors::gate(&error, rules))?;
        }
        let (_limited, request) = (service.limit_time(), &request);
        match route {
            Route::Token(call) => token::answer(service, request, *call, now),
            Route::Odata(target) => self.odata.answer(request, target),
            Route::Model(target) => self.gateway.answer(request, target),
            Route::Sql(target) => self.sql.answer(request, target),
            Route::Schemas { model } => schemas::schemas(service, request, model.as_deref()),
            Route::OptionSets => schemas::option_sets(service, request).map_err(ApiError::of_option_sets),
            Route::Users(call) => users::answer(service, request, *call),
            Route::Cloud { action } => cloud::answer(service, request, action),
            Route::Definitions(target) => definitions::answer(service, request, target),
            Route::NotEmulated(message) => Err(ApiError::new(Code::InvalidParameter, message)),
        }
    }
}

/// Returns true for a call with a signature, valid or not, where one may take the place of a token.
fn is_signed(route: &Route, authorization: Option<&str>) -> bool {
    matches!(route, Route::Sql(target) if target.accepts_signature()) && signature::is_signature(authorization)
}

fn needs_token(route: &Route) -> bool {
    match route {
        Route::Token(_) | Route::Cloud { .. } => false,
        Route::Sql(target) => target.needs_token(),
        _ => true,
    }
}
