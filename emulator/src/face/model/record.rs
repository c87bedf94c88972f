//! Records that callers send: stored values, and links to other records.

use std::sync::Arc;

use serde_json::{Map, Value as Json};
use weda_definition::Kind;

use super::Call;
use super::problem::{invalid, out_of_range};
use super::value::{Misused, misuse, related_id};
use crate::face::error_response::{ApiError, Code};
use crate::profile::{Given, Misuse, Nullify};
use crate::schema::{Column, Link, Model, Relation};
use crate::store::{Body, LinkChange, ListChange, permission};
use crate::validate::type_name;

/// The operation that a record is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    Create,
    CreateMany,
    Update,
    UpdateMany,
}

impl Purpose {
    /// Returns true for the operations on many records, which do not write relations.
    fn is_batch(self) -> bool {
        matches!(self, Purpose::CreateMany | Purpose::UpdateMany)
    }

    fn is_update(self) -> bool {
        matches!(self, Purpose::Update | Purpose::UpdateMany)
    }
}

/// The maximum number of related records in a call. A list shows far fewer.
const MAX_TARGETS: usize = 10_000;

/// A record to be stored.
#[derive(Default)]
pub(super) struct NewValues {
    pub(super) body: Body,
    pub(super) links: Vec<LinkChange>,
}

impl Call<'_, '_> {
    /// The values and links of a record at a place of the body.
    pub(super) fn values(
        &mut self,
        data: Map<String, Json>,
        place: &str,
        purpose: Purpose,
    ) -> Result<NewValues, ApiError> {
        let (model, mut values) = (Arc::clone(&self.model), NewValues::default());
        for (key, value) in data {
            let place = format!("{place}.{key}");
            let is_list = model.virtual_field(&key).is_some();
            let column = model.column(&key);
            let is_relation = is_list || column.is_some_and(Column::is_object_relation);
            if is_relation && purpose.is_batch() && !self.api().batch_relations {
                let message =
                    format!("`{place}` is a relation, which calls on many records cannot write: write it alone");
                return Err(ApiError::new(Code::UnsupportedOperation, message).depends_on("model_api.batch_relations"));
            }
            match column {
                _ if is_list => values.links.extend(self.link(&key, value, &place, purpose)?),
                Some(column) if self.is_ignored(column, purpose, &place)? => {}
                Some(column) => {
                    let value = self.value(&model, column, value, &place)?;
                    values.body.insert(key, value);
                }
                None => self.unknown_field(&model, &place)?,
            }
        }
        Ok(values)
    }

    fn unknown_field(&mut self, model: &Model, place: &str) -> Result<(), ApiError> {
        if self.api().unknown_fields_refused {
            let (model, known) = (&model.identifier, model.keys().join(", "));
            let problem = format!("is not a field of model `{model}`: send fields of {known}");
            return Err(invalid(place, problem).depends_on("model_api.unknown_fields_refused"));
        }
        self.notes.push(format!("`{place}` was ignored: model `{}` has no such field", model.identifier));
        Ok(())
    }

    /// Returns true if the value of a field has no effect, whatever it is.
    fn is_ignored(&mut self, column: &Column, purpose: Purpose, place: &str) -> Result<bool, ApiError> {
        let is_fixed_id = purpose.is_update() && column.field.key == "_id";
        if is_fixed_id && self.api().system_fields == Given::Refused {
            return Err(invalid(place, "cannot be changed: leave it out"));
        }
        let is_ignored = is_fixed_id || permission(column, self.rules, Given::Kept) == Given::Ignored;
        if is_ignored {
            let reason = if is_fixed_id { "ids do not change" } else { "the platform fills it in" };
            self.notes.push(format!("`{place}` was ignored: {reason}"));
        }
        Ok(is_ignored)
    }

