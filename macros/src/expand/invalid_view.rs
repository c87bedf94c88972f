//! The expansion of an invalid view: enough for its uses to compile, so that they cause no further errors.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::{
    Data, DeriveInput, Fields, GenericArgument, GenericParam, Generics, Path, PathArguments, PathSegment, Type,
    parse_quote,
};
use weda_codegen::emit;
use weda_codegen::plan::{ModelPlan, Plan};

use super::scope::{self, Targets};
use crate::input::Declared;

/// Emits all that a view has, with constants whose kinds are guessed from the types of its fields.
pub fn guessed(model: &str, runtime: &str, item: &DeriveInput, fields: &[Declared]) -> TokenStream {
    let constants = fields.iter().map(|field| {
        let name = field.name.unraw().to_string();
        Constant { ident: emit::ident(&name.to_ascii_uppercase()), kind: kind(&field.ty), name }
    });
    of(model, runtime, item, constants, &TokenStream::new())
}

/// Like [`guessed`], for a struct with generic parameters and a known model.
pub fn generic(plan: &Plan, model: &ModelPlan, item: &DeriveInput) -> TokenStream {
    let model = &scope::of_view(plan, model, &item.ident);
    let targets = Targets::of(plan, model, &item.ident);
    let row = row(item);
    let target = |identifier: &str| if identifier == model.identifier { row.clone() } else { targets.path(identifier) };
    let inner = emit::Scope::inner(&target);
    let constants = model.fields.iter().map(|field| Constant {
        ident: emit::ident(&field.constant()),
        kind: inner.kind(&field.member.shape),
        name: field.member.key.clone(),
    });
    let (stubs, option_sets) = (targets.stubs(), scope::option_sets(plan, &item.ident));
    of(&model.identifier, &plan.runtime, item, constants, &quote!(#stubs #option_sets))
}

struct Constant {
    ident: Ident,
    kind: TokenStream,
    name: String,
}

fn of(
    model: &str,
    runtime: &str,
    item: &DeriveInput,
    constants: impl Iterator<Item = Constant>,
    around: &TokenStream,
) -> TokenStream {
    let parameters = parameters(&item.generics);
    let (row, conditions) = (row(item), &item.generics.where_clause);
    // The presence with all abilities.
    let constants = constants.map(|Constant { ident, kind, name }| {
        quote!(pub const #ident: w::Field<#row, #kind, w::Unique<w::Nullable>> = w::field(#name);)
    });
    let (tag, read) = (emit::tag(model), super::codec::unused_read());
    let content = quote! {
        #around
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
        #[diagnostic::do_not_recommend]
        impl #parameters w::Fields for #row #conditions {
            const FIELDS: &'static str = "";
        }
        impl #parameters w::Row for #row #conditions {
            #read
        }
    };
    scope::block(&item.ident, runtime, &content)
}

/// Gives a unit struct a field that uses its parameters, which rustc would otherwise report as unused.
pub fn use_parameters(item: &mut DeriveInput) {
    let uses = item.generics.params.iter().filter_map(|parameter| match parameter {
        GenericParam::Lifetime(parameter) => {
            let lifetime = &parameter.lifetime;
            Some(quote!(fn(&#lifetime ())))
        }
        GenericParam::Type(parameter) => {
            let name = &parameter.ident;
            Some(quote!(fn(&#name)))
        }
        GenericParam::Const(_) => None,
    });
    let uses: Vec<TokenStream> = uses.collect();
    if let (Data::Struct(data), false) = (&mut item.data, uses.is_empty()) {
        data.fields = Fields::Unnamed(parse_quote!((::core::marker::PhantomData<(#(#uses,)*)>)));
    }
}

/// Returns the struct's type with its parameters as arguments.
fn row(item: &DeriveInput) -> TokenStream {
    let name = scope::within_block(&item.ident);
    let arguments = item.generics.params.iter().map(|parameter| match parameter {
        GenericParam::Lifetime(_) => quote!('static),
        GenericParam::Type(parameter) => parameter.ident.to_token_stream(),
        GenericParam::Const(parameter) => parameter.ident.to_token_stream(),
    });
    if item.generics.params.is_empty() { quote!(#name) } else { quote!(#name<#(#arguments),*>) }
}

/// Returns the parameters of the implementations. Rows are `'static` and `Send`.
fn parameters(generics: &Generics) -> TokenStream {
    if generics.params.is_empty() {
        return TokenStream::new();
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
    quote!(<#(#parameters),*>)
}

fn kind(ty: &Type) -> TokenStream {
    let Some((last, inner)) = last_segment(ty) else { return quote!(w::Text) };
    match (last.ident.unraw().to_string().as_str(), inner) {
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

/// Returns the last segment of a type's path and its type argument.
fn last_segment(ty: &Type) -> Option<(&PathSegment, Option<&Type>)> {
    let Type::Path(syn::TypePath { path: Path { segments, .. }, .. }) = ty else { return None };
    let last = segments.last()?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return Some((last, None)) };
    let types = arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    });
    Some((last, types))
}
