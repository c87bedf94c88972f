//! Field values given by the user, in flags or as JSON, checked against the definition.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::Path;

use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};
use serde_json::{Value, json};
use weda::Client;
use weda_codegen::nearest;
use weda_definition::{Definition, Field, Judge, Kind, OptionItem, OptionSets, RelationStyle, printable};

use crate::arguments::Assignment;
use crate::exit::Exit;
use crate::failure::{Failure, Mistake};
use crate::fields::Fields;
use crate::names;
use crate::records::{self, Members};

/// Maximum size of a record's text.
const MAX_BYTES: u64 = 64 << 20;

/// Fields and their values as the JSON that is sent.
#[derive(Debug, Default, Serialize)]
#[serde(transparent)]
pub(super) struct Record(BTreeMap<String, Box<RawValue>>);

impl Record {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// `score = 95`
    pub fn changes(&self) -> impl Iterator<Item = String> {
        self.0.iter().map(|(key, value)| format!("{key} = {}", value.get()))
    }

    /// Reads a JSON object from the text itself, a file, or stdin (`-`).
    ///
    /// # Errors
    /// Returns an error if it cannot be read, is not one object, or repeats a key.
    pub fn read(source: &str, what: &str, fields: Option<&Fields>) -> Result<Self, Failure> {
        let text = text(source, what)?;
        let broken = |why: String| {
            let hint = "write it as {\"name\":\"李四\",\"score\":95}, or give fields with `--set`; use `weda import` for \
                                    many records";
            Failure::from(Mistake::new(format!("{what} is not a JSON object: {}", printable(&why)), hint))
        };
        let Members(members) = Members::of(&text).map_err(|error| broken(error.to_string()))?;
        let mut record = Self::default();
        for (key, value) in members {
            let value = of_json(fields, &key, value)?;
            if record.0.insert(key.to_string(), value).is_some() {
                return Err(broken(format!("`{key}` is repeated")));
            }
        }
        Ok(record)
    }

    /// Adds the values of flags.
    ///
    /// # Errors
    /// Returns an error if a field does not exist or is given twice, or if a value is not of the field's kind.
    pub fn assign(&mut self, set: &[Assignment], clear: &[String], fields: Option<&Fields>) -> Result<(), Failure> {
        let mut named = Vec::new();
        for Assignment { field, value } in set {
            let json = of_text(fields, field, value)?;
            named.push(field.as_str());
            self.0.insert(field.clone(), json);
        }
        for field in clear {
            named.push(field);
            self.0.insert(field.clone(), raw(&Value::Null));
        }
        named.sort_unstable();
        match named.windows(2).find(|pair| pair[0] == pair[1]) {
            Some(pair) => {
                let what = format!("`{}` is given two values", printable(pair[0]));
                Err(Mistake::new(what, "give each field once").into())
            }
            None => Ok(()),
        }
    }

    /// Checks the record against the definition before anything is sent.
    ///
    /// # Errors
    /// Returns the first mistake.
    pub async fn check(&self, client: &Client, fields: &Fields, is_new: bool) -> Result<(), Failure> {
        let definition = fields.definition();
        let (judge, mut sets) = (Judge::new(definition), None);
        for (key, json) in &self.0 {
            let field = definition.field(key).ok_or_else(|| names::unknown_field(definition, key))?;
            writable(field)?;
            let value: Value = serde_json::from_str(json.get()).unwrap_or_default();
            if let Err(violations) = judge.check_field(key, &value) {
                let hint =
                    format!("`weda describe {}` shows the fields and their kinds", printable(&definition.identifier));
                return Err(Mistake::new(violations.to_string(), hint).into());
            }
            if let Kind::Choice(options) = field.kind.innermost() {
                let known = match &options.set {
                    Some(name) if options.items.is_empty() => {
                        if sets.is_none() {
                            sets = Some(option_sets(client, definition).await?);
                        }
                        sets.as_ref().and_then(|sets| sets.get(name)).map_or(&[][..], |set| &set.items)
                    }
                    _ => &options.items,
                };
                chosen(field, json.get(), known)?;
            }
        }
        let missing = definition.fields.iter().filter(|field| is_new && field.required_on_create());
        let missing: Vec<&Field> = missing.filter(|field| self.is_blank(&field.key)).collect();
        if missing.is_empty() {
            return Ok(());
        }
        let named: Vec<String> = missing.iter().map(|field| described(field)).collect();
        let what = format!("a new record of `{}` needs {}", printable(&definition.identifier), named.join(", "));
        Err(Mistake::new(what, "give each of them a value, or send the record unchecked with `--no-check`").into())
    }

