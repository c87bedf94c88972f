//! From the text of a file to a [`Definition`]: syntax first, then the shape of the whole, then each field.

mod kind;
mod node;
mod option_sets;
mod property;

#[cfg(feature = "judge")]
pub(crate) use node::reason as json_reason;
use node::{Object, Text};
pub(crate) use option_sets::option_sets;

use crate::Definition;
use crate::content_hash;
use crate::error::{Error, Problem};

/// Deeper than any model: the deepest seen has 5 levels of objects.
const MAX_LEVELS: usize = 64;

pub(crate) fn definition(identifier: &str, source: &str, text: &str) -> Result<Definition, Error> {
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
    // The tools of the vendor write `{}` for a model without a schema; the API itself answers `""` or null.
    let Some(mut object) = root(&text)? else { return Ok(definition) };
    let required = match object.take("required") {
        Some(raw) => text.list_of_texts(raw, "`required`")?,
        None => Vec::new(),
    };
    if let Some(raw) = object.take("properties") {
        definition.fields = property::fields(&text, raw, &required, 1)?;
    }
    object.take("type");
    definition.title = object.take_words("title");
    definition.description = object.take_words("description");
    definition.primary_column = object.take_words("x-primary-column");
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
    let foreign = |found: &str| Err(text.error(raw, Problem::NotADefinition { found: found.to_owned() }));
    if !raw.get().starts_with('{') {
        return foreign(node::kind_of(raw));
    }
    let object = text.object(raw, "the definition")?;
    if object.is_empty() {
        return Ok(None);
    }
    // A pull puts the title of the model into that `{}`.
    if object.is_only("title") {
        return Ok(Some(object));
    }
    let type_name = object.get("type").and_then(node::text_of);
    match (type_name.as_deref(), object.get("properties")) {
        (Some("object"), _) | (None, Some(_)) => Ok(Some(object)),
        (Some(other), _) => foreign(&format!("`\"type\": \"{other}\"`")),
        (None, None) => foreign(&format!("an object with {}", object.some_keys())),
    }
}

/// What the operating system says, without its error number.
pub(crate) fn reason(error: &std::io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_lowercase()
}
