use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::constants::constants;
use super::fields::fields;
use super::identity::{identity, markers};
use super::option_set::option_set;
use super::record::{Types, record};
use super::scope::Scope;
use super::serde::serde;
use super::tokens::{file, ident, path_from};
use super::{create, derive, doc, own_types};
use crate::plan::{Derives, Member, ModelPlan, Plan, Serde, StructPlan};

/// Emits the file of a model: its row type, create shape and constants, then the types of its nested objects and choices.
#[must_use]
pub fn model(model: &ModelPlan, plan: &Plan) -> TokenStream {
    let target = |identifier: &str| path_from(&model.identifier, plan, identifier);
    let scope = Scope::inner(&target);
    let derives = &plan.derives;
    let row = row(model, derives, &scope);
    let shape = model
        .create
        .as_ref()
        .map(|name| create::create(model, &ident(name), &ident(&model.name), &quote!(pub), derives, &scope, &|_| None));
    let (own_types, implementations) = (own_types::assertions(model, &scope), implementations(model, derives, &scope));
    let structs = model.structs.iter().map(|nested| nested_object(nested, &model.identifier, derives, &scope));
    let enums = model.enums.iter().map(|options| option_set(options, derives));
    let names = [&model.name].into_iter().chain(&model.create).chain(model.structs.iter().map(|nested| &nested.name));
    let records: Vec<Ident> = names.map(|name| ident(name)).collect();
    let serde = serde(&records, &model.enums, derives);
    file(
        &plan.runtime,
        &quote! {
            #row
            #shape
            #implementations
            #own_types
            #(#structs)*
            #(#enums)*
            #serde
        },
    )
}

fn row(model: &ModelPlan, derives: &Derives, scope: &Scope<'_>) -> TokenStream {
    let (doc, name) = (doc::comment(&doc::of_model(model)), ident(&model.name));
    let fields = model.fields.iter().map(|field| declaration(&field.member, &doc::of_field(field), derives, scope));
    let derive = derive::attribute(&["Clone", "Debug"], derives);
    quote! {
        #doc
        #derive
        pub struct #name {
            #(#fields),*
        }
    }
}

fn implementations(model: &ModelPlan, derives: &Derives, scope: &Scope<'_>) -> TokenStream {
    let row = ident(&model.name);
    let members: Vec<&Member> = model.fields.iter().map(|field| &field.member).collect();
    let constants = constants(model, &row, scope);
    let identity = identity(&model.identifier, &quote!(#row));
    let markers = markers(model, &row);
    let (fields, names) = (fields(model, &row), names(&members));
    let table = record(&row, &model.identifier, &members, Types::OfReading);
    let into_create = if derives.serde == Serde::Tables { create::into_create_by_table } else { create::into_create };
    let create = model.create.as_ref().map(|name| into_create(model, &ident(name), &row));
    quote! {
        #constants
        #identity
        #fields
        #markers
        #table
        w::record!(#row { #(#names),* });
        #create
    }
}

fn names(members: &[&Member]) -> Vec<Ident> {
    members.iter().map(|member| ident(&member.name)).collect()
}

fn nested_object(nested: &StructPlan, model: &str, derives: &Derives, scope: &Scope<'_>) -> TokenStream {
    let name = ident(&nested.name);
    let doc = doc::comment(&[doc::of_part(model, &nested.path, nested.title.as_deref(), "the object in")]);
    let fields = nested.members.iter().map(|member| declaration(member, &doc::of_member(member), derives, scope));
    let members: Vec<&Member> = nested.members.iter().collect();
    let (names, path) = (names(&members), format!("{model}.{}", nested.path.join(".")));
    let table = record(&name, &path, &members, Types::OfReading);
    let derive = derive::attribute(&["Clone", "Debug"], derives);
    quote! {
        #doc
        #derive
        pub struct #name {
            #(#fields),*
        }
        #table
        w::object!(#name { #(#names),* });
    }
}

fn declaration(member: &Member, doc: &[String], derives: &Derives, scope: &Scope<'_>) -> TokenStream {
    let (doc, name, type_) = (doc::comment(doc), ident(&member.name), scope.member(member));
    let wire_name = derive::wire_name(&member.key, &member.name, derives);
    quote!(#doc #wire_name pub #name: #type_)
}
