//! The types of columns that fit a field.

use arrow::datatypes::{DataType, FieldRef};
use weda_definition::{Kind, printable};

/// Checks that a column has a type whose values can be values of the field; `None` if the field is not known.
///
/// # Errors
/// Returns what was found and what is expected.
pub(super) fn check(data_type: &DataType, kind: Option<&Kind>) -> Result<(), String> {
    let data_type = match data_type {
        DataType::Dictionary(_, value) => value,
        other => other,
    };
    if matches!(data_type, DataType::Null) {
        return Ok(());
    }
    readable(data_type)?;
    let Some(kind) = kind else { return Ok(()) };
    let expected = match kind {
        Kind::Number | Kind::Integer => match is_number(data_type) {
            true => return Ok(()),
            false => "a number: Int64, Float64, Decimal128",
        },
        Kind::Boolean => match data_type {
            DataType::Boolean => return Ok(()),
            _ => "Boolean",
        },
        Kind::DateTime | Kind::Date => match data_type {
            DataType::Timestamp(..) | DataType::Date32 | DataType::Date64 => return Ok(()),
            // Milliseconds, or texts that are dates, as in JSON.
            other if is_whole(other) || is_text(other) => return Ok(()),
            _ => "a time: Date32, Timestamp",
        },
        Kind::Time => match data_type {
            DataType::Time32(_) | DataType::Time64(_) => return Ok(()),
            other if is_whole(other) || is_text(other) => return Ok(()),
            _ => "a time of day: Time32, Time64",
        },
        Kind::List(_) | Kind::Relations(_) => match item_of(data_type) {
            Some(item) => {
                let kind = if let Kind::List(kind) = kind { Some(&**kind) } else { None };
                return check(item.data_type(), kind).map_err(|why| format!("in its elements, {why}"));
            }
            None if is_text(data_type) => return Ok(()),
            None => "List, or a text with JSON",
        },
        Kind::Object(members) => match data_type {
            DataType::Struct(fields) => {
                for field in fields {
                    let kind = members.iter().find(|member| member.key == *field.name()).map(|member| &member.kind);
                    check(field.data_type(), kind)
                        .map_err(|why| format!("in its member `{}`, {why}", printable(field.name())))?;
                }
                return Ok(());
            }
            DataType::Map(..) => return Ok(()),
            other if is_text(other) => return Ok(()),
            _ => "Struct, or a text with JSON",
        },
        Kind::Location | Kind::Relation(_) => match data_type {
            DataType::Struct(_) => return Ok(()),
            other if is_text(other) => return Ok(()),
            _ => "a text: Utf8",
        },
        Kind::Json => return Ok(()),
        _ => match is_text(data_type) {
            true => return Ok(()),
            false => "a text: Utf8",
        },
    };
    let (found, kind) = (short(data_type), kind.name());
    Err(format!("its type is {found}, but the field is of kind {}; convert it to {expected}", printable(&kind)))
}

/// Checks that values of the type can be written as JSON at all.
fn readable(data_type: &DataType) -> Result<(), String> {
    let inner = |field: &FieldRef| readable(field.data_type());
    match data_type {
        DataType::Dictionary(_, value) => readable(value),
        DataType::List(item) | DataType::LargeList(item) | DataType::FixedSizeList(item, _) => inner(item),
        DataType::Struct(fields) => fields.iter().try_for_each(inner),
        DataType::Map(entries, _) => match entries.data_type() {
            DataType::Struct(fields) if fields.first().is_some_and(|key| is_text(key.data_type())) => {
                fields.iter().try_for_each(inner)
            }
            _ => Err("its type is a map whose keys are not texts; convert it to a struct".to_owned()),
        },
        DataType::Binary | DataType::LargeBinary | DataType::BinaryView | DataType::FixedSizeBinary(_) => Err(format!(
            "its type is {}, and no field holds bytes; convert it to a text, or leave it out",
            short(data_type)
        )),
        DataType::Duration(_)
        | DataType::Interval(_)
        | DataType::Union(..)
        | DataType::RunEndEncoded(..)
        | DataType::ListView(_)
        | DataType::LargeListView(_) => {
            Err(format!("its type {} is not supported; convert it, or leave it out", short(data_type)))
        }
        _ => Ok(()),
    }
}

fn item_of(data_type: &DataType) -> Option<&FieldRef> {
    match data_type {
        DataType::List(item) | DataType::LargeList(item) | DataType::FixedSizeList(item, _) => Some(item),
        _ => None,
    }
}

fn is_text(data_type: &DataType) -> bool {
    match data_type {
        DataType::Dictionary(_, value) => is_text(value),
        _ => matches!(data_type, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View),
    }
}

fn is_whole(data_type: &DataType) -> bool {
    data_type.is_integer()
}

fn is_number(data_type: &DataType) -> bool {
    data_type.is_numeric()
}

/// The name of a type, without what is inside of it.
fn short(data_type: &DataType) -> String {
    match data_type {
        DataType::List(_) | DataType::LargeList(_) | DataType::FixedSizeList(..) => "List".to_owned(),
        DataType::Struct(_) => "Struct".to_owned(),
        DataType::Map(..) => "Map".to_owned(),
        DataType::Union(..) => "Union".to_owned(),
        DataType::RunEndEncoded(..) => "RunEndEncoded".to_owned(),
        other => printable(&other.to_string()).into_owned(),
    }
}
