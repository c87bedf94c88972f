//! What stands in for a view whose model is not known, or that cannot be one: its uses are no further mistakes.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::{DeriveInput, GenericArgument, GenericParam, Generics, Path, PathArguments, PathSegment, Type};
use weda_codegen::emit;

use crate::input::Declared;

/// Everything that a view has, with nothing behind it.
pub fn of(model: &str, item: &DeriveInput, fields: &[Declared]) -> TokenStream {
    let (parameters, arguments) = parameters(&item.generics);
    let (name, conditions) = (&item.ident, &item.generics.where_clause);
    let row = quote!(#name #arguments);
    let constants = fields.iter().map(|field| constant(field, &row));
    let (tag, read) = (emit::tag(model), super::codec::unread_body());
    quote! {
        #[allow(dead_code)]
        const _: () = {
            use ::weda::__private::v1 as w;
            impl #parameters #row #conditions {
                #(#constants)*
            }
            impl #parameters w::Model for #row #conditions {
                type Tag = #tag;
                const IDENTIFIER: &'static str = #model;
            }
            #[diagnostic::do_not_recommend]
            impl #parameters w::Creatable for #row #conditions {}
            #[diagnostic::do_not_recommend]
            impl #parameters w::Updatable for #row #conditions {}
            #[diagnostic::do_not_recommend]
            impl #parameters w::NothingRequired for #row #conditions {}
            impl #parameters w::Row for #row #conditions {
                #read
            }
        };
    }
}

/// The parameters of the implementations and the arguments of the type. Rows are `'static` and `Send`.
fn parameters(generics: &Generics) -> (TokenStream, TokenStream) {
    if generics.params.is_empty() {
        return Default::default();
    }
    let parameters = generics.params.iter().filter_map(|parameter| match parameter {
        GenericParam::Lifetime(_) => None,
        GenericParam::Type(parameter) => {
            let (name, bounds) = (&parameter.ident, parameter.bounds.iter());
            Some(quote!(#name: #(#bounds +)* ::core::marker::Send + 'static))
        }
        GenericParam::Const(parameter) => {
            let (name, ty) = (&parameter.ident, &parameter.ty);
            Some(quote!(const #name: #ty))
        }
    });
    let arguments = generics.params.iter().map(|parameter| match parameter {
        GenericParam::Lifetime(_) => quote!('static),
        GenericParam::Type(parameter) => parameter.ident.to_token_stream(),
        GenericParam::Const(parameter) => parameter.ident.to_token_stream(),
    });
    (quote!(<#(#parameters),*>), quote!(<#(#arguments),*>))
}

/// A constant of the kind that the field's own type speaks for.
fn constant(field: &Declared, row: &TokenStream) -> TokenStream {
    let name = field.name.unraw().to_string();
    let constant = emit::ident(&name.to_ascii_uppercase());
    let kind = kind(&field.ty);
    quote!(pub const #constant: w::Field<#row, #kind, w::Nullable> = w::field(#name);)
}

fn kind(ty: &Type) -> TokenStream {
    let Some((last, inner)) = taken_apart(ty) else { return quote!(w::Text) };
    match (last.ident.to_string().as_str(), inner) {
        ("Option", Some(inner)) => kind(inner),
        ("Vec", Some(inner)) => {
            let kind = kind(inner);
            quote!(w::List<#kind>)
        }
        ("Id", Some(target)) => quote!(w::Id<#target>),
        ("f64", _) => quote!(w::Number),
        ("i64", _) => quote!(w::Integer),
        ("bool", _) => quote!(w::Bool),
        ("DateTime", _) => quote!(w::DateTime),
        ("Date", _) => quote!(w::Date),
        ("TimeOfDay", _) => quote!(w::TimeOfDay),
        ("Json", _) => quote!(w::Json),
        _ => quote!(w::Text),
    }
}

/// The last name of a type's path and its type argument.
fn taken_apart(ty: &Type) -> Option<(&PathSegment, Option<&Type>)> {
    let Type::Path(syn::TypePath { path: Path { segments, .. }, .. }) = ty else { return None };
    let last = segments.last()?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return Some((last, None)) };
    let types = arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    });
    Some((last, types))
}
