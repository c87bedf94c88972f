use std::collections::BTreeMap;

use weda_definition::{Definition, Field, Kind};

use crate::Place;

/// The first reference to a model.
pub(super) struct Mention {
    pub place: Place,
    pub field: String,
}

/// Returns the models that relations refer to, by identifier, each with its first reference.
pub(super) fn mentioned(definitions: &[&Definition]) -> BTreeMap<String, Mention> {
    let mut mentions = BTreeMap::new();
    for definition in definitions {
        collect(definition, &definition.fields, "", &mut mentions);
    }
    mentions
}

fn collect(definition: &Definition, fields: &[Field], within: &str, mentions: &mut BTreeMap<String, Mention>) {
    for field in fields {
        let path = format!("{within}{}", field.key);
        match field.kind.innermost() {
            Kind::Relation(relation) | Kind::Relations(relation) => {
                if let Some(target) = &relation.target {
                    mentions.entry(target.clone()).or_insert_with(|| Mention {
                        place: Place { source: definition.source.clone(), line: Some(field.line) },
                        field: path,
                    });
                }
            }
            Kind::Object(members) => collect(definition, members, &format!("{path}."), mentions),
            _ => {}
        }
    }
}