    /// The value of a stored field.
    fn value(&mut self, model: &Arc<Model>, column: &Column, value: Json, place: &str) -> Result<Json, ApiError> {
        if value.is_null() {
            return Ok(value);
        }
        let value = if column.is_object_relation() {
            Json::String(self.target_id(&value, place)?)
        } else {
            match misuse(column, &value) {
                Some(misused) => self.meant(misused, place)?,
                None => value,
            }
        };
        if self.api().missing_target_refused
            && let (Kind::Relation(_), Json::String(id)) = (&column.field.kind, &value)
            && !id.is_empty()
        {
            let relation = self.session.relation(model, &column.field.key);
            if let Some(relation) = self.done(relation)? {
                self.check_targets(&relation, std::slice::from_ref(id), place)?;
            }
        }
        Ok(value)
    }

    /// The change of a relation that has no column; `None` if there is none.
    fn link(&mut self, key: &str, value: Json, place: &str, purpose: Purpose) -> Result<Option<LinkChange>, ApiError> {
        let relation = self.relation_at(key, place)?;
        let is_added = relation.is_list && purpose.is_update() && self.api().lists_added && !value.is_null();
        let change = if is_added { ListChange::Add } else { ListChange::Replace };
        let values = match value {
            Json::Null if purpose.is_update() && self.api().null == Nullify::Ignored => return Ok(None),
            Json::Null => Vec::new(),
            Json::Array(values) if relation.is_list => values,
            value if !relation.is_list => vec![value],
            other => {
                let problem = format!("is {}, expected a list: send [{{\"_id\":\"..\"}}]", type_name(&other));
                return Err(invalid(place, problem));
            }
        };
        if values.len() > MAX_TARGETS {
            let problem = format!("has {} records, the limit is {MAX_TARGETS}: relate fewer", values.len());
            return Err(out_of_range(place, problem));
        }
        let mut targets = Vec::with_capacity(values.len());
        for (index, value) in values.iter().enumerate() {
            let place = if relation.is_list { format!("{place}[{index}]") } else { place.to_owned() };
            targets.push(self.target_id(value, &place)?);
        }
        if self.api().missing_target_refused {
            self.check_targets(&relation, &targets, place)?;
        }
        // Other links are stored whether their target exists or not.
        if matches!(relation.link, Link::Reverse { .. }) {
            let missing = self.session.missing_targets(&relation, &targets);
            let missing = self.done(missing)?.len();
            if missing > 0 {
                let (ids, verb) = if missing == 1 { ("id", "was") } else { ("ids", "were") };
                let target = &relation.target.identifier;
                self.notes.push(format!("{missing} {ids} in `{place}` that `{target}` does not have {verb} ignored"));
            }
        }
        Ok(Some(LinkChange { relation, targets, change }))
    }

    fn target_id(&mut self, value: &Json, place: &str) -> Result<String, ApiError> {
        match related_id(value) {
            Ok(id) => {
                if value.as_object().is_some_and(|members| members.len() > 1) {
                    self.notes.push(format!("members of `{place}` beside `_id` were ignored"));
                }
                Ok(id)
            }
            Err(misused) => match self.meant(misused, place)? {
                Json::String(id) => Ok(id),
                _ => Err(invalid(place, "is not a relation: send {\"_id\":\"..\"}")),
            },
        }
    }

    fn check_targets(&self, relation: &Relation, targets: &[String], place: &str) -> Result<(), ApiError> {
        let missing = self.session.missing_targets(relation, targets);
        match self.done(missing)?.first() {
            None => Ok(()),
            Some(id) => {
                let target = &relation.target.identifier;
                let problem = format!("names record `{id}`, which `{target}` does not have: create it first");
                Err(invalid(place, problem))
            }
        }
    }

    /// The meaning of a misused value, if the profile accepts it.
    pub(super) fn meant(&mut self, misused: Misused, place: &str) -> Result<Json, ApiError> {
        let Misused { problem, meant } = misused;
        match meant {
            Some(meant) if self.api().misuse == Misuse::Logged => {
                self.notes.push(format!("`{place}` {problem}"));
                Ok(meant)
            }
            Some(_) => Err(invalid(place, problem).depends_on("model_api.misuse")),
            None => Err(invalid(place, problem)),
        }
    }
}
