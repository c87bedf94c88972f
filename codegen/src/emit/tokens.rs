//! Common parts of emitted code: identifiers, paths, and the frame of a file.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::Path;

use crate::name;
use crate::plan::Plan;

/// Returns an identifier, raw if the name is a keyword: `r#type`.
#[must_use]
pub fn ident(name: &str) -> Ident {
    let plain = !name::is_keyword(name);
    if plain { Ident::new(name, Span::call_site()) } else { Ident::new_raw(name, Span::call_site()) }
}

/// Returns the path of the runtime's items for generated code, in a package with this name for the runtime.
#[must_use]
pub fn ground(runtime: &str) -> TokenStream {
    let runtime = ident(runtime);
    quote!(::#runtime::__private::v2)
}

/// Emits a file with the short name of the runtime. It cannot collide: names of types never begin with a lower-case letter.
pub(super) fn file(runtime: &str, items: &TokenStream) -> TokenStream {
    let ground = ground(runtime);
    quote! {
        use #ground as w;
        #items
    }
}

/// Returns the path of the type of `target` in the module of `model`.
pub(super) fn path_from(model: &str, plan: &Plan, target: &str) -> TokenStream {
    let path = plan.type_of(target).expect("the plan has a model or a stub for every target");
    let name = ident(&path.name);
    match &path.module {
        Some(_) if target == model => quote!(#name),
        Some(module) => {
            let module = ident(module);
            quote!(super::#module::#name)
        }
        None => quote!(super::#name),
    }
}

/// A user's type, as named in the settings.
pub(super) fn own_type(path: &str) -> TokenStream {
    syn::parse_str::<Path>(path).expect("the plan's types are paths").to_token_stream()
}