    fn is_blank(&self, key: &str) -> bool {
        self.0.get(key).is_none_or(|json| json.get() == "null")
    }
}

/// A field's name and title.
fn described(field: &Field) -> String {
    let title = field.title.as_deref().map(|title| format!(" ({})", printable(title))).unwrap_or_default();
    format!("`{}`{title}", printable(&field.key))
}

fn writable(field: &Field) -> Result<(), Failure> {
    if field.is_writable() && field.key != "_id" {
        return Ok(());
    }
    let what = format!("`{}` is filled in by the service and cannot be set", printable(&field.key));
    Err(Mistake::new(what, "omit it; to preserve ids of another store, use `weda import --keep-ids`").into())
}

/// Checks that all chosen options exist. If no options are known, any are accepted.
fn chosen(field: &Field, json: &str, known: &[OptionItem]) -> Result<(), Failure> {
    let value: Value = serde_json::from_str(json).unwrap_or_default();
    let keys: Vec<String> = match value {
        Value::String(text) if matches!(field.kind, Kind::List(_)) => serde_json::from_str(&text).unwrap_or_default(),
        Value::String(text) => vec![text],
        Value::Array(items) => items.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => Vec::new(),
    };
    let unknown = keys.iter().find(|key| !key.is_empty() && !known.iter().any(|option| option.key == **key));
    let Some(unknown) = unknown.filter(|_| !known.is_empty()) else { return Ok(()) };
    let shown = |option: &OptionItem| match &option.label {
        Some(label) => format!("`{}` ({})", printable(&option.key), printable(label)),
        None => format!("`{}`", printable(&option.key)),
    };
    let by_label = known.iter().find(|option| option.label.as_deref() == Some(unknown));
    let near = || nearest(unknown, known.iter().map(|option| option.key.as_str()));
    let hint = match by_label.or_else(|| near().and_then(|key| known.iter().find(|option| option.key == key))) {
        Some(option) => format!("did you mean {}?", shown(option)),
        None => format!("its options are {}", known.iter().take(12).map(shown).collect::<Vec<_>>().join(", ")),
    };
    let what = format!("{} has no option `{}`", described(field), printable(unknown));
    Err(Mistake::new(what, hint).into())
}

/// Fetches the shared option sets that a definition refers to.
///
/// # Errors
/// Returns an error if the call fails.
pub(super) async fn option_sets(client: &Client, definition: &Definition) -> Result<OptionSets, Failure> {
    let names: Vec<String> = definition.fields.iter().filter_map(|field| set_of(field).map(str::to_owned)).collect();
    if names.is_empty() {
        return Ok(OptionSets::default());
    }
    let answer = client.option_sets(names).await?;
    // Sets that cannot be read have no known options.
    Ok(OptionSets::parse("option sets", answer.as_json()).unwrap_or_default())
}

/// The name of the shared option set of a field.
pub(super) fn set_of(field: &Field) -> Option<&str> {
    match field.kind.innermost() {
        Kind::Choice(options) => options.set.as_deref(),
        _ => None,
    }
}

