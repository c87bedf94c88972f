//! The data-model gateway: `/v1/model`, which the vendor's own clients call.

mod body;
mod filter;
mod list;
mod notes;
mod parse;
mod print;
mod problem;
mod read;
mod record;
mod route;
mod select;
mod value;
mod write;

use std::sync::Arc;

use super::answer::Answer;
use super::error_response::{ApiError, Code};
use super::path_error::PathError;
use super::printed::Printed;
use super::request::Request;
use super::service_errors;
use crate::filter::FilterRules;
use crate::profile::{CreateMany, Given, ModelApi, Profile, Writes};
use crate::schema::Model;
use crate::service::{OperationError, Service, Session};
use crate::stage::Stage;
use crate::store::{Context, List, WriteError};
use notes::Notes;
pub(super) use route::{Operation, Target};

/// The gateway's face.
pub(super) struct Gateway {
    service: Arc<Service>,
    printed: Printed,
}

impl Gateway {
    pub(super) fn new(service: Arc<Service>) -> Self {
        Self { service, printed: Printed::default() }
    }

    /// Answers a call on records.
    pub(super) fn answer(&self, request: &Request<'_>, target: &Target) -> Result<Answer, ApiError> {
        let stage = Stage::named(&target.stage).ok_or_else(|| PathError::Stage(&target.stage).error())?;
        let profile = self.service.profile();
        let (user, rules) = (request.identity.user(&profile.identity.user), writes(&profile));
        let context = Context { rules: &rules, ids: Given::Kept, user, now: self.service.clock.now() };
        let mut session = self.service.session_with(context);
        let model = session.model(stage, &target.model).map_err(|error| self.api_error(&error))?;
        let mut call = Call {
            face: self,
            profile: &profile,
            rules: &rules,
            request,
            user,
            stage,
            model,
            session: &mut session,
            notes: Notes::default(),
        };
        let mut answer = call.answer(target)?;
        answer.note = answer.note.or_else(|| call.notes.text());
        Ok(answer)
    }

    /// The model and the list of a request, without reading it.
    pub(super) fn list_of(
        &self,
        session: &mut Session<'_>,
        request: &Request<'_>,
        target: &Target,
    ) -> Result<(Arc<Model>, List), ApiError> {
        let stage = Stage::named(&target.stage).ok_or_else(|| PathError::Stage(&target.stage).error())?;
        let profile = self.service.profile();
        let (user, rules) = (request.identity.user(&profile.identity.user), writes(&profile));
        let model = session.model(stage, &target.model).map_err(|error| self.api_error(&error))?;
        let (known, notes) = (Arc::clone(&model), Notes::default());
        let list = {
            let profile = &profile;
            let mut call = Call { face: self, profile, rules: &rules, request, user, stage, model, session, notes };
            call.asked_list()?
        };
        Ok((known, list))
    }

    /// The error for a refused operation.
    fn api_error(&self, error: &OperationError) -> ApiError {
        let refused = service_errors::operation(error, &self.service.profile());
        match error {
            OperationError::Store(WriteError::Duplicate { .. }) => refused.within("duplicate value: "),
            _ => refused,
        }
    }
}

/// The rules of its filters.
fn filter_rules(api: &ModelApi) -> FilterRules {
    FilterRules {
        nulls: api.nulls,
        object_relations: api.relation_conditions,
        text_order: api.loose_comparisons,
        mixed_types: api.loose_comparisons,
    }
}

/// The rules of its writes.
fn writes(profile: &Profile) -> Writes {
    let (api, own) = (&profile.model_api, &profile.writes);
    Writes {
        system_fields: api.system_fields,
        // This face tells unknown fields itself.
        refuse_unknown_fields: false,
        native_json: true,
        null: api.null,
        partial_batches: api.create_many == CreateMany::Partial,
        ..own.clone()
    }
}

/// A call in progress.
struct Call<'c, 's> {
    face: &'c Gateway,
    profile: &'c Profile,
    /// The rules of its writes.
    rules: &'c Writes,
    request: &'c Request<'c>,
    /// The id of the caller.
    user: &'c str,
    stage: Stage,
    model: Arc<Model>,
    session: &'c mut Session<'s>,
    /// Notes about what was ignored or corrected.
    notes: Notes,
}

impl<'c> Call<'c, '_> {
    fn answer(&mut self, target: &Target) -> Result<Answer, ApiError> {
        let api = self.api();
        if target.id.is_some() && self.stage == Stage::Pre && !api.pre_paths {
            let message = "paths with an id are served for prod only (`model_api.pre_paths`): use a filter on `_id`";
            let error = ApiError::new(Code::ResourceNotFound, message).status(404);
            return Err(error.depends_on("model_api.pre_paths"));
        }
        match (target.operation, &target.id) {
            (Operation::Get, Some(id)) => self.get_by_id(id),
            (Operation::Delete, Some(id)) => self.delete_by_id(id),
            (Operation::Get, None) => self.get(),
            (Operation::List, _) => self.list(),
            (Operation::Create, _) => self.create(),
            (Operation::CreateMany, _) => self.create_many(),
            (Operation::Update, _) => self.update(),
            (Operation::UpdateMany, _) => self.update_many(),
            (Operation::Upsert, _) => self.upsert(),
            (Operation::Delete, None) => self.delete(),
            (Operation::DeleteMany, _) => self.delete_many(),
        }
    }

    fn api(&self) -> &'c ModelApi {
        &self.profile.model_api
    }

    fn done<T>(&self, result: Result<T, OperationError>) -> Result<T, ApiError> {
        result.map_err(|error| self.face.api_error(&error))
    }
}
