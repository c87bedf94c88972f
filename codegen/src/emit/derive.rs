use proc_macro2::TokenStream;
use quote::quote;
use syn::Path;

use super::ident;
use crate::plan::Derives;

/// The derive attribute of a type: the traits that it always has, then those that are asked for.
pub(super) fn attribute(own: &[&str], derives: &Derives) -> TokenStream {
    let paths = derives.traits.iter().map(|path| syn::parse_str::<Path>(path).expect("the plan's traits are paths"));
    let is_own = |path: &Path| path.segments.last().is_some_and(|last| own.iter().any(|own| last.ident == own));
    let more = paths.filter(|path| !is_own(path));
    let own = own.iter().map(|name| ident(name));
    let serialize = derives.serde.then(|| quote!(::serde::Serialize, ::serde::Deserialize));
    let traits = own.map(|name| quote!(#name)).chain(more.map(|path| quote!(#path))).chain(serialize);
    quote!(#[derive(#(#traits),*)])
}

/// Under which name serde writes what Rust calls `name`.
pub(super) fn wire_name(key: &str, name: &str, derives: &Derives) -> Option<TokenStream> {
    (derives.serde && key != name).then(|| quote!(#[serde(rename = #key)]))
}
