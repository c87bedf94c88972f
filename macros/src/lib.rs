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
/// implement `weda::Decode`.
///
/// # What a view may do
///
/// - It has a constant for **every** field of the model, loaded or not.
/// - It reads: `query` and `get`.
/// - If the model can be written, it writes: `update`, `delete`, and `create` with its `New<View>`, a struct of exactly the
///   fields that a new record needs; the others follow with `.set(..)`. System models are read-only.
/// - Its ids, filters, orders and patches are also those of every other view of the model and of the generated struct.
///
/// On a unit struct (`#[weda_model("sys_department")] struct SysDepartment;`) no definition is read: the struct is the
/// model's name, for the ids of relations that point to it.
///
/// # Where the definition is
///
/// It is `<identifier>.json` in the directory that `WEDA_MODELS` names, or `models` of the nearest `weda.toml`, or in the
/// nearest `database-schemas`. Options of shared sets are read from `option-sets.json` beside it. A required field that
/// `weda.toml` calls `optional` is an `Option` in the view. A change of any of them compiles the view anew.
///
/// # When it does not compile
///
/// One mistake is one error, on the word that is wrong, with the line of the definition. The struct, its constants and its
/// traits are there nevertheless, so that the uses of the view are no further errors. `guide/your-own-view.md` shows the
/// errors that people meet.
#[proc_macro_attribute]
pub fn weda_model(arguments: TokenStream, item: TokenStream) -> TokenStream {
    expand::weda_model(&source::Package::current(), arguments.into(), item.into()).into()
}
