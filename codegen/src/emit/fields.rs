//! The fields of a model as a table for run time.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::plan::{Access, FieldPlan, ModelPlan, Shape};

/// Emits the table of the model's fields as one text, whose format is documented at the runtime's trait `Fields`.
#[must_use]
pub fn fields(model: &ModelPlan, row: &Ident) -> TokenStream {
    let lines: Vec<String> = model.fields.iter().filter_map(line).collect();
    let table = lines.join("\n");
    quote!(w::fields!(#row #table);)
}

/// Skips keys with line ends, which would be two lines. No service has such keys.
fn line(field: &FieldPlan) -> Option<String> {
    let access = match field.access {
        Access::Required => '!',
        Access::Nullable => '?',
        Access::ReadOnly => '-',
    };
    let key = Some(&field.member.key).filter(|key| !key.contains(['\n', '\r']))?;
    Some(format!("{}{access} {key}", kind(&field.member.shape, field.by_object)))
}

fn kind(shape: &Shape, by_object: bool) -> String {
    let kind = match shape {
        Shape::Text | Shape::File | Shape::AreaCode => "t",
        Shape::Number => "n",
        Shape::Integer => "i",
        Shape::Bool => "b",
        Shape::DateTime => "d",
        Shape::Date => "D",
        Shape::TimeOfDay => "T",
        Shape::Location => "p",
        Shape::Json => "j",
        Shape::Id(_) if by_object => "R",
        Shape::Id(_) => "r",
        Shape::Choice(_) => "c",
        Shape::Object(_) => "o",
        Shape::List(item) => return format!("l{}", kind(item, by_object)),
        Shape::Own { kind: own, .. } => return kind(own, by_object),
    };
    kind.to_owned()
}
