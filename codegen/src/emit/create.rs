use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};

use super::record::{Types, record};
use super::scope::Scope;
use super::tokens::ident;
use super::{derive, doc};
use crate::plan::{Derives, FieldPlan, Member, ModelPlan};

/// Emits the create shape `name` of a model: a struct of exactly the required fields. The scope is an [open](Scope::open)
/// one.
///
/// `row` is the row type, for the docs, and `vis` the visibility of the shape and its fields. `target` overrides the row type
/// of the ids of a relation.
#[must_use]
pub fn create(
    model: &ModelPlan,
    name: &Ident,
    row: &Ident,
    vis: &impl ToTokens,
    derives: &Derives,
    scope: &Scope<'_>,
    target: &dyn Fn(&FieldPlan) -> Option<TokenStream>,
) -> TokenStream {
    let doc = doc::comment(&[format!(
        "The required fields of a new {}; the others follow with `.set({row}::FIELD, value)`.",
        crate::docs::code(&model.identifier)
    )]);
    let fields = model.required().map(|field| {
        let (name, shape) = (ident(&field.member.name), &field.member.shape);
        let (lines, value) = match target(field) {
            Some(target) => (doc::of_field(field), scope.with_target(&|_| target.clone()).value(shape)),
            None => (doc::of_required(field), scope.value(shape)),
        };
        let doc = doc::comment(&lines);
        let wire_name = derive::wire_name(&field.member.key, &field.member.name, derives);
        quote!(#doc #wire_name #vis #name: #value)
    });
    let derive = derive::attribute(&["Clone", "Debug"], derives);
    quote! {
        #doc
        #derive
        #vis struct #name {
            #(#fields),*
        }
    }
}

/// Emits the conversion of the create shape `name` into a new record of `row`.
pub(super) fn into_create(model: &ModelPlan, name: &Ident, row: &Ident) -> TokenStream {
    let entries = entries(model);
    quote!(w::new_record!(#name => #row { #entries });)
}

/// The same for a shape with a table, as needed by serde.
pub(super) fn into_create_by_table(model: &ModelPlan, name: &Ident, row: &Ident) -> TokenStream {
    let members: Vec<&Member> = model.required().map(|field| &field.member).collect();
    let names = members.iter().map(|member| ident(&member.name));
    let (table, entries) = (record(name, &model.identifier, &members, Types::OfCreating), entries(model));
    quote! {
        #table
        w::record!(#name { #(#names),* });
        w::into_create!(#name => #row { #entries });
    }
}

/// Each field with its constant.
fn entries(model: &ModelPlan) -> TokenStream {
    let entries = model.required().map(|field| {
        let (constant, name) = (ident(&field.constant()), ident(&field.member.name));
        quote!(#name = #constant)
    });
    quote!(#(#entries),*)
}
