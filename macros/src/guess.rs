//! Constants without a definition: guessed from the struct's own types, so that one mistake in the attribute does not
//! become an error at every use of a constant.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{GenericArgument, Ident, PathArguments, Type};
use weda_codegen::emit;

use crate::input::Declared;

/// A constant for each field of the struct.
pub fn constants(row: &Ident, fields: &[Declared]) -> TokenStream {
    let constants = fields.iter().map(|field| {
        let written = field.name.to_string();
        let name = written.strip_prefix("r#").unwrap_or(&written);
        let constant = emit::ident(&name.to_uppercase());
        let kind = kind(&field.ty);
        quote!(pub const #constant: w::Field<#row, #kind, w::Nullable> = w::Field::__new(#name);)
    });
    quote!(impl #row { #(#constants)* })
}

fn kind(ty: &Type) -> TokenStream {
    let Type::Path(path) = ty else { return quote!(w::Text) };
    let Some(last) = path.path.segments.last() else { return quote!(w::Text) };
    let inner = match &last.arguments {
        PathArguments::AngleBracketed(arguments) => arguments.args.iter().find_map(|argument| match argument {
            GenericArgument::Type(ty) => Some(ty),
            _ => None,
        }),
        _ => None,
    };
    match (last.ident.to_string().as_str(), inner) {
        ("Option", Some(inner)) => kind(inner),
        ("Vec", Some(inner)) => {
            let kind = kind(inner);
            quote!(w::List<#kind>)
        }
        ("Id", Some(target)) => quote!(w::Id<#target>),
        ("f64" | "f32", _) => quote!(w::Number),
        ("i64" | "i32" | "u32" | "u64", _) => quote!(w::Integer),
        ("bool", _) => quote!(w::Bool),
        ("DateTime", _) => quote!(w::DateTime),
        ("Date", _) => quote!(w::Date),
        ("TimeOfDay", _) => quote!(w::TimeOfDay),
        _ => quote!(w::Text),
    }
}
