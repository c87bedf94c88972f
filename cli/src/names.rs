//! Unknown names of models and fields, and suggestions.

use weda::Client;
use weda::api::DefinitionRow;
use weda_codegen::nearest;
use weda_definition::{Definition, Field, printable};

use crate::exit::Exit;
use crate::failure::{Failure, Mistake};
use crate::fields::{self, Fields};

/// Maximum number of fields that are named.
const NAMED: usize = 12;

/// Fetches the fields of a model; `None` if its definition is not valid.
///
/// # Errors
/// Returns an error if a call fails, or if the model does not exist.
pub(crate) async fn fields_of(client: &Client, model: &str) -> Result<Option<Fields>, Failure> {
    match client.definition(model).await? {
        Some(row) => Ok(fields::parsed(&row)),
        None => Err(unknown_model(client, model).await),
    }
}

/// Fetches the fields of a model; `None` if it has no valid definition.
///
/// # Errors
/// Returns an error if the call fails.
pub(crate) async fn fields_if_defined(client: &Client, model: &str) -> Result<Option<Fields>, Failure> {
    Ok(client.definition(model).await?.as_ref().and_then(fields::parsed))
}

/// Checks that a model is not a system model, which are read-only.
///
/// # Errors
/// Returns an error for a system model.
pub(crate) fn check_writable(model: &str) -> Result<(), Failure> {
    // Source: "System data models" of the vendor's manual.
    match model.starts_with("sys_") {
        true => {
            let what = format!("`{}` is a system model, which is read-only", printable(model));
            Err(Mistake::new(what, "change users and departments in the console").into())
        }
        false => Ok(()),
    }
}

/// The failure for a model that does not exist, or is not published in this store.
pub(crate) async fn unknown_model(client: &Client, model: &str) -> Failure {
    let known = match client.definitions().await {
        Ok(known) => known,
        Err(error) => return Failure::Service(error),
    };
    let (env_id, env_type) = (printable(client.env_id()).into_owned(), client.env_type());
    let shown = printable(model);
    if known.iter().any(|row| row.name() == model) {
        let hint = "publish it in the console; `--env-type pre` has the model before it is published";
        return Mistake::new(format!("model `{shown}` is not in {env_type} of {env_id}"), hint)
            .with_exit(Exit::NotFound)
            .into();
    }
    let hint = match near_model(model, &known) {
        Some((name, title)) => format!("did you mean `{}`{}? `weda models` lists all", printable(name), titled(title)),
        None => "`weda models` lists its models".to_owned(),
    };
    Mistake::new(format!("{env_id} has no model `{shown}`"), hint).with_exit(Exit::NotFound).into()
}

/// Finds a model by title, which users see in the console, or by a similar identifier.
fn near_model<'r>(model: &str, known: &'r [DefinitionRow]) -> Option<(&'r str, Option<&'r str>)> {
    let by_title = || known.iter().find(|row| row.title().is_some_and(|title| title.trim() == model));
    let by_name = || {
        let name = nearest(model, known.iter().map(DefinitionRow::name))?;
        known.iter().find(|row| row.name() == name)
    };
    by_title().or_else(by_name).map(|row| (row.name(), row.title()))
}

/// A title in parentheses.
fn titled(title: Option<&str>) -> String {
    match title.map(str::trim).filter(|title| !title.is_empty()) {
        Some(title) => format!(" ({})", printable(title)),
        None => String::new(),
    }
}

/// The mistake for an unknown field, with a suggestion.
pub(crate) fn unknown_field(definition: &Definition, name: &str) -> Mistake {
    let model = printable(&definition.identifier).into_owned();
    let what = format!("model `{model}` has no field `{}`", printable(name));
    Mistake::new(what, suggestion(definition, name))
}

/// Suggests a field with title and kind, or lists all fields.
pub(crate) fn suggestion(definition: &Definition, name: &str) -> String {
    let described = |field: &Field| {
        let title = field.title.as_deref().map(|title| format!("{}, ", printable(title))).unwrap_or_default();
        format!("`{}` ({title}{})", printable(&field.key), printable(&field.kind.name()))
    };
    if let Some(field) = near_field(definition, name) {
        return format!("did you mean {}?", described(field));
    }
    let keys: Vec<&str> = definition.fields.iter().map(|field| field.key.as_str()).collect();
    let more = match keys.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let shown = keys.iter().take(NAMED).map(|key| printable(key)).collect::<Vec<_>>().join(", ");
    let model = printable(&definition.identifier);
    format!("its fields are {shown}{more}; `weda describe {model}` shows them")
}

/// Finds a field by title, or by a similar key or title.
fn near_field<'d>(definition: &'d Definition, name: &str) -> Option<&'d Field> {
    let fields = &definition.fields;
    let has_title = |field: &&Field, title: &str| field.title.as_deref() == Some(title);
    if let Some(field) = fields.iter().find(|field| has_title(field, name.trim())) {
        return Some(field);
    }
    if let Some(key) = nearest(name, fields.iter().map(|field| field.key.as_str())) {
        return definition.field(key);
    }
    let title = nearest(name, fields.iter().filter_map(|field| field.title.as_deref()))?;
    fields.iter().find(|field| has_title(field, title))
}

/// Checks that all names are fields of the model. Without a definition, all names are accepted.
///
/// # Errors
/// Returns an error for the first unknown name, with the `flag`.
pub(crate) fn check_fields(fields: Option<&Fields>, names: &[String], flag: &str) -> Result<(), Failure> {
    let Some(definition) = fields.map(Fields::definition) else { return Ok(()) };
    let is_known = |name: &str| definition.field(name).is_some() || weda_definition::PLATFORM_KEYS.contains(&name);
    match names.iter().find(|name| !is_known(name)) {
        Some(name) => {
            let mistake = unknown_field(definition, name);
            let what = format!("{flag}: {}", mistake.what);
            Err(Mistake::new(what, mistake.hint).into())
        }
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_similar_field_is_suggested_with_title_and_kind() {
        let text = r#"{ "properties": {
            "amount": { "type": "number", "title": "金额" }, "name": { "type": "string", "title": "姓名" } } }"#;
        let definition = Definition::parse("cust", "cust.json", text).unwrap();
        for (name, hint) in [
            ("ammount", "did you mean `amount` (金额, number)?"),
            ("Amount", "did you mean `amount` (金额, number)?"),
            ("姓名", "did you mean `name` (姓名, text)?"),
            ("\u{200b}name", "did you mean `name` (姓名, text)?"),
            ("whatever", "its fields are amount, name; `weda describe cust` shows them"),
        ] {
            assert_eq!(suggestion(&definition, name), hint, "{name}");
        }
        let mistake = unknown_field(&definition, "\u{200b}name");
        assert_eq!(mistake.what, r"model `cust` has no field `\u{200b}name`", "invisible characters are escaped");
    }
}
