//! One declared property.

use serde_json::value::RawValue;

use super::kind::{Declaration, kind};
use crate::Field;
use crate::error::{Error, Problem};
use crate::field::PLATFORM_KEYS;
use crate::json_node::Text;

/// Limit on nesting. The deepest known model has 5 levels of objects.
pub(super) const MAX_LEVELS: usize = 64;

/// Returns the members of a `properties` object; null is an empty one.
pub(super) fn fields<'a>(
    text: &Text<'a>,
    raw: &'a RawValue,
    required: &[String],
    level: usize,
) -> Result<Vec<Field>, Error> {
    if level > MAX_LEVELS {
        return Err(text.error(raw, Problem::TooDeep { levels: MAX_LEVELS }));
    }
    if raw.get() == "null" {
        return Ok(Vec::new());
    }
    let properties = text.object(raw, "`properties`")?;
    properties
        .into_entries()
        .map(|(key, at, value)| {
            let required = required.contains(&key);
            field(text, key, text.line(at), value, required, level)
        })
        .collect()
}

fn field<'a>(
    text: &Text<'a>,
    key: String,
    line: u32,
    raw: &'a RawValue,
    required: bool,
    level: usize,
) -> Result<Field, Error> {
    let mut object = text.object(raw, &format!("`{key}`"))?;
    let type_name: String = object.take_as("type").unwrap_or_default();
    let format: String = object.take_as("format").unwrap_or_default();
    let kind =
        kind(text, Declaration { key: &key, type_name: &type_name, format: &format, object: &mut object }, level)?;
    let marked_system: bool = object.take_as("x-system").unwrap_or_default();
    Ok(Field {
        line,
        title: object.take_trimmed("title"),
        description: object.take_trimmed("description"),
        kind,
        required,
        x_required: object.take_as("x-required").unwrap_or_default(),
        system: marked_system || (level == 1 && PLATFORM_KEYS.contains(&key.as_str())),
        unique: object.take_as("x-unique").unwrap_or_default(),
        default: object.take("default").map(|raw| text.value(raw)).transpose()?,
        pattern: object.take_as("pattern").filter(|pattern: &String| !pattern.is_empty()),
        min_length: object.take_as("minLength"),
        max_length: object.take_as("maxLength"),
        minimum: object.take_as("minimum"),
        maximum: object.take_as("maximum"),
        position: object.take_as("x-index"),
        extra: text.rest(object)?,
        key,
        type_name,
        format,
    })
}
