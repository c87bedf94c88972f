use proc_macro2::TokenStream;
use quote::quote;

use super::option_set::option_set;
use super::record::record;
use super::{
    Scope, block, constants, create, derive, doc, ident, identity, into_create, markers, own_types, path_from,
};
use crate::plan::{Derives, Member, ModelPlan, Plan, StructPlan};

/// The file of one model: its row type, create shape and constants, then the types of its nested objects and choices.
#[must_use]
pub fn model(model: &ModelPlan, plan: &Plan) -> TokenStream {
    let target = |identifier: &str| path_from(&model.identifier, plan, identifier);
    let open = Scope::open(&target);
    let derives = &plan.derives;
    let row = row(model, derives, &open);
    let shape = model
        .create
        .as_ref()
        .map(|name| create::create(model, &ident(name), &ident(&model.name), &quote!(pub), derives, &open));
    let inner = Scope::inner(&target);
    let (own_types, body) = (own_types::assertions(model, &inner), implementations(model, &inner));
    let implementations = block(&quote!(#body #own_types));
    let structs = model.structs.iter().map(|nested| nested_object(nested, &model.identifier, derives, &open));
    let enums = model.enums.iter().map(|options| option_set(options, derives));
    quote! {
        #row
        #shape
        #implementations
        #(#structs)*
        #(#enums)*
    }
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

fn implementations(model: &ModelPlan, scope: &Scope<'_>) -> TokenStream {
    let row = ident(&model.name);
    let members: Vec<&Member> = model.fields.iter().map(|field| &field.member).collect();
    let constants = constants(model, &row, scope);
    let identity = identity(&model.identifier, &quote!(#row));
    let markers = markers(model, &row);
    let record = record(&row, &model.identifier, &members);
    let create = model.create.as_ref().map(|name| into_create(model, &ident(name), &row));
    quote! {
        #constants
        #identity
        #markers
        #record
        w::record!(#row);
        #create
    }
}

fn nested_object(nested: &StructPlan, model: &str, derives: &Derives, scope: &Scope<'_>) -> TokenStream {
    let name = ident(&nested.name);
    let doc = doc::comment(&[doc::of_part(model, &nested.path, nested.title.as_deref(), "the object in")]);
    let fields = nested.members.iter().map(|member| declaration(member, &doc::of_member(member), derives, scope));
    let members: Vec<&Member> = nested.members.iter().collect();
    let record = record(&name, &format!("{model}.{}", nested.path.join(".")), &members);
    let body = block(&quote! {
        #record
        w::object!(#name);
    });
    let derive = derive::attribute(&["Clone", "Debug"], derives);
    quote! {
        #doc
        #derive
        pub struct #name {
            #(#fields),*
        }
        #body
    }
}

fn declaration(member: &Member, doc: &[String], derives: &Derives, scope: &Scope<'_>) -> TokenStream {
    let (doc, name, type_) = (doc::comment(doc), ident(&member.name), scope.member(member));
    let wire_name = derive::wire_name(&member.key, &member.name, derives);
    quote!(#doc #wire_name pub #name: #type_)
}
