//! Conversion of stored values when a field's kind changes: without loss, or else the change is refused.

use rusqlite::types::Value as Stored;
use rusqlite::{Connection, params};
use serde_json::{Number, Value as Json};
use weda_definition::{Field, FieldJudge, Kind, RelationStyle, Scope};

use super::CatalogError;
use crate::schema::{Column, Model};
use crate::validate;

/// The name of a kind in the catalog, without limits and options, which apply to new values only.
pub(super) fn kind_name(kind: &Kind) -> String {
    let word = match kind {
        Kind::Text => "text",
        Kind::File => "file",
        Kind::AreaCode => "region",
        Kind::AutoNumber(_) => "automatic number",
        Kind::Choice(_) => "option",
        Kind::Number => "number",
        Kind::Integer => "whole number",
        Kind::DateTime => "moment",
        Kind::Date => "day",
        Kind::Time => "time of day",
        Kind::Boolean => "boolean",
        Kind::Location => "place",
        Kind::Json => "json",
        // Unset relations of this style are an empty text.
        Kind::Relation(relation) if relation.style == RelationStyle::Id => "id",
        Kind::Relation(_) | Kind::Relations(_) => "relation",
        Kind::List(item) => return format!("list of {}", kind_name(item)),
        Kind::Object(members) => {
            let member = |member: &weda_definition::Field| format!("{:?}: {}", member.key, kind_name(&member.kind));
            return format!("object of {{{}}}", members.iter().map(member).collect::<Vec<_>>().join(", "));
        }
        other => return other.name(),
    };
    word.to_owned()
}

/// Converts the values of a column from its old kind.
pub(super) fn convert(
    connection: &Connection,
    model: &Model,
    column: &Column,
    old_kind: &str,
) -> Result<(), CatalogError> {
    let (table, name) = (&model.table, &column.name);
    let mut statement = connection.prepare(&format!(
        "SELECT place, {}, {name} FROM {table} NOT INDEXED WHERE {name} IS NOT NULL",
        model.id_column()
    ))?;
    let mut rows = statement.query([])?;
    let (object, scope) = (object_judge(column), Scope::kinds().and_options());
    let mut update = connection.prepare(&format!("UPDATE {table} SET {name} = ?2 WHERE place = ?1"))?;
    while let Some(row) = rows.next()? {
        let (place, id, stored): (i64, String, Stored) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let Some(value) = read(stored, old_kind, &column.field.kind) else { continue };
        // Limits apply to new values only.
        let value = object
            .as_ref()
            .map_or(Ok(()), |judge| validate::check_by(judge, column, &value, scope))
            .and_then(|()| validate::encode_owned(column, &value, scope))
            .map_err(|invalid| CatalogError::IncompatibleValue {
                model: model.identifier.clone(),
                id,
                invalid: Box::new(invalid),
            })?;
        update.execute(params![place, value])?;
    }
    Ok(())
}

/// Checks that values of a field of the type `object` without declared members are objects. New values are not checked,
/// since some clients send other JSON there.
fn object_judge(column: &Column) -> Option<FieldJudge> {
    let field = &column.field;
    let is_object = field.kind == Kind::Json && field.type_name == "object";
    is_object.then(|| FieldJudge::new(&with_kind(field, Kind::Object(Vec::new()))))
}

fn with_kind(field: &Field, kind: Kind) -> Field {
    let mut field = field.clone();
    field.kind = kind;
    field
}

/// A stored value as the JSON that a caller would send for the new kind.
fn read(stored: Stored, old_kind: &str, kind: &Kind) -> Option<Json> {
    Some(match stored {
        Stored::Integer(flag @ (0 | 1)) if *kind == Kind::Boolean || old_kind == "boolean" => {
            let flag = flag == 1;
            match kind {
                Kind::Boolean => Json::Bool(flag),
                kind if is_text(kind) => Json::String(flag.to_string()),
                _ => Json::from(u8::from(flag)),
            }
        }
        Stored::Integer(whole) if is_text(kind) => Json::String(whole.to_string()),
        Stored::Integer(whole) => Json::from(whole),
        Stored::Real(double) if is_text(kind) => Json::String(Json::from(double).to_string()),
        Stored::Real(double) => Json::from(double),
        Stored::Text(text) => from_text(text, kind),
        Stored::Null | Stored::Blob(_) => return None,
    })
}

/// Converts a text that is the exact print of a number or boolean; any other text stays a text.
fn from_text(text: String, kind: &Kind) -> Json {
    match kind {
        Kind::Number | Kind::Integer | Kind::DateTime | Kind::Date | Kind::Time => {
            let number = serde_json::from_str(&text).ok().filter(|number: &Number| number.to_string() == text);
            number.map_or(Json::String(text), Json::Number)
        }
        Kind::Boolean if text == "true" => Json::Bool(true),
        Kind::Boolean if text == "false" => Json::Bool(false),
        _ => Json::String(text),
    }
}

fn is_text(kind: &Kind) -> bool {
    matches!(kind, Kind::Text | Kind::File | Kind::AreaCode | Kind::AutoNumber(_) | Kind::Choice(_))
}
