//! The attribute `#[weda_model]`; use it through the crate `weda`.
//!
//! This crate is about arguments and spans only: what a model looks like in Rust is decided by `weda-codegen`.

mod expand;
mod input;
mod mistake;
mod source;
mod view;

use proc_macro::TokenStream;

/// Checks a struct against the definition of a WeDa model and makes it a view of that model.
///
/// The struct may hold any subset of the model's fields, under their Rust names (`nick_name` for `nickName`, `id` for
/// `_id`); `#[weda(rename = "nickName")]` on a field names the wire's own key. Its types are checked against the
/// definition: fields that the definition does not list as required are `Option`s. A choice is its key, a `String`, or the
/// enumeration that `weda generate` made of its options; a nested object is `weda::Json`, or the struct that `weda
/// generate` made of its members. Aliases are as good as their types, and types of your own hold fields when they
/// implement `weda::codec::Decode`.
///
/// A view has a constant for **every** field of the model, loaded or not; it reads with `query` and `get`, and if the model
/// can be written, it writes with `create`, `update` and `delete`. On a unit struct no definition is read: the struct is
/// the model's name, for the ids of relations that point to it. A mistake is an error on the word that is wrong, with the
/// line of the definition.
///
/// `New<View>` takes the ids of relations that the view's own fields hold; ids of another row fit by `.cast()`.
///
/// Where the package's `Cargo.toml` does not name `weda`, since the crate comes by way of another that re-exports it, the
/// crate root says `extern crate that_crate as weda;`. `#![no_implicit_prelude]` is not supported.
///
/// What a view may do, where its definition is found and what the compiler says of mistakes is told in
/// `guide/your-own-view.md`.
#[proc_macro_attribute]
pub fn weda_model(arguments: TokenStream, item: TokenStream) -> TokenStream {
    expand::weda_model(&source::Package::current(), arguments.into(), item.into()).into()
}
