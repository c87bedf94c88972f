//! The attribute `#[weda_model]`; use it through the crate `weda`.
//!
//! This crate handles arguments and spans only; `weda-codegen` decides how a model looks in Rust.

mod expand;
mod input;
mod mistake;
mod source;
mod view;

use proc_macro::TokenStream;

/// Checks a struct against the definition of a WeDa model and makes it a view of the model.
///
/// The struct can have any subset of the model's fields, under their Rust names (`nick_name` for `nickName`, `id` for
/// `_id`); `#[weda(rename = "nickName")]` on a field gives the JSON key instead. Types are checked against the
/// definition: fields that it does not list as required are `Option`s. A choice is a `String`, its key, or the
/// enumeration from `weda generate`; a nested object is `weda::Json`, or the struct from `weda generate`. Aliases work
/// like their types, and your own types can hold fields if they implement `weda::codec::Decode`.
///
/// `#[weda(load = "spuId")]` on a field loads the record that the relation `spuId` leads to, into a view of the target
/// model or its row type from `weda generate`: `Option<Spu>`, `Spu` if the definition requires the relation (a missing record
/// is then a decode error), or `Vec<Sku>` for a relation to many. Views nest one level deep. The id may be held beside the
/// record, as in `spu_id: Option<Id<Spu>>`. Every call that returns rows loads their records, or fails before anything is
/// sent. The data-model gateway selects them in place. OData, relations of the older kind, and targets that hold ids of
/// relations themselves take one more read by ids for a page or a query, never one per row. OData has no lists.
///
/// A view has a constant for **every** field of the model, loaded or not. It is read with `query` and `get`, and if the
/// model is writable, written with `create`, `update` and `delete`. A unit struct only names a model, for the ids of
/// relations; no definition is read. Errors are reported on the offending token, with the line of the definition.
///
/// `New<View>` takes the types of ids that the view's fields have; convert ids of another row type with `.cast()`.
///
/// If the package's `Cargo.toml` does not name `weda`, because another crate re-exports it, the crate root needs
/// `extern crate that_crate as weda;`. `#![no_implicit_prelude]` is not supported.
///
/// For details on views, the location of definitions and compile errors see `guide/en/models-and-views.md` and
/// `guide/en/compile-errors.md`.
#[proc_macro_attribute]
pub fn weda_model(arguments: TokenStream, item: TokenStream) -> TokenStream {
    expand::weda_model(&source::Package::current(), arguments.into(), item.into()).into()
}
