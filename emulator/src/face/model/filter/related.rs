//! `relateWhere`: conditions on related records.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value as Json;

use super::{Parser, joined, matches_all};
use crate::face::error_response::ApiError;
use crate::face::model::problem::invalid;
use crate::filter::{Condition, Filter};
use crate::schema::Model;
use crate::validate::type_name;

impl Parser<'_, '_, '_> {
    /// A condition on the related records of each relation: added to `all`, and to `related` by the key of the relation.
    pub(super) fn relations(
        &mut self,
        model: &Arc<Model>,
        value: &Json,
        place: &str,
        all: &mut Vec<Filter>,
        related: &mut BTreeMap<String, Condition>,
    ) -> Result<(), ApiError> {
        let Json::Object(relations) = value else {
            return Err(invalid(place, format!("is {}, expected an object of relations", type_name(value))));
        };
        for (key, value) in relations {
            let place = format!("{place}.{key}");
            if !model.has_field(key) && self.call.api().unknown_names_ignored {
                self.call.notes.push(format!("`{place}` was ignored: `{}` has no such field", model.identifier));
                continue;
            }
            let relation = self.call.relation_at(key, &place)?;
            let Json::Object(members) = value else {
                let problem = format!("is {}, expected an object: send {{\"where\":{{..}}}}", type_name(value));
                return Err(invalid(&place, problem));
            };
            let mut conditions = Vec::new();
            for (member, value) in members {
                let place = format!("{place}.{member}");
                match member.as_str() {
                    "where" => conditions.push(self.condition(&relation.target, value, &place, 0)?),
                    _ => self.unknown_member(&place, "use where; relations are followed one level deep")?,
                }
            }
            let condition = joined(conditions, Filter::All);
            // A form whose inputs are blank filters nothing.
            if matches_all(&condition) {
                continue;
            }
            related.insert(key.clone(), self.compile(&condition, &relation.target)?);
            all.push(Filter::Related { relation, filter: Some(Box::new(condition)) });
        }
        Ok(())
    }
}
