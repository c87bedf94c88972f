use serde::de::IgnoredAny;
use serde_json::{Map, Value};
use weda_definition::{Definition, OptionSets};

/// The location and text of a declaration.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SourceLocation {
    /// The file name in messages.
    pub source: String,
    /// The line; the first is 1. `None` for a whole file, or without a declaration.
    pub line: Option<u32>,
    /// The JSON text of the declaration.
    pub json: Option<String>,
}

impl SourceLocation {
    /// A whole file.
    pub(super) fn of_model(definition: &Definition) -> Self {
        Self { source: definition.source.clone(), line: None, json: None }
    }

    /// A file, with the text of the given top-level members, one per line.
    pub(super) fn of_members(definition: &Definition, keys: &[String]) -> Self {
        let members: Map<String, Value> = serde_json::from_str(&definition.text).unwrap_or_default();
        let line = |key: &String| members.get(key).map(|value| format!("{}: {value}", Value::from(key.as_str())));
        let lines: Vec<String> = keys.iter().filter_map(line).collect();
        let json = (!lines.is_empty()).then(|| lines.join("\n"));
        Self { source: definition.source.clone(), line: None, json }
    }

    /// The declaration of the field `key`.
    pub(super) fn of_field(definition: &Definition, line: Option<u32>, key: &str) -> Self {
        let json = line.and_then(|line| declaration(&definition.text, line, key));
        Self { source: definition.source.clone(), line, json }
    }

    /// A shared option set.
    pub(super) fn of_set(sets: &OptionSets, name: &str) -> Self {
        Self { source: sets.source_name().to_owned(), line: sets.get(name).map(|set| set.line), json: None }
    }
}

/// Returns the text `"key": { .. }` that begins on a line, without the indentation of that line.
fn declaration(text: &str, line: u32, key: &str) -> Option<String> {
    let at = usize::try_from(line).ok()?.checked_sub(1)?;
    let begin = text.split_inclusive('\n').take(at).map(str::len).sum::<usize>();
    let rest = text.get(begin..)?;
    let name = serde_json::to_string(key).ok()?;
    // The same text may be a value: only the key is followed by a colon.
    let found = rest.match_indices(&name).find(|(at, name)| rest[at + name.len()..].trim_start().starts_with(':'))?.0;
    let after = found + name.len();
    let value = after + rest[after..].find(':')? + 1;
    let mut values = serde_json::Deserializer::from_str(&rest[value..]).into_iter::<IgnoredAny>();
    values.next()?.ok()?;
    let whole = &rest[found..value + values.byte_offset()];
    let indentation = &rest[..rest.len() - rest.trim_start_matches([' ', '\t']).len()];
    let lines: Vec<&str> = whole.lines().map(|line| line.strip_prefix(indentation).unwrap_or(line)).collect();
    Some(lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::declaration;

    #[test]
    fn a_declaration_is_cut_out_of_its_file() {
        let text =
            "{\n    \"name\": {\n        \"title\": \"name\"\n    },\n    \"age\": 1, \"name2\": { \"a\": \"b\" } }";
        assert_eq!(declaration(text, 2, "name").unwrap(), "\"name\": {\n    \"title\": \"name\"\n}");
        assert_eq!(declaration(text, 5, "age").unwrap(), "\"age\": 1");
        assert_eq!(declaration(text, 5, "name2").unwrap(), "\"name2\": { \"a\": \"b\" }");
        assert_eq!(declaration(text, 9, "name"), None);
    }
}
