use proc_macro2::TokenStream;
use quote::quote;

use super::{block, derive, doc, ident};
use crate::docs;
use crate::plan::{Derives, EnumPlan, VariantPlan};

/// The open enum of a choice, with its codec.
pub(super) fn option_set(options: &EnumPlan, model: &str, derives: &Derives) -> TokenStream {
    let name = ident(&options.name);
    let doc = doc::comment(&[doc::of_part(model, &options.path, options.title.as_deref(), "an option of")]);
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
    let label = label(options);
    quote! {
        #label
        impl w::OptionSet for #name {
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

fn label(options: &EnumPlan) -> Option<TokenStream> {
    let labelled: Vec<(&VariantPlan, &String)> =
        options.variants.iter().filter_map(|option| Some((option, option.label.as_ref()?))).collect();
    if labelled.is_empty() {
        return None;
    }
    let name = ident(&options.name);
    let variants = labelled.iter().map(|(option, _)| ident(&option.name));
    let labels = labelled.iter().map(|(_, label)| label);
    let doc = doc::comment(&["What people see; the stored text where no label is known"]);
    Some(quote! {
        impl #name {
            #doc
            #[must_use]
            pub fn label(&self) -> &str {
                match self {
                    #(Self::#variants => #labels,)*
                    other => w::OptionSet::key(other),
                }
            }
        }
    })
}

/// ``男 (`1`)``
fn described(option: &VariantPlan) -> String {
    let key = docs::code(&option.key);
    match option.label.as_deref().map(docs::line).filter(|label| !label.is_empty()) {
        Some(label) => format!("{label} ({key})"),
        None => key,
    }
}
