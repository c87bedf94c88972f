//! From the attribute and the struct to tokens.

mod codec;
mod scope;
mod stand_in;

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};
use syn::{DeriveInput, Error};
use weda_codegen::emit;
use weda_codegen::plan::{Derives, ModelPlan};

use crate::input::{Declared, Input};
use crate::mistake;
use crate::source::{Source, Unread};
use crate::view;

/// With a mistake, the item stays and everything that its uses need, so that the mistake is the only error.
pub fn weda_model(arguments: TokenStream, tokens: TokenStream) -> TokenStream {
    let mut item: DeriveInput = match syn::parse2(tokens.clone()) {
        Ok(item) => item,
        Err(error) => {
            let error = Error::new(error.span(), mistake::NO_STRUCT).to_compile_error();
            return quote!(#tokens #error);
        }
    };
    let Input { model, fields, mut errors } = Input::parse(arguments, &mut item);
    let identifier = model.as_ref().map(syn::LitStr::value).unwrap_or_default();
    let body = match (&model, &fields) {
        (Some(_), None) if errors.is_empty() => named(&identifier, &item),
        (Some(model), Some(fields)) if item.generics.params.is_empty() => match Source::read(&identifier) {
            Ok(source) => viewed(&source, &item, fields, &mut errors),
            Err(Unread { text, meant }) => {
                errors.push(Error::new(model.span(), text));
                match meant {
                    Some(source) => viewed(&source, &item, &[], &mut errors),
                    None => stand_in::of(&identifier, &item, fields),
                }
            }
        },
        _ => stand_in::of(&identifier, &item, fields.as_deref().unwrap_or_default()),
    };
    let errors = errors.iter().map(Error::to_compile_error);
    quote!(#item #body #(#errors)*)
}

/// A unit struct: the model's name and nothing else.
fn named(model: &str, item: &DeriveInput) -> TokenStream {
    let identity = emit::identity(model, &item.ident.to_token_stream());
    quote! {
        const _: () = {
            use ::weda::__private::v1 as w;
            #identity
        };
    }
}

/// A view of a model whose definition is known.
fn viewed(source: &Source, item: &DeriveInput, fields: &[Declared], errors: &mut Vec<Error>) -> TokenStream {
    let row = &item.ident;
    let model = &scope::of_view(source.model(), row);
    let targets = scope::Targets::of(&source.plan, model, row);
    let target = |identifier: &str| targets.path(identifier);
    let inner = emit::Scope::inner(&target);

    let held = view::pair(model, fields, errors);
    let read = if errors.is_empty() { codec::row(model, row, &held, &inner) } else { codec::unread(row) };
    let (shape, create) = create(model, item, &targets);
    let stubs = targets.stubs();
    let option_sets = scope::option_sets(&source.plan, row);
    let constants = emit::constants(model, row, &inner);
    let identity = emit::identity(&model.identifier, &row.to_token_stream());
    let markers = emit::markers(model, row);
    let tracked = tracked(source);
    quote! {
        #shape
        #[allow(dead_code, non_camel_case_types)]
        const _: () = {
            use ::weda::__private::v1 as w;
            #tracked
            #stubs
            #option_sets
            #constants
            #identity
            #markers
            #read
            #create
        };
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
    let shape = emit::create(&shape_of, &name, row, vis, &Derives::default(), &emit::Scope::open(&target));
    let projections = targets.projections();
    let into_create = emit::into_create(model, &name, row);
    (shape, quote!(#projections #into_create))
}

/// A change of what the view depends on rebuilds it.
fn tracked(source: &Source) -> TokenStream {
    let paths = source.files.iter().map(|path| path.to_string_lossy());
    quote! {
        #(const _: &[u8] = ::core::include_bytes!(#paths);)*
        const _: ::core::option::Option<&str> = ::core::option_env!("WEDA_MODELS");
    }
}

#[cfg(test)]
mod tests;
