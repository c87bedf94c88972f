use proc_macro2::TokenStream;
use quote::quote;
use syn::Path;

use crate::plan::{Derives, Serde};

/// The derive attribute of a type for the traits that are asked for, but for those in `own`, which it has already.
pub(super) fn attribute(own: &[&str], derives: &Derives) -> Option<TokenStream> {
    let paths = derives.traits.iter().map(|path| syn::parse_str::<Path>(path).expect("the plan's traits are paths"));
    let is_own = |path: &Path| path.segments.last().is_some_and(|last| own.iter().any(|own| last.ident == own));
    let more = paths.filter(|path| !is_own(path)).map(|path| quote!(#path));
    let serde = (derives.serde == Serde::Derive).then(|| quote!(::serde::Serialize, ::serde::Deserialize));
    let traits: Vec<TokenStream> = more.chain(serde).collect();
    (!traits.is_empty()).then(|| quote!(#[derive(#(#traits),*)]))
}

/// Under which name serde writes what Rust calls `name`.
pub(super) fn wire_name(key: &str, name: &str, derives: &Derives) -> Option<TokenStream> {
    (derives.serde == Serde::Derive && key != name).then(|| quote!(#[serde(rename = #key)]))
}
