//! Expansion of the attribute to tokens.

mod codec;
mod create;
mod invalid_view;
mod load;
mod own_id;
mod scope;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{DeriveInput, Error};
use weda_codegen::emit;

use crate::input::{Declared, Input};
use crate::mistake;
use crate::source::{Package, Source, SourceError};
use crate::view;

/// On errors, still emits the struct and all that its uses need, so that they cause no further errors.
pub fn weda_model(package: &Package, arguments: TokenStream, tokens: TokenStream) -> TokenStream {
    let mut item: DeriveInput = match syn::parse2(tokens.clone()) {
        Ok(item) => item,
        Err(error) => {
            let error = Error::new(error.span(), mistake::NO_STRUCT).to_compile_error();
            return quote!(#tokens #error);
        }
    };
    let Input { model, meant, fields, mut errors } = Input::parse(arguments, &mut item);
    let body = match (model, fields) {
        (Some(model), None) => named(&model.value(), package, &mut item),
        (None, None) => named(&meant.unwrap_or_default(), package, &mut item),
        (Some(model), Some(fields)) => match Source::read(&model.value(), package) {
            Ok(source) => viewed(&source, &item, &fields, &mut errors),
            Err(SourceError { text, meant }) => {
                errors.push(Error::new(model.span(), text));
                invalid_attribute(meant.as_deref(), &model.value(), package, &item, &fields, &mut errors)
            }
        },
        (None, Some(fields)) => {
            let identifier = meant.unwrap_or_default();
            let source = Source::read(&identifier, package).ok();
            invalid_attribute(source.as_ref(), &identifier, package, &item, &fields, &mut errors)
        }
    };
    let errors = errors.iter().map(Error::to_compile_error);
    quote!(#item #body #(#errors)*)
}

/// Expands a struct whose attribute is invalid like a view of the model that was probably meant, without its fields.
fn invalid_attribute(
    meant: Option<&Source>,
    model: &str,
    package: &Package,
    item: &DeriveInput,
    fields: &[Declared],
    errors: &mut Vec<Error>,
) -> TokenStream {
    match meant {
        Some(source) => viewed(source, item, &[], errors),
        None => invalid_view::guessed(model, &package.runtime(), item, fields),
    }
}

/// Expands a unit struct, which only names a model.
fn named(model: &str, package: &Package, item: &mut DeriveInput) -> TokenStream {
    let runtime = package.runtime();
    if !item.generics.params.is_empty() {
        invalid_view::use_parameters(item);
        return invalid_view::guessed(model, &runtime, item, &[]);
    }
    let row = scope::within_block(&item.ident);
    scope::block(&item.ident, &runtime, &emit::identity(model, &row.to_token_stream()))
}

/// Expands a view of a known model.
fn viewed(source: &Source, item: &DeriveInput, fields: &[Declared], errors: &mut Vec<Error>) -> TokenStream {
    if !item.generics.params.is_empty() {
        return invalid_view::generic(&source.plan, source.model(), item);
    }
    let row = &scope::within_block(&item.ident);
    let model = &scope::of_view(&source.plan, source.model(), &item.ident);
    let targets = scope::Targets::of(&source.plan, model, &item.ident);
    let target = |identifier: &str| targets.path(identifier);
    let inner = emit::Scope::inner(&target);

    let mut view_fields = view::pair(model, fields, errors);
    let loads_itself = load::remove_own(&item.ident, &mut view_fields, errors);
    let identified = own_id::identified(&item.ident, &source.plan.runtime, &view_fields);
    let holds = codec::holds(model, &view_fields, &inner, &targets);
    let read = if errors.is_empty() && !loads_itself {
        codec::row(model, row, &view_fields, &inner, &targets)
    } else {
        codec::unused_row(row, &view_fields, &inner, &targets)
    };
    let (shape, create) = create::create(model, &source.plan.runtime, item, &view_fields, &targets);
    let stubs = targets.stubs();
    let option_sets = scope::option_sets(&source.plan, &item.ident);
    let constants = emit::constants(model, row, &inner);
    let fields = emit::fields(source.model(), row);
    let identity = emit::identity(&model.identifier, &row.to_token_stream());
    let markers = emit::markers(model, row);
    let tracked = tracked(source);
    let content = quote! {
        #tracked
        #stubs
        #option_sets
        #constants
        #identity
        #fields
        #markers
        #holds
        #read
        #create
    };
    let block = scope::block(&item.ident, &source.plan.runtime, &content);
    let block = load::with_facts(&item.ident, &source.plan.runtime, &view_fields, block);
    quote!(#shape #identified #block)
}

/// Makes cargo rebuild the view when its definition changes.
fn tracked(source: &Source) -> TokenStream {
    let paths = source.files.iter().map(|path| path.to_string_lossy());
    quote! {
        #(const _: &[::core::primitive::u8] = ::core::include_bytes!(#paths);)*
        const _: ::core::option::Option<&str> = ::core::option_env!("WEDA_MODELS");
    }
}

#[cfg(test)]
mod tests;