/// Returns the JSON of a flag's value, parsed by the field's kind. `null` clears any field.
fn of_text(fields: Option<&Fields>, key: &str, text: &str) -> Result<Box<RawValue>, Failure> {
    if text == "null" {
        return Ok(raw(&Value::Null));
    }
    let Some(fields) = fields else { return Ok(raw(&json!(text))) };
    let Some(field) = fields.get(key) else { return Err(names::unknown_field(fields.definition(), key).into()) };
    let refused = |why: String| {
        let hint = match text.trim().is_empty() {
            true => format!("`--clear {}` empties the field", printable(key)),
            false => form(&field.kind),
        };
        Failure::from(Mistake::new(format!("--set {}: {why}", printable(key)), hint))
    };
    match &field.kind {
        Kind::List(_) | Kind::Object(_) | Kind::Location | Kind::Json | Kind::Relations(_) => {
            let value: Result<Box<RawValue>, _> = serde_json::from_str(text);
            value.map_err(|error| refused(format!("it is a {}, and this is not JSON ({error})", field.kind.name())))
        }
        Kind::Relation(relation) if relation.style == RelationStyle::Object && !text.trim_start().starts_with('{') => {
            Ok(raw(&json!({ "_id": text })))
        }
        // An empty table cell is a field without a value, but an empty flag value may be a mistake.
        kind if text.trim().is_empty() && !is_text(kind) => {
            Err(refused(format!("it is a {}, and the value is empty", kind.name())))
        }
        // The hint to `--dates` is for tables only.
        kind => records::json_of_cell(kind, text)
            .map_err(|why| why.replace("give `--dates serial` for the second, or ", ""))
            .and_then(of_string)
            .map_err(refused),
    }
}

fn is_text(kind: &Kind) -> bool {
    matches!(kind, Kind::Text | Kind::File | Kind::AreaCode | Kind::AutoNumber(_) | Kind::Choice(_) | Kind::Relation(_))
}

/// A hint about the notation of a kind in a flag.
fn form(kind: &Kind) -> String {
    match kind {
        Kind::Number => "write a number such as 95 or -1.5",
        Kind::Integer => "write a whole number such as 95",
        Kind::Boolean => "write true or false",
        Kind::DateTime => "write a time such as 2024-01-05T08:30:00+08:00, or milliseconds since 1970",
        Kind::Date => "write a date such as 2024-01-05",
        Kind::Time => "write a time such as 08:30",
        Kind::List(_) => "write a JSON list in quotes: '[\"甲\",\"乙\"]'",
        Kind::Object(_) | Kind::Location => "write a JSON object in quotes: '{\"city\":\"西安\"}'",
        _ => "`weda describe` shows the kind of the field",
    }
    .to_owned()
}

/// Returns the canonical JSON of a value. Dates and times may be texts, as in a flag.
fn of_json(fields: Option<&Fields>, key: &str, value: &RawValue) -> Result<Box<RawValue>, Failure> {
    let Some(field) = fields.and_then(|fields| fields.get(key)) else { return Ok(value.to_owned()) };
    let canonical = records::canonical_json(&field.kind, value.get()).and_then(of_string);
    canonical.map_err(|why| Mistake::new(format!("`{}`: {why}", printable(key)), form(&field.kind)).into())
}

fn of_string(json: String) -> Result<Box<RawValue>, String> {
    RawValue::from_string(json).map_err(|error| error.to_string())
}

fn raw(value: &Value) -> Box<RawValue> {
    to_raw_value(value).expect("a value without a map of odd keys is always JSON")
}

/// Returns the text of an argument: the argument itself if it is JSON, else stdin or a file.
fn text(source: &str, what: &str) -> Result<String, Failure> {
    if source.trim_start().starts_with(['{', '[']) {
        return Ok(source.to_owned());
    }
    let fail = |why: String| {
        let shown = printable(source);
        let hint = match source.contains('=') {
            true => format!("give a field and its value with `--set '{shown}'`"),
            false => "give a JSON object, a file that contains one, or - for stdin".to_owned(),
        };
        Mistake::new(format!("{what}: `{shown}` cannot be read ({why})"), hint).with_exit(Exit::LocalFile)
    };
    let mut text = String::new();
    let read = match source {
        "-" => std::io::stdin().lock().take(MAX_BYTES).read_to_string(&mut text),
        path => match Path::new(path).metadata() {
            Ok(about) if about.is_dir() => return Err(fail("it is a folder".to_owned()).into()),
            Ok(_) => std::fs::File::open(path).and_then(|file| file.take(MAX_BYTES).read_to_string(&mut text)),
            Err(error) => Err(error),
        },
    };
    match read {
        Ok(_) => Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text)),
        Err(error) => Err(fail(error.to_string()).into()),
    }
}
