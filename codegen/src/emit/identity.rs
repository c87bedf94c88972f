use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::tag::tag;
use crate::plan::ModelPlan;

/// What makes a type stand for the model with this identifier.
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

/// What may be done with records of the model.
#[must_use]
pub fn markers(model: &ModelPlan, row: &Ident) -> TokenStream {
    let writable = model.writable.then(|| quote!(w::writable!(#row);));
    // Also for read-only models: `create(X::new())` is one mistake and shall be one error.
    let nothing_required = model.create.is_none().then(|| quote!(w::nothing_required!(#row);));
    quote!(#writable #nothing_required)
}
