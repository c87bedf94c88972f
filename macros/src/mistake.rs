//! Every sentence that a user of the attribute may read.

use std::path::Path;

use weda_codegen::plan::{Access, FieldPlan, ModelPlan};

use crate::nearest::nearest;

pub fn unknown_model(model: &str, dir: &Path, why: &str, known: &[String]) -> String {
    let folder = dir.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    let mut text = format!("no model `{model}`: there is no {folder}/{model}.json");
    match nearest(model, known.iter().map(String::as_str)) {
        Some(near) => text += &format!("\ndid you mean `{near}`?"),
        None => text += "\npull the model's definition into the directory, or correct the name",
    }
    text + &format!("\nthe directory is {}, since {why}", dir.display())
}

pub fn unknown_field(model: &ModelPlan, name: &str) -> String {
    let mut text = format!("model `{}` has no field `{name}`", model.identifier);
    let keys = |field: &FieldPlan| [field.member.name.clone(), field.member.key.clone()];
    let names: Vec<String> = model.fields.iter().flat_map(keys).collect();
    match nearest(name, names.iter().map(String::as_str)) {
        Some(near) => {
            let meant = model.fields.iter().find(|field| keys(field).iter().any(|key| key == near));
            let place = meant.and_then(|field| place(model, field));
            let place = place.map_or_else(String::new, |place| format!(" ({place} declares it)"));
            text += &format!("\ndid you mean `{near}`?{place}");
        }
        None => text += &format!("\n{} declares: {}", model.source, shortened(model)),
    }
    text
}

pub fn read_twice(model: &ModelPlan, field: &FieldPlan, first: &str) -> String {
    format!(
        "field `{}` of model `{}` is already read into `{first}`; remove one of the two",
        field.member.key, model.identifier
    )
}

/// The message, the label and the note of a type that does not fit.
pub struct Unfit {
    pub message: String,
    pub label: String,
    pub note: String,
}

/// `rust` is the type that the definition asks for, `spelled_optional` whether the user's type is spelled as an
/// `Option`. Only the words depend on the spelling: the verdict is that of the types.
pub fn unfit(model: &ModelPlan, field: &FieldPlan, rust: &str, spelled_optional: bool) -> Unfit {
    let (key, kind) = (&field.member.key, &field.member.kind);
    let kind = if key == "_id" { "the id of the record".to_owned() } else { with_article(kind) };
    let nullable = !field.member.present;
    let message = if nullable && !spelled_optional {
        format!(
            "`{key}` of model `{}` may be null: it must be `Option<{{Self}}>`, of a type that holds {kind}",
            model.identifier
        )
    } else {
        format!("`{key}` of model `{}` is {kind}: `{{Self}}` cannot hold it", model.identifier)
    };
    let label = match place(model, field) {
        Some(place) => format!("{place} declares `{key}`: {kind}"),
        None => format!("`{key}` is {kind}"),
    };
    let note = format!("types that hold it: `{rust}`, or your own type that implements `weda::Decode`");
    Unfit { message, label, note }
}

fn place(model: &ModelPlan, field: &FieldPlan) -> Option<String> {
    field.member.line.map(|line| format!("{}:{line}", model.source))
}

fn shortened(model: &ModelPlan) -> String {
    const SHOWN: usize = 12;
    let own = |field: &&FieldPlan| field.access != Access::ReadOnly || model.fields.len() <= SHOWN;
    let names: Vec<&str> = model.fields.iter().filter(own).map(|field| field.member.name.as_str()).collect();
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
    format!("{article} {kind}")
}
