use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::tag::tag;
use crate::plan::ModelPlan;

/// Emits the implementation that identifies a type with the model.
#[must_use]
pub fn identity(identifier: &str, row: &TokenStream) -> TokenStream {
    let tag = tag(identifier);
    quote! {
        impl w::Model for #row {
            type Tag = #tag;
            const IDENTIFIER: &'static str = #identifier;
        }
    }
}

/// Emits markers for the operations on records of the model.
#[must_use]
pub fn markers(model: &ModelPlan, row: &Ident) -> TokenStream {
    let writable = model.writable.then(|| quote!(w::writable!(#row);));
    // Also for read-only models, so that `create(X::new())` gives only one error.
    let nothing_required = model.create.is_none().then(|| quote!(w::nothing_required!(#row);));
    quote!(#writable #nothing_required)
}
