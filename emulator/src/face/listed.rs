//! The lists of logged requests, for tools.

use std::sync::Arc;

use http::{HeaderMap, Method};

use super::model::{Gateway, Operation};
use super::odata::{Odata, Target};
use super::request::Request;
use super::route::Route;
use crate::schema::Model;
use crate::service::{Service, Session};
use crate::store::List;
use crate::token::Identity;

/// A request as the log has it.
pub(crate) struct LoggedRequest<'a> {
    pub(crate) method: &'a str,
    pub(crate) target: &'a str,
    /// The body, if it was kept whole.
    pub(crate) body: Option<&'a [u8]>,
}

/// Reasons why a request has no list.
#[derive(Debug)]
pub(crate) enum NoList {
    /// It is another call.
    OtherCall,
    /// Its body was not kept.
    NoBody,
    /// It is refused, for this reason.
    Refused(String),
}

/// The model and the list that a logged request asks for.
pub(crate) fn list_of(
    service: &Arc<Service>,
    session: &mut Session<'_>,
    logged: &LoggedRequest<'_>,
) -> Result<(Arc<Model>, List), NoList> {
    let method = Method::from_bytes(logged.method.as_bytes()).map_err(|_| NoList::OtherCall)?;
    let (path, query) = logged.target.split_once('?').unwrap_or((logged.target, ""));
    let route = Route::of(&method, path, None, &service.profile().accept).map_err(|_| NoList::OtherCall)?;
    let headers = HeaderMap::new();
    let request = Request {
        method: &method,
        path,
        query,
        headers: &headers,
        authorization: None,
        identity: Identity::Administrator,
        id: "",
        has_id: true,
        body: logged.body.unwrap_or_default(),
    };
    let found = match &route {
        Route::Odata(target @ (Target::Records { .. } | Target::Batch { .. })) if method == Method::GET => {
            Odata::new(Arc::clone(service)).list_of(session, &request, target)
        }
        Route::Model(target) if target.operation == Operation::List => {
            if method != Method::GET && logged.body.is_none() {
                return Err(NoList::NoBody);
            }
            Gateway::new(Arc::clone(service)).list_of(session, &request, target)
        }
        _ => return Err(NoList::OtherCall),
    };
    found.map_err(|error| NoList::Refused(error.message().to_owned()))
}
