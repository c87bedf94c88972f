//! All messages of the macro.

use std::fmt::Display;

use syn::GenericParam;
use weda_codegen::plan::{Access, FieldPlan, ModelPlan, Shape};
use weda_codegen::{Located, nearest};

pub const NO_IDENTIFIER: &str = "expected the identifier of a model; write it in quotes: `#[weda_model(\"sys_user\")]`";

pub const SECOND_MODEL: &str =
    "a struct is a view of one model; remove this attribute, or write a second struct for the other model";

pub const OPTION_OF_STRUCT: &str = "`#[weda(..)]` belongs on a field; move it there or remove it: the attribute of the \
                                    struct is `#[weda_model(\"..\")]`";

pub const NO_OPTION: &str = "expected an option; write it in parentheses: `#[weda(rename = \"nickName\")]`";

pub const RENAME_TWICE: &str = "the key of the field is given twice; remove one of the two";

pub const NO_STRUCT: &str = "a view of a model is a struct with named fields; put `#[weda_model(\"..\")]` on one";

pub const NO_KEY: &str = "expected the key of a field; write it in quotes: `rename = \"nickName\"`";

pub const NO_RELATION: &str = "expected the key of a relation; write it in quotes: `load = \"spuId\"`";

pub const CONDITION: &str =
    "a field of a view cannot depend on `#[cfg(..)]`; remove the condition, or write a second view without the field";

pub const CONDITIONAL_OPTION: &str = "`#[weda(..)]` on a field cannot depend on `#[cfg_attr(..)]`; write it without the \
                                      condition, or write a second view for the other case";

pub fn more_arguments(first: &dyn Display) -> String {
    format!("unknown option `{first}`; the identifier of the model is the only argument: remove what follows it")
}

pub fn without_size(ty: &dyn Display) -> String {
    let ty = ty.to_string();
    let ty = if ty.starts_with("dyn ") { ty.replace(" :: ", "::") } else { ty.replace(' ', "") };
    let remedy = match ty.as_str() {
        "str" => "write `String`",
        ty if ty.starts_with('[') => "write a `Vec`",
        _ => "write the type of the definition",
    };
    format!("a view of a model owns its values, and `{ty}` is unsized; {remedy}")
}

pub fn unsupported_item(found: &str, remedy: &str) -> String {
    format!("a view of a model must be a struct with named fields, not {found}; {remedy}")
}

/// `has_fields` distinguishes a view from the name of a model.
pub fn parameter(parameter: &GenericParam, has_fields: bool) -> String {
    let name = match parameter {
        GenericParam::Lifetime(lifetime) => lifetime.lifetime.to_string(),
        GenericParam::Type(ty) => ty.ident.to_string(),
        GenericParam::Const(constant) => constant.ident.to_string(),
    };
    if !has_fields {
        return format!("a struct that names a model cannot have parameters; remove `{name}`");
    }
    format!(
        "a view of a model owns its values and cannot have parameters; remove `{name}` and give its fields the types of the \
         definition"
    )
}

pub fn unknown_option(found: &dyn Display) -> String {
    format!(
        "unknown option `{found}`; use `rename = \"..\"`, with the key of the field, or `load = \"..\"`, \
             with the key of a relation"
    )
}

pub fn no_directory(model: &str, located: &Located) -> String {
    let Located { dir, why, named, .. } = located;
    let remedy = if *named { "correct the name" } else { "name another directory as `models` in weda.toml" };
    format!(
        "no model `{model}`: there is no directory {}\n{why}\nput the definition there as `{model}.json`, as \
         `tcb db pull` writes it, or {remedy}",
        dir.display()
    )
}

pub fn unknown_model(model: &str, located: &Located, near: Option<&str>) -> String {
    let Located { dir, why, .. } = located;
    let folder = dir.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    let remedy = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None if model.is_empty() => "write the identifier of a model".to_owned(),
        None => "pull the definition of the model into the directory, or correct the name".to_owned(),
    };
    format!(
        "no model `{model}`: there is no {folder}/{model}.json\nthe directory is {}: {why}\n{remedy}",
        dir.display()
    )
}

