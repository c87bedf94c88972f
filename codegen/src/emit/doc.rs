//! Doc comments.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use weda_definition::visible;

use crate::docs;
use crate::plan::{Access, EnumPlan, FieldPlan, Member, ModelPlan, Origin};

/// Emits a doc comment.
pub(super) fn comment<S: AsRef<str>>(lines: &[S]) -> TokenStream {
    let lines = lines.iter().map(|line| literal(line.as_ref()));
    quote!(#(#[doc = #lines])*)
}

/// The literal of a line, with a space before its text.
///
/// `Literal::string` checks whether every Chinese character is printable, which took a tenth of the total time. A text
/// without quotes, backslashes and control characters is parsed as a literal instead.
fn literal(line: &str) -> Literal {
    let space = if line.is_empty() { "" } else { " " };
    let is_plain = !line.contains(|c: char| matches!(c, '"' | '\\') || c.is_control());
    let plain = is_plain.then(|| format!("\"{space}{line}\"").parse().ok()).flatten();
    plain.unwrap_or_else(|| Literal::string(&format!("{space}{line}")))
}

/// The doc of a row type and of its module: title and identifier, then the description.
pub(super) fn of_model(model: &ModelPlan) -> Vec<String> {
    let identifier = docs::code(&model.identifier);
    let first = match title(model.title.as_deref()) {
        Some(title) => format!("{title} (model {identifier})"),
        None => format!("Model {identifier}"),
    };
    described(first, model.title.as_deref(), model.description.as_deref())
}

/// The doc of a row's field.
pub(super) fn of_field(field: &FieldPlan) -> Vec<String> {
    let member = &field.member;
    described(summary(member, access(field), None), member.title.as_deref(), member.description.as_deref())
}

/// The doc of a field in a create shape. The ids of a relation are of one of the row types of the target.
pub(super) fn of_required(field: &FieldPlan) -> Vec<String> {
    let mut lines = of_field(field);
    if let Some(target) = field.member.shape.target() {
        lines.extend([String::new(), format!("Ids of another row type of {} fit by `.cast()`.", docs::code(target))]);
    }
    lines
}

/// The doc of a nested object's member.
pub(super) fn of_member(member: &Member) -> Vec<String> {
    let presence = member.present.then_some("required");
    described(summary(member, presence, None), member.title.as_deref(), member.description.as_deref())
}

/// The doc of a field's constant: one line, with the location of the declaration.
pub(super) fn of_constant(field: &FieldPlan, source: &str) -> String {
    let place = field.member.line.map(|line| format!("{}:{line}", docs::line(source)));
    summary(&field.member, access(field), place.as_deref())
}

/// The doc of a type that was generated for a field.
pub(super) fn of_part(model: &str, path: &[String], field_title: Option<&str>, what: &str) -> String {
    let whose = format!("{what} {} of model {}", docs::code(&path.join(".")), docs::code(model));
    match title(field_title) {
        Some(title) => format!("{title}: {whose}"),
        None => capitalized(&whose),
    }
}

/// The doc of an enumeration of options.
pub(super) fn of_options(options: &EnumPlan) -> Vec<String> {
    let own = options.title.as_deref();
    match &options.origin {
        Origin::Field { model, path } => vec![of_part(model, path, own, "an option of")],
        Origin::Set { name, description } => {
            let name = docs::code(name);
            let first = match title(own) {
                Some(title) => format!("{title} (option set {name})"),
                None => format!("Option set {name}"),
            };
            described(first, own, description.as_deref())
        }
    }
}

fn access(field: &FieldPlan) -> Option<&'static str> {
    match (field.access, field.unique) {
        (Access::Required, false) => Some("required"),
        (Access::Required, true) => Some("required, unique"),
        (Access::Nullable, false) => None,
        (Access::Nullable, true) => Some("unique"),
        (Access::ReadOnly, _) => Some("read-only"),
    }
}

/// ``姓名 (`name`, text, required; database-schemas/student.json:6)``
fn summary(member: &Member, word: Option<&str>, place: Option<&str>) -> String {
    let key = docs::code(&member.key);
    let mut facts = visible(&member.kind).into_owned();
    if let Some(word) = word {
        facts = format!("{facts}, {word}");
    }
    if let Some(place) = place {
        facts = format!("{facts}; {place}");
    }
    match title(member.title.as_deref()) {
        Some(title) => format!("{title} ({key}, {facts})"),
        None => format!("{key} ({facts})"),
    }
}

fn title(title: Option<&str>) -> Option<String> {
    title.map(docs::line).filter(|title| !title.is_empty())
}

fn described(first: String, title: Option<&str>, description: Option<&str>) -> Vec<String> {
    let mut lines = vec![first];
    // Some tools repeat the title as description.
    if let Some(description) = description.filter(|description| Some(*description) != title) {
        let description = docs::lines(description);
        if !description.is_empty() {
            lines.push(String::new());
            lines.extend(description);
        }
    }
    lines
}

fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
