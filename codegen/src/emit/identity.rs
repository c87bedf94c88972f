use proc_macro2::TokenStream;
use quote::quote;

use crate::plan::ModelPlan;

/// What makes a type stand for the model with this identifier.
#[must_use]
pub fn identity(identifier: &str, row: &TokenStream) -> TokenStream {
    quote! {
        impl w::Model for #row {
            type Tag = w::Tag<{ w::tag_of(#identifier) }>;
            const IDENTIFIER: &'static str = #identifier;
        }
    }
}

/// What may be done with records of the model.
#[must_use]
pub fn markers(model: &ModelPlan, row: &TokenStream) -> TokenStream {
    let writable = model.writable.then(|| [quote!(Creatable), quote!(Updatable)]);
    // Also for read-only models: `create(X::new())` is one mistake and shall be one error.
    let nothing_required = model.create.is_none().then(|| quote!(NothingRequired));
    let markers = writable.into_iter().flatten().chain(nothing_required);
    quote! {
        #(#[diagnostic::do_not_recommend] impl w::#markers for #row {})*
    }
}