/// `called` returns the name of a field in this context, its Rust name or JSON key, and `written` how such a name is
/// spelled there.
pub fn unknown_field(
    model: &ModelPlan,
    name: &str,
    called: fn(&FieldPlan) -> &str,
    written: fn(&str) -> String,
) -> String {
    let mut text = format!("model `{}` has no field `{name}`", model.identifier);
    match nearest(name, model.fields.iter().map(called)) {
        Some(near) => {
            let meant = model.fields.iter().find(|field| called(field) == near);
            let place = meant.and_then(|field| place(model, field));
            let place = place.map_or_else(String::new, |place| format!(" ({place} declares it)"));
            text += &format!("\ndid you mean `{}`?{place}", written(near));
        }
        None => {
            let names = shortened(model, |field| written(called(field)));
            text += &format!("\nremove it, or use one of {}: {names}", model.source);
        }
    }
    text
}

pub fn read_twice(model: &ModelPlan, field: &FieldPlan, first: &str) -> String {
    format!(
        "field `{}` of model `{}` is already held by `{first}`; remove one of the two",
        field.member.key, model.identifier
    )
}

pub fn no_relation(model: &ModelPlan, field: &FieldPlan) -> String {
    let (key, identifier) = (&field.member.key, &model.identifier);
    let kind = if key == "_id" { "the id of the record".to_owned() } else { with_article(&field.member.kind) };
    let place = place(model, field).map_or_else(String::new, |place| format!(" ({place} declares it)"));
    let is_relation = |field: &&FieldPlan| field.member.shape.target().is_some() && field.access != Access::ReadOnly;
    let relations: Vec<&str> = model.fields.iter().filter(is_relation).map(|field| field.member.key.as_str()).collect();
    let remedy = match relations.as_slice() {
        [] => "the model has no relations of its own: remove the option".to_owned(),
        relations => format!("the relations of the model: {}", relations.join(", ")),
    };
    format!("`{key}` of model `{identifier}` is {kind}: it has no related record to load{place}\n{remedy}")
}

pub fn loads_itself(row: &dyn Display) -> String {
    format!("`{row}` loads itself, but views nest one level deep; load another view of the model that loads nothing")
}

pub fn two_levels(name: &dyn Display, spelling: &str) -> String {
    format!(
        "`{name}` is `{spelling}`, which loads relations itself, but views nest one level deep; load a view that holds \
         ids instead, and read their records with `get_many`"
    )
}

/// The message, label and note for a type that cannot hold the records of a relation.
pub fn load_mismatch(model: &ModelPlan, field: &FieldPlan, spelled: &str) -> TypeMismatch {
    let (key, identifier) = (&field.member.key, &model.identifier);
    let target = field.member.shape.target().unwrap_or_default();
    let is_list = matches!(field.member.shape, Shape::List(_));
    let place_of = place(model, field);
    let message = match (is_list, spelled) {
        (false, "Vec") => {
            format!("`{key}` of model `{identifier}` leads to one record at most: `{{Self}}` cannot hold it")
        }
        (true, "Vec") | (false, "Option") => {
            format!("`{key}` of model `{identifier}` leads to `{target}`: `{{Self}}` does not hold a view of it")
        }
        (true, _) => format!(
            "`{key}` of model `{identifier}` leads to many records of `{target}`: `{{Self}}` is not a `Vec` of a view of it"
        ),
        (false, _) if !field.member.present => {
            format!(
                "`{key}` of model `{identifier}` may lead to no record: it must be `Option<{{Self}}>`, with a view of `{target}`"
            )
        }
        (false, _) => format!("`{key}` of model `{identifier}` leads to `{target}`: `{{Self}}` is not a view of it"),
    };
    let kind = with_article(&field.member.kind);
    let label = match place_of {
        Some(place) => format!("{place} declares `{key}`: {kind}"),
        None => format!("`{key}` is {kind}"),
    };
    let note = format!(
        "a view of `{target}` is a struct with fields and `#[weda_model(\"{target}\")]`, or the row type from `weda generate`"
    );
    TypeMismatch { message, label, note }
}

/// The message, label and note for a type that cannot hold a field.
pub struct TypeMismatch {
    pub message: String,
    pub label: String,
    pub note: String,
}

