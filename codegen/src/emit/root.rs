use proc_macro2::TokenStream;
use quote::quote;

use super::doc;
use super::identity::identity;
use super::tokens::{ground, ident};
use crate::docs;
use crate::plan::{Plan, StubPlan};

/// Emits the file that declares the modules, exports their types, and has types for models without a definition.
///
/// The modules' files are in `folder` beside it. Each declaration has its path, since rustc would look for the modules of an
/// included file in that file's own folder. Without a folder they are where a crate root expects them.
#[must_use]
pub fn root(plan: &Plan, folder: Option<&str>) -> TokenStream {
    let models = plan.models.iter().map(|model| {
        let doc = doc::of_model(model).into_iter().next().unwrap_or_default();
        module(&doc, &model.module, &model.exports(), folder)
    });
    let sets = plan.option_sets.iter().map(|sets| {
        module("The option sets that fields of several models may refer to.", &sets.module, &sets.exports(), folder)
    });
    let modules = models.chain(sets);
    let stubs = plan.stubs.iter().map(|it| stub(it, &plan.runtime));
    quote! {
        #(#modules)*
        #(#stubs)*
    }
}

/// The path of the export begins with `self`, since a dependency may have the module's name.
fn module(doc: &str, name: &str, exports: &[&str], folder: Option<&str>) -> TokenStream {
    let path = folder.map(|folder| format!("{folder}/{name}.rs")).map(|path| quote!(#[path = #path]));
    let (doc, name, lints) = (doc::comment(&[doc]), ident(name), lints());
    let exports: Vec<_> = exports.iter().map(|name| ident(name)).collect();
    let exports = match exports.as_slice() {
        [only] => quote!(#only),
        several => quote!({ #(#several),* }),
    };
    quote! {
        #doc
        #path
        #lints
        pub mod #name;
        #[allow(unused_imports, unreachable_pub, clippy::restriction)]
        pub use self::#name::#exports;
    }
}

fn stub(stub: &StubPlan, runtime: &str) -> TokenStream {
    let name = ident(&stub.name);
    let doc = doc::comment(&[format!(
        "Model {}, known by name only: relations point to it, but its definition is not here.",
        docs::code(&stub.identifier)
    )]);
    let (identity, ground, lints) = (identity(&stub.identifier, &quote!(#name)), ground(runtime), lints());
    quote! {
        #doc
        #lints
        #[derive(Debug)]
        pub enum #name {}
        #lints
        const _: () = {
            use #ground as w;
            #identity
        };
    }
}

/// Allows lints that the user cannot fix here: names and kinds of fields come from the definitions, and the visibility of
/// types depends on the user's declaration of the root.
fn lints() -> TokenStream {
    quote! {
        #[allow(
            dead_code,
            missing_copy_implementations,
            unnameable_types,
            unreachable_pub,
            clippy::all,
            clippy::nursery,
            clippy::pedantic,
            clippy::restriction
        )]
    }
}
