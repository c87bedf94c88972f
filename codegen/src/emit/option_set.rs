use proc_macro2::TokenStream;
use quote::quote;

use super::serde::serde;
use super::tag::tag;
use super::tokens::{file, ident};
use super::{derive, doc};
use crate::docs;
use crate::plan::{Derives, EnumPlan, OptionSetsPlan, Plan, Serde, VariantPlan};

/// Emits the file of the shared option sets.
#[must_use]
pub fn option_sets(sets: &OptionSetsPlan, plan: &Plan) -> TokenStream {
    let enums = sets.enums.iter().map(|options| option_set(options, &plan.derives));
    let serde = serde(&[], &sets.enums, &plan.derives);
    file(&plan.runtime, &quote!(#(#enums)* #serde))
}

/// Emits the associated type that identifies the options.
#[must_use]
pub fn options_identity(options: &EnumPlan) -> TokenStream {
    let tag = tag(&options.origin.identity());
    quote!(type Tag = #tag;)
}

/// Emits the open enum of a choice, with its codec.
pub(super) fn option_set(options: &EnumPlan, derives: &Derives) -> TokenStream {
    let name = ident(&options.name);
    let doc = doc::comment(&doc::of_options(options));
    let variants = options.variants.iter().map(|option| {
        let (doc, name) = (doc::comment(&[described(option)]), ident(&option.name));
        let wire_name = derive::wire_name(&option.key, &option.name, derives);
        quote!(#doc #wire_name #name)
    });
    let derive = derive::attribute(&["Clone", "Debug", "Eq", "Hash", "PartialEq"], derives);
    // An unknown text is serialized as itself.
    let untagged = (derives.serde == Serde::Derive).then(|| quote!(#[serde(untagged)]));
    let other = doc::comment(&["A text that the definition does not list, kept as it is"]);
    let implementation = implementation(options);
    quote! {
        #doc
        #derive
        pub enum #name {
            #(#variants,)*
            #other
            #untagged
            Other(String),
        }
        #implementation
    }
}

fn implementation(options: &EnumPlan) -> TokenStream {
    let name = ident(&options.name);
    let listed = options.variants.iter().map(|option| {
        let (key, label) = (&option.key, label(option));
        quote!((#key, #label))
    });
    let variants: Vec<_> = options.variants.iter().map(|option| ident(&option.name)).collect();
    let numbers: Vec<_> = (0..variants.len()).map(proc_macro2::Literal::usize_unsuffixed).collect();
    let identity = options_identity(options);
    quote! {
        #[automatically_derived]
        impl w::Options for #name {
            #identity
            const LISTED: &'static [(&'static str, &'static str)] = &[#(#listed),*];
            fn nth(index: usize, key: String) -> Self {
                match index {
                    #(#numbers => Self::#variants,)*
                    _ => Self::Other(key),
                }
            }
            fn index(&self) -> Result<usize, &str> {
                match self {
                    #(Self::#variants => Ok(#numbers),)*
                    Self::Other(key) => Err(key),
                }
            }
        }
        w::option_set!(#name { #(#variants),* });
    }
}

/// The label, or the key if the label is empty.
fn label(option: &VariantPlan) -> &str {
    option.label.as_deref().filter(|label| !label.trim().is_empty()).unwrap_or(&option.key)
}

/// ``男 (`1`)``
fn described(option: &VariantPlan) -> String {
    let key = docs::code(&option.key);
    match option.label.as_deref().map(docs::line).filter(|label| !label.is_empty()) {
        Some(label) => format!("{label} ({key})"),
        None => key,
    }
}
