use proc_macro2::TokenStream;
use quote::quote;
use syn::Path;

use crate::plan::{Derives, Serde};

/// The derive attribute with the requested traits, except those in `own`, which the type has already.
pub(super) fn attribute(own: &[&str], derives: &Derives) -> Option<TokenStream> {
    let paths = derives.traits.iter().map(|path| syn::parse_str::<Path>(path).expect("the plan's traits are paths"));
    let is_own = |path: &Path| path.segments.last().is_some_and(|last| own.iter().any(|own| last.ident == own));
    let more = paths.filter(|path| !is_own(path)).map(|path| quote!(#path));
    let serde = (derives.serde == Serde::Derive).then(|| quote!(::serde::Serialize, ::serde::Deserialize));
    let traits: Vec<TokenStream> = more.chain(serde).collect();
    (!traits.is_empty()).then(|| quote!(#[derive(#(#traits),*)]))
}

/// The serde attribute for a key that differs from the Rust name.
pub(super) fn wire_name(key: &str, name: &str, derives: &Derives) -> Option<TokenStream> {
    (derives.serde == Serde::Derive && key != name).then(|| quote!(#[serde(rename = #key)]))
}
