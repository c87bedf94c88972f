use proc_macro2::TokenStream;
use quote::quote;

use super::{block, derive, doc, ident};
use crate::docs;
use crate::plan::{Derives, EnumPlan, OptionSetsPlan, VariantPlan};

/// The file of the option sets that models share.
#[must_use]
pub fn option_sets(sets: &OptionSetsPlan, derives: &Derives) -> TokenStream {
    sets.enums.iter().map(|options| option_set(options, derives)).collect()
}

/// What makes a type stand for these options, inside of `impl w::OptionSet`.
#[must_use]
pub fn options_identity(options: &EnumPlan) -> TokenStream {
    let identity = options.origin.identity();
    quote!(type Tag = w::Tag<{ w::tag_of(#identity) }>;)
}

/// The open enum of a choice, with its codec.
pub(super) fn option_set(options: &EnumPlan, derives: &Derives) -> TokenStream {
    let name = ident(&options.name);
    let doc = doc::comment(&doc::of_options(options));
    let variants = options.variants.iter().map(|option| {
        let (doc, name) = (doc::comment(&[described(option)]), ident(&option.name));
        let wire_name = derive::wire_name(&option.key, &option.name, derives);
        quote!(#doc #wire_name #name)
    });
    let derive = derive::attribute(&["Debug", "Clone", "PartialEq", "Eq", "Hash"], derives);
    // An unknown text is written as the text that it is.
    let untagged = derives.serde.then(|| quote!(#[serde(untagged)]));
    let other = doc::comment(&["A text that the definition does not list, kept as it is"]);
    let body = implementation(options);
    let body = block(&body);
    quote! {
        #doc
        #derive
        pub enum #name {
            #(#variants,)*
            #other
            #untagged
            Other(String),
        }
        #body
    }
}

fn implementation(options: &EnumPlan) -> TokenStream {
    let name = ident(&options.name);
    let keys: Vec<&String> = options.variants.iter().map(|option| &option.key).collect();
    let variants: Vec<_> = options.variants.iter().map(|option| ident(&option.name)).collect();
    let (count, label) = (proc_macro2::Literal::usize_unsuffixed(keys.len()), label(options));
    let (all_doc, label_doc) = (
        doc::comment(&["All options that are listed, in their order"]),
        doc::comment(&["What people see; the stored text where no label is known"]),
    );
    let identity = options_identity(options);
    quote! {
        impl #name {
            #all_doc
            #[must_use]
            pub fn all() -> [Self; #count] {
                [#(Self::#variants),*]
            }
            #label_doc
            #[must_use]
            pub fn label(&self) -> &str {
                #label
            }
        }
        impl From<#name> for String {
            fn from(option: #name) -> Self {
                w::OptionSet::key(&option).to_owned()
            }
        }
        impl w::OptionSet for #name {
            #identity
            fn from_key(key: String) -> Self {
                match key.as_str() {
                    #(#keys => Self::#variants,)*
                    _ => Self::Other(key),
                }
            }
            fn key(&self) -> &str {
                match self {
                    #(Self::#variants => #keys,)*
                    Self::Other(key) => key,
                }
            }
        }
        impl w::Codec for #name {
            fn vacant() -> Self {
                Self::Other(String::new())
            }
            fn read(&mut self, first: u8, reader: &mut w::Reader<'_>) -> Result<(), w::Fault> {
                *self = w::OptionSet::from_key(reader.text(first)?);
                Ok(())
            }
            fn write(&self, out: &mut w::Writer) {
                out.text(w::OptionSet::key(self));
            }
        }
    }
}

/// The body of `label`. An empty label shows people nothing, so it counts as none.
fn label(options: &EnumPlan) -> TokenStream {
    let arm = |option: &VariantPlan| {
        let (name, label) = (ident(&option.name), option.label.as_ref().filter(|label| !label.trim().is_empty())?);
        Some(quote!(Self::#name => #label,))
    };
    let arms: Vec<TokenStream> = options.variants.iter().filter_map(arm).collect();
    if arms.is_empty() {
        return quote!(w::OptionSet::key(self));
    }
    quote! {
        match self {
            #(#arms)*
            other => w::OptionSet::key(other),
        }
    }
}

/// ``男 (`1`)``
fn described(option: &VariantPlan) -> String {
    let key = docs::code(&option.key);
    match option.label.as_deref().map(docs::line).filter(|label| !label.is_empty()) {
        Some(label) => format!("{label} ({key})"),
        None => key,
    }
}
