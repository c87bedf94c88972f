//! Parses the text of a file into a [`Definition`]: first syntax, then the shape of the whole, then each field.

mod kind;
mod property;

use super::Definition;
use crate::content_hash;
use crate::error::{Error, Problem};
use crate::json_node::{self, Object, Text};

pub(super) fn definition(identifier: &str, source: &str, text: &str) -> Result<Definition, Error> {
    // Windows editors put a byte order mark before the text.
    let text = Text::new(source, text.strip_prefix('\u{feff}').unwrap_or(text));
    let mut definition = Definition {
        identifier: identifier.to_owned(),
        source: source.to_owned(),
        text: text.whole().to_owned(),
        hash: content_hash(text.whole()),
        title: None,
        description: None,
        fields: Vec::new(),
        primary_column: None,
        extra: Default::default(),
    };
    // The vendor's tools write `{}` for a model without a schema; the API returns `""` or null.
    let Some(mut object) = root(&text)? else { return Ok(definition) };
    let required = match object.take("required") {
        Some(raw) => text.list_of_texts(raw, "`required`")?,
        None => Vec::new(),
    };
    if let Some(raw) = object.take("properties") {
        definition.fields = property::fields(&text, raw, &required, 1)?;
    }
    object.take("type");
    definition.title = object.take_trimmed("title");
    definition.description = object.take_trimmed("description");
    definition.primary_column = object.take_trimmed("x-primary-column");
    definition.extra = text.rest(object)?;
    Ok(definition)
}

/// The members of the definition, or `None` where the model has no schema.
fn root<'a>(text: &Text<'a>) -> Result<Option<Object<'a>>, Error> {
    if text.whole().trim().is_empty() {
        return Err(text.error_at_start(Problem::Empty));
    }
    let raw = text.root()?;
    if matches!(raw.get(), "null" | "\"\"") {
        return Ok(None);
    }
    let not_a_definition = |found: &str| Err(text.error(raw, Problem::NotADefinition { found: found.to_owned() }));
    if !raw.get().starts_with('{') {
        return not_a_definition(json_node::kind_of(raw));
    }
    let object = text.object(raw, "the definition")?;
    if object.is_empty() {
        return Ok(None);
    }
    // A pull adds the title of the model to that `{}`.
    if object.is_only("title") {
        return Ok(Some(object));
    }
    let type_name = object.get("type").and_then(json_node::text_of);
    match (type_name.as_deref(), object.get("properties")) {
        (Some("object"), _) | (None, Some(_)) => Ok(Some(object)),
        (Some(other), _) => not_a_definition(&format!("`\"type\": \"{other}\"`")),
        (None, None) => not_a_definition(&format!("an object with {}", object.some_keys())),
    }
}
