use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::doc;
use super::scope::Scope;
use super::tokens::ident;
use crate::plan::{Access, FieldPlan, ModelPlan, Shape};

/// Emits a constant for every field of the model, as inherent constants of `row`.
///
/// The scope is an [inner](Scope::inner) one.
#[must_use]
pub fn constants(model: &ModelPlan, row: &Ident, scope: &Scope<'_>) -> TokenStream {
    let constants = model.fields.iter().map(|field| constant(field, &model.source, row, scope));
    quote! {
        impl #row {
            #(#constants)*
        }
    }
}

fn constant(field: &FieldPlan, source: &str, row: &Ident, scope: &Scope<'_>) -> TokenStream {
    let doc = doc::comment(&[doc::of_constant(field, source)]);
    let (name, key) = (ident(&field.constant()), &field.member.key);
    let kind = scope.kind(&field.member.shape);
    let access = match (field.access, field.unique) {
        (Access::Required, false) => quote!(, w::Required),
        (Access::Required, true) => quote!(, w::Unique<w::Required>),
        (Access::Nullable, false) => quote!(),
        (Access::Nullable, true) => quote!(, w::Unique<w::Nullable>),
        (Access::ReadOnly, _) => quote!(, w::ReadOnly),
    };
    let new = match (field.by_object, is_list(&field.member.shape)) {
        (true, true) => quote!(relations),
        (true, false) => quote!(relation),
        (false, _) => quote!(field),
    };
    quote! {
        #doc
        pub const #name: w::Field<#row, #kind #access> = w::#new(#key);
    }
}

fn is_list(shape: &Shape) -> bool {
    match shape {
        Shape::List(_) => true,
        Shape::Own { kind, .. } => is_list(kind),
        _ => false,
    }
}
