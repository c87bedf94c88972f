//! From a [`Plan`] to tokens. Nothing is decided here: a wrong name or type is a fault of the plan.
//!
//! Generated code names the runtime by one path only, its [`ground()`], whose items never change. In modules of its
//! own and in anonymous constants that path is `w`; beside a user's code it is written whole, so that no other name can
//! get in its way.
//!
//! [`model`], [`option_sets`] and [`root`] make whole files. The attribute macro takes the smaller parts for a row type that
//! its user wrote: [`constants`], [`identity`], [`markers`], [`create`], each with a [`Scope`] of its own.

mod constants;
mod create;
mod derive;
mod doc;
mod identity;
mod model;
mod option_set;
mod own_types;
mod record;
mod root;
mod scope;
mod serde;
mod tag;

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use crate::name;
use crate::plan::Plan;

pub use constants::constants;
pub use create::{create, into_create};
pub use identity::{identity, markers};
pub use model::model;
pub use option_set::{option_sets, options_identity};
pub use root::root;
pub use scope::Scope;
pub use tag::tag;

/// An identifier, raw where the name is a keyword: `r#type`.
#[must_use]
pub fn ident(name: &str) -> Ident {
    let plain = !name::is_keyword(name);
    if plain { Ident::new(name, Span::call_site()) } else { Ident::new_raw(name, Span::call_site()) }
}

/// The path of what generated code stands on, in a package that calls the runtime by this name.
#[must_use]
pub fn ground(runtime: &str) -> TokenStream {
    let runtime = ident(runtime);
    quote!(::#runtime::__private::v2)
}

/// A module with the short name of the runtime. No type is called so: names of types never begin with a small letter.
fn file(runtime: &str, items: &TokenStream) -> TokenStream {
    let ground = ground(runtime);
    quote! {
        use #ground as w;
        #items
    }
}

/// How the module of `model` calls the types of other models.
fn path_from(model: &str, plan: &Plan, target: &str) -> TokenStream {
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