/// `rust` is the type that can hold a value, `generated` the one in generated code, and `spelled` the last segment of
/// the user's type. The spelling affects only the message; types are checked by the compiler.
pub fn type_mismatch(model: &ModelPlan, field: &FieldPlan, rust: &str, generated: &str, spelled: &str) -> TypeMismatch {
    let (key, identifier) = (&field.member.key, &model.identifier);
    let kind = if key == "_id" { "the id of the record".to_owned() } else { with_article(&field.member.kind) };
    let nullable = !field.member.present;
    let message = if nullable && spelled == bare(rust) {
        format!("`{key}` of model `{identifier}` may be null: it must be `Option<{{Self}}>`")
    } else if nullable && spelled != "Option" {
        format!("`{key}` of model `{identifier}` is {kind} that may be null: `{{Self}}` cannot hold it")
    } else {
        format!("`{key}` of model `{identifier}` is {kind}: `{{Self}}` cannot hold it")
    };
    let label = match place(model, field) {
        Some(place) => format!("{place} declares `{key}`: {kind}"),
        None => format!("`{key}` is {kind}"),
    };
    let within = |ty: &str| if nullable { format!("Option<{ty}>") } else { ty.to_owned() };
    let fitting = within(rust);
    let own = "or your own type that implements `weda::codec::Decode`";
    let generated = if is_choice(&field.member.shape) {
        format!("`{}` from `weda generate`, ", within(generated))
    } else if field.member.kind.ends_with("object") {
        // The shape of a nested object is JSON in a view, so check the kind.
        "the struct from `weda generate` instead of `weda::Json`, ".to_owned()
    } else {
        String::new()
    };
    let mut note = format!("types that can hold it: `{fitting}`, {generated}{own}");
    if let Some(target) = field.member.shape.target()
        && target != identifier
    {
        let name = rust.rsplit('<').next().unwrap_or_default().trim_end_matches('>');
        note += &format!("; `{name}` is any row of `{target}`: `#[weda_model(\"{target}\")] struct {name};` is enough");
    }
    if field.member.shape.target().is_some() && key != "_id" {
        note += &format!("; the record itself is loaded by `#[weda(load = \"{key}\")]`");
    }
    TypeMismatch { message, label, note }
}

/// Removes the path of `weda::Date` and the argument of `Id<Student>`.
fn bare(rust: &str) -> &str {
    let path = rust.split('<').next().unwrap_or_default();
    path.rsplit("::").next().unwrap_or_default()
}

fn is_choice(shape: &Shape) -> bool {
    match shape {
        Shape::Choice(_) => true,
        Shape::List(item) => is_choice(item),
        _ => false,
    }
}

fn place(model: &ModelPlan, field: &FieldPlan) -> Option<String> {
    field.member.line.map(|line| format!("{}:{line}", model.source))
}

fn shortened(model: &ModelPlan, called: impl Fn(&FieldPlan) -> String) -> String {
    const SHOWN: usize = 12;
    let own = |field: &&FieldPlan| field.access != Access::ReadOnly || model.fields.len() <= SHOWN;
    let names: Vec<String> = model.fields.iter().filter(own).map(called).collect();
    match names.len() {
        0..=SHOWN => names.join(", "),
        more => format!("{} and {} more", names[..SHOWN].join(", "), more - SHOWN),
    }
}

fn with_article(kind: &str) -> String {
    let article = match kind.chars().next() {
        _ if kind == "JSON" => "free",
        Some('a' | 'e' | 'i' | 'o' | 'u') => "an",
        _ => "a",
    };
    match item_of(kind) {
        Some(item) => format!("a list of {}", plural(item)),
        None => format!("{article} {kind}"),
    }
}

/// Returns the kind of a list's items; that of relations is already plural.
fn item_of(kind: &str) -> Option<&str> {
    kind.strip_prefix("list of ").filter(|item| !item.starts_with("relations"))
}

fn plural(kind: &str) -> String {
    match (kind, item_of(kind)) {
        (_, Some(item)) => format!("lists of {}", plural(item)),
        ("JSON", _) => "JSON values".to_owned(),
        ("time of day", _) => "times of day".to_owned(),
        _ => format!("{kind}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::with_article;

    #[test]
    fn kinds_have_articles_and_plurals() {
        let kinds = ["text", "integer", "JSON", "list of choice", "list of list of number", "list of time of day"];
        assert_eq!(
            kinds.map(with_article),
            [
                "a text",
                "an integer",
                "free JSON",
                "a list of choices",
                "a list of lists of numbers",
                "a list of times of day"
            ]
        );
        assert_eq!(with_article("list of relations to `a`"), "a list of relations to `a`");
    }
}
