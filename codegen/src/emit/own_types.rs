use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;

use super::scope::Scope;
use super::tokens::own_type;
use crate::plan::{ModelPlan, Shape};

/// Emits a line for each of the user's types that asserts the kind of field it must hold, so that an unsuitable type is one
/// error, at a place that names both. The scope is an [inner](Scope::inner) one.
pub(super) fn assertions(model: &ModelPlan, scope: &Scope<'_>) -> TokenStream {
    let fields = model.fields.iter().map(|field| &field.member);
    let members = fields.chain(model.structs.iter().flat_map(|nested| &nested.members));
    let mut found = BTreeMap::new();
    for member in members {
        collect(&member.shape, scope, &mut found);
    }
    found.into_values().collect()
}

/// Collects one line for each pair of type and kind, sorted.
fn collect(shape: &Shape, scope: &Scope<'_>, found: &mut BTreeMap<String, TokenStream>) {
    match shape {
        Shape::Own { path, kind } => {
            let (own, kind) = (own_type(path), scope.kind(kind));
            let line = quote!(const _: fn() = w::holds::<#own, #kind>;);
            found.insert(line.to_string(), line);
        }
        Shape::List(item) => collect(item, scope, found),
        _ => {}
    }
}
