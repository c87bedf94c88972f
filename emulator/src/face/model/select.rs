//! `select`: the fields of records, and those of related records, one level deep.

use std::sync::Arc;

use serde_json::{Map, Value as Json, json};
use weda_definition::Kind;

use super::Call;
use super::problem::invalid;
use crate::face::error_response::{ApiError, Code};
use crate::profile::{MasterRelations, NoSelect};
use crate::schema::{Model, Relation};
use crate::validate::type_name;

/// The selected fields of a record.
#[derive(Debug, Default)]
pub(super) struct Selection {
    pub(super) fields: Fields,
    pub(super) relations: Vec<(Relation, Fields)>,
}

/// The selected fields that are stored with a record.
#[derive(Debug, Default)]
pub(super) struct Fields {
    /// All of them.
    pub(super) master: bool,
    /// By the index of their column.
    pub(super) columns: Vec<usize>,
}

impl Selection {
    /// Returns true for all stored fields and nothing else.
    pub(super) fn is_master(&self) -> bool {
        self.fields.master && self.fields.columns.is_empty() && self.relations.is_empty()
    }
}

impl Call<'_, '_> {
    /// The selection of a request.
    pub(super) fn select(&mut self, select: Option<&Json>) -> Result<Selection, ApiError> {
        let model = Arc::clone(&self.model);
        let members = match select {
            None | Some(Json::Null) => &Map::new(),
            Some(Json::Object(members)) => members,
            Some(other) => {
                let problem = format!("is {}, expected an object: send {{\"$master\":true}}", type_name(other));
                return Err(invalid("select", problem));
            }
        };
        let mut selection = Selection::default();
        for (member, value) in members {
            let place = format!("select.{member}");
            if member == "$master" {
                selection.fields.master |= flag(value, &place)?;
            } else if is_relation(&model, member) && *value != Json::Bool(false) {
                let relation = self.relation_at(member, &place)?;
                let fields = match value {
                    Json::Object(members) => self.related_fields(&relation, members, &place)?,
                    value => Fields { master: flag(value, &place)?, columns: Vec::new() },
                };
                selection.relations.push((relation, fields));
            } else {
                self.field(&model, member, value, &place, &mut selection.fields)?;
            }
        }
        if !selection.fields.master && selection.fields.columns.is_empty() && selection.relations.is_empty() {
            self.select_nothing(&model, &mut selection.fields);
        }
        if selection.fields.master && self.api().master_relations != MasterRelations::None {
            self.add_relations(&model, &mut selection)?;
        }
        Ok(selection)
    }

    /// The selection of the paths that take none.
    pub(super) fn select_all(&mut self) -> Result<Selection, ApiError> {
        self.select(Some(&json!({ "$master": true })))
    }

    /// The relation with this key, or an error.
    pub(super) fn relation_at(&mut self, key: &str, place: &str) -> Result<Relation, ApiError> {
        let model = Arc::clone(&self.model);
        let found = self.session.relation(&model, key);
        if let Some(relation) = self.done(found)? {
            return Ok(relation);
        }
        let target =
            model.column(key).map(|column| &column.field).or_else(|| model.virtual_field(key)).and_then(|field| {
                match &field.kind {
                    Kind::Relation(relation) | Kind::Relations(relation) => relation.target.as_deref(),
                    _ => None,
                }
            });
        Err(match target {
            Some(target) => {
                let problem = format!("is a relation to `{target}`, which is not served: add its definition");
                ApiError::new(Code::DataSourceNotExist, format!("`{place}` {problem}"))
            }
            None => {
                let known: Vec<&str> = relations(&model).collect();
                let known = if known.is_empty() { "it has none".to_owned() } else { known.join(", ") };
                invalid(place, format!("is not a relation of model `{}`: {known}", model.identifier))
            }
        })
    }

    /// The fields of related records.
    fn related_fields(
        &mut self,
        relation: &Relation,
        members: &Map<String, Json>,
        place: &str,
    ) -> Result<Fields, ApiError> {
        let (target, mut fields) = (&relation.target, Fields::default());
        for (member, value) in members {
            let place = format!("{place}.{member}");
            if member == "$master" {
                fields.master |= flag(value, &place)?;
            } else if is_relation(target, member) && *value != Json::Bool(false) {
                return Err(invalid(&place, "is a second level of relations: relations are selected one level deep"));
            } else {
                self.field(target, member, value, &place, &mut fields)?;
            }
        }
        if !fields.master && fields.columns.is_empty() {
            self.select_nothing(target, &mut fields);
        }
        Ok(fields)
    }

    /// The fields of a selection that names none.
    fn select_nothing(&self, model: &Model, fields: &mut Fields) {
        match self.api().no_select {
            NoSelect::Master => fields.master = true,
            NoSelect::Id => fields.columns.push(model.id_index()),
        }
    }

    /// A field that is not a relation.
    fn field(
        &mut self,
        model: &Model,
        key: &str,
        value: &Json,
        place: &str,
        fields: &mut Fields,
    ) -> Result<(), ApiError> {
        let column = model.columns.iter().position(|column| column.field.key == key);
        match column {
            Some(column) => {
                if flag(value, place)? {
                    fields.columns.push(column);
                }
                Ok(())
            }
            // A relation that is not wanted.
            None if model.has_field(key) => flag(value, place).map(drop),
            None if self.api().unknown_names_ignored => {
                self.notes.push(format!("`{place}` was ignored: `{}` has no such field", model.identifier));
                Ok(())
            }
            None => {
                let (model, known) = (&model.identifier, model.keys().join(", "));
                Err(invalid(place, format!("is not a field of model `{model}`: use $master or some of {known}")))
            }
        }
    }

    /// Adds the relations of `$master` that have no column, as `{"_id": ..}`.
    fn add_relations(&mut self, model: &Arc<Model>, selection: &mut Selection) -> Result<(), ApiError> {
        let has_lists = self.api().master_relations == MasterRelations::All;
        for field in model.virtual_fields() {
            if !has_lists && matches!(field.kind, Kind::Relations(_)) {
                continue;
            }
            if selection.relations.iter().any(|(relation, _)| relation.key == field.key) {
                continue;
            }
            let found = self.session.relation(model, &field.key);
            if let Some(relation) = self.done(found)? {
                let columns = vec![relation.target.id_index()];
                selection.relations.push((relation, Fields { master: false, columns }));
            }
        }
        Ok(())
    }
}

/// Returns true for a relation that a selection expands: an object or a list, not an id.
fn is_relation(model: &Model, key: &str) -> bool {
    model.virtual_field(key).is_some() || model.column(key).is_some_and(|column| column.is_object_relation())
}

fn relations(model: &Model) -> impl Iterator<Item = &str> {
    let columns = model.columns.iter().filter(|column| column.is_object_relation()).map(|column| &column.field);
    columns.chain(model.virtual_fields()).map(|field| field.key.as_str())
}

fn flag(value: &Json, place: &str) -> Result<bool, ApiError> {
    value.as_bool().ok_or_else(|| invalid(place, format!("is {}, expected true", type_name(value))))
}
