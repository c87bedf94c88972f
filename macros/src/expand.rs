//! From the attribute and the struct to tokens.

mod codec;
mod scope;

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};
use syn::{DeriveInput, Error};
use weda_codegen::emit;
use weda_codegen::plan::ModelPlan;

use crate::guess;
use crate::input::{Declared, Input};
use crate::source::Source;
use crate::view;

pub fn weda_model(arguments: TokenStream, tokens: TokenStream) -> TokenStream {
    let mut item: DeriveInput = match syn::parse2(tokens.clone()) {
        Ok(item) => item,
        Err(error) => return beside(&tokens, &error),
    };
    match Input::parse(arguments, &mut item) {
        Ok(Input { model, fields: None }) => named(&model.value(), &item),
        Ok(Input { model, fields: Some(fields) }) => match Source::read(&model.value()) {
            Ok(source) => viewed(&source, &item, &fields),
            Err(text) => unread(&model.value(), &item, &fields, &Error::new(model.span(), text)),
        },
        Err(error) => beside(&item, &error),
    }
}

/// The struct stays, so that its uses do not become errors too.
fn beside(item: &impl ToTokens, error: &Error) -> TokenStream {
    let error = error.to_compile_error();
    quote!(#item #error)
}

/// A unit struct: the model's name and nothing else.
fn named(model: &str, item: &DeriveInput) -> TokenStream {
    let identity = emit::identity(model, &item.ident.to_token_stream());
    quote! {
        #item
        const _: () = {
            use ::weda::__private::v1 as w;
            #identity
        };
    }
}

/// A view of a model whose definition is known.
fn viewed(source: &Source, item: &DeriveInput, fields: &[Declared]) -> TokenStream {
    let row = &item.ident;
    let model = &scope::of_view(source.model());
    let targets = scope::Targets::of(&source.plan, model, row);
    let target = |identifier: &str| targets.path(identifier);
    let inner = emit::Scope::inner(&target);

    let (read, errors) = match view::pair(model, fields) {
        Ok(held) => (codec::row(model, row, &held, &inner), None),
        Err(error) => (codec::unread(row), Some(error.to_compile_error())),
    };
    let (shape, create) = create(model, item, &targets);
    let stubs = targets.stubs();
    let enums = model.enums.iter().map(|options| emit::option_set(options, &model.identifier));
    let constants = emit::constants(model, row, &inner);
    let identity = emit::identity(&model.identifier, &row.to_token_stream());
    let markers = emit::markers(model, &row.to_token_stream());
    let tracked = tracked(source);
    quote! {
        #item
        #shape
        #[allow(dead_code, non_camel_case_types)]
        const _: () = {
            use ::weda::__private::v1 as w;
            #tracked
            #stubs
            #(#enums)*
            #constants
            #identity
            #markers
            #read
            #create
        };
        #errors
    }
}

/// The shape of a new record, `New<View>`, beside the view, and how it becomes a record.
fn create(model: &ModelPlan, item: &DeriveInput, targets: &scope::Targets<'_>) -> (TokenStream, TokenStream) {
    if model.create.is_none() {
        return Default::default();
    }
    let (row, vis) = (&item.ident, &item.vis);
    let name = format_ident!("New{row}");
    let shape_of = scope::of_create(model);
    let target = |identifier: &str| targets.projection(identifier);
    let shape = emit::create(&shape_of, &name, row, vis, &emit::Scope::open(&target));
    let projections = targets.projections();
    let into_create = emit::into_create(model, &name, row);
    (shape, quote!(#projections #into_create))
}

/// A changed definition and a changed `WEDA_MODELS` rebuild the view.
fn tracked(source: &Source) -> TokenStream {
    let path = source.path.to_string_lossy();
    quote! {
        const _: &[u8] = ::core::include_bytes!(#path);
        const _: ::core::option::Option<&str> = ::core::option_env!("WEDA_MODELS");
    }
}

/// A view whose definition cannot be read: one error, and nothing that makes a second one.
fn unread(model: &str, item: &DeriveInput, fields: &[Declared], error: &Error) -> TokenStream {
    let row = &item.ident;
    let identity = emit::identity(model, &row.to_token_stream());
    let constants = guess::constants(row, fields);
    let read = codec::unread(row);
    let error = error.to_compile_error();
    quote! {
        #item
        #[allow(dead_code)]
        const _: () = {
            use ::weda::__private::v1 as w;
            #constants
            #identity
            #[diagnostic::do_not_recommend]
            impl w::Creatable for #row {}
            #[diagnostic::do_not_recommend]
            impl w::Updatable for #row {}
            #[diagnostic::do_not_recommend]
            impl w::NothingRequired for #row {}
            #read
        };
        #error
    }
}
