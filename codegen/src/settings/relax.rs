//! Fields that the definition requires although some records do not have them.

use weda_definition::{Definition, Field, Kind};

use super::error::Fault;
use super::{Entry, Settings};
use crate::{Problem, nearest};

impl Settings {
    /// Makes the fields of the definition optional that [`optional`](Self::optional) names.
    ///
    /// What a new record needs stays as it is: such a field is one that the definition marks `x-required` only.
    ///
    /// # Errors
    /// All names of fields that the model does not have.
    pub fn relax(&self, definition: &mut Definition) -> Result<(), Vec<Problem>> {
        let mut problems = Vec::new();
        for Entry { text, line } in &self.optional {
            let Some((model, path)) = text.split_once('.').filter(|(model, _)| *model == definition.identifier) else {
                continue;
            };
            let fault = match field(&mut definition.fields, path) {
                _ if path == "_id" => Fault::Id { model: model.to_owned() },
                Some(field) => {
                    field.x_required |= field.required;
                    field.required = false;
                    continue;
                }
                None => {
                    let paths = paths(&definition.fields);
                    let near = nearest(path, paths.iter().map(String::as_str)).map(str::to_owned);
                    Fault::UnknownField { model: model.to_owned(), field: path.to_owned(), near }
                }
            };
            problems.push(Problem::Settings(self.error(Some(*line), fault)));
        }
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }
}

/// The field at a path of keys joined by dots.
fn field<'a>(fields: &'a mut [Field], path: &str) -> Option<&'a mut Field> {
    if let Some(at) = fields.iter().position(|field| field.key == path) {
        return Some(&mut fields[at]);
    }
    let (key, rest) = path.split_once('.')?;
    let outer = fields.iter_mut().find(|field| field.key == key)?;
    field(members_mut(&mut outer.kind)?, rest)
}

/// The members of an object, or of the objects in a list.
fn members_mut(kind: &mut Kind) -> Option<&mut [Field]> {
    match kind {
        Kind::Object(members) => Some(members),
        Kind::List(item) => members_mut(item),
        _ => None,
    }
}

fn members(kind: &Kind) -> &[Field] {
    match kind {
        Kind::Object(members) => members,
        Kind::List(item) => members(item),
        _ => &[],
    }
}

/// The paths of all fields, those of nested objects included.
fn paths(fields: &[Field]) -> Vec<String> {
    let below = |field: &Field| -> Vec<String> {
        let inner = paths(members(&field.kind)).into_iter().map(|path| format!("{}.{path}", field.key));
        std::iter::once(field.key.clone()).chain(inner).collect()
    };
    fields.iter().flat_map(below).collect()
}
