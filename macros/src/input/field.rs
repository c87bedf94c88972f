//! Fields of the struct.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::meta::ParseNestedMeta;
use syn::{Attribute, Error, Field, GenericArgument, LitStr, Meta, PathArguments, Result, Type, parse_quote};

use crate::mistake;

/// A field of the struct.
pub struct Declared {
    /// The Rust name.
    pub name: Ident,
    /// The JSON key from `#[weda(rename = "..")]`.
    pub rename: Option<LitStr>,
    /// The key of the relation from `#[weda(load = "..")]`.
    pub load: Option<LitStr>,
    /// The type.
    pub ty: Type,
}

impl Declared {
    /// Parses a field. Removes all of our attributes first; a field with an error is not checked further.
    pub fn parse(field: &mut Field, errors: &mut Vec<Error>) -> Option<Self> {
        let is_ours = |attribute: &mut Attribute| attribute.path().is_ident("weda");
        let options: Vec<Attribute> = field.attrs.extract_if(.., is_ours).collect();
        let conditions: Vec<Attribute> =
            field.attrs.extract_if(.., |attribute| conditional(attribute, "weda")).collect();
        if let Some(condition) = conditions.first() {
            errors.push(Error::new_spanned(condition, mistake::CONDITIONAL_OPTION));
            return None;
        }
        let is_condition = |attribute: &&Attribute| attribute.path().is_ident("cfg") || conditional(attribute, "cfg");
        if let Some(condition) = field.attrs.iter().find(is_condition) {
            errors.push(Error::new_spanned(condition, mistake::CONDITION));
            return None;
        }
        let mut keys = Keys::default();
        for attribute in &options {
            if let Err(error) = options_of(attribute, &mut keys) {
                errors.push(error);
                return None;
            }
        }
        if let Some(unsized_type) = without_size(&mut field.ty) {
            let text = mistake::without_size(&unsized_type.to_token_stream());
            errors.push(Error::new_spanned(unsized_type, text));
            return None;
        }
        let name = field.ident.clone().expect("the fields are named");
        let Keys { rename, load } = keys;
        Some(Self { name, rename, load, ty: bare(&field.ty).clone() })
    }
}

/// Returns true if a `cfg_attr`, possibly a nested one, adds the attribute `name`. Its condition is evaluated only
/// after the macro.
pub fn conditional(attribute: &Attribute, name: &str) -> bool {
    match &attribute.meta {
        Meta::List(list) if list.path.is_ident("cfg_attr") => adds(list.tokens.clone(), name),
        _ => false,
    }
}

/// Returns true if the contents of a `cfg_attr`, a condition and attributes, add the attribute `name`.
fn adds(tokens: TokenStream, name: &str) -> bool {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let parts = tokens.split(|token| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ','));
    parts.skip(1).any(|attribute| match attribute {
        [TokenTree::Ident(path), TokenTree::Group(inner), ..] if path == "cfg_attr" => adds(inner.stream(), name),
        [TokenTree::Ident(path), ..] => path == name,
        _ => false,
    })
}

/// Returns the type without the invisible group that a user's macro adds.
pub fn bare(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => bare(&group.elem),
        ty => ty,
    }
}

/// The keys in the options of a field, at most one.
#[derive(Default)]
struct Keys {
    rename: Option<LitStr>,
    load: Option<LitStr>,
}

fn options_of(attribute: &Attribute, keys: &mut Keys) -> Result<()> {
    if !matches!(attribute.meta, Meta::List(_)) {
        return Err(Error::new_spanned(&attribute.meta, mistake::NO_OPTION));
    }
    attribute.parse_nested_meta(|meta| option(&meta, keys))
}

fn option(meta: &ParseNestedMeta<'_>, keys: &mut Keys) -> Result<()> {
    let is_load = meta.path.is_ident("load");
    if !is_load && !meta.path.is_ident("rename") {
        return Err(meta.error(mistake::unknown_option(&meta.path.to_token_stream())));
    }
    let key = meta.value().and_then(|value| value.parse());
    let key =
        key.map_err(|error| Error::new(error.span(), if is_load { mistake::NO_RELATION } else { mistake::NO_KEY }))?;
    if keys.rename.is_some() || keys.load.is_some() {
        return Err(meta.error(mistake::RENAME_TWICE));
    }
    *(if is_load { &mut keys.load } else { &mut keys.rename }) = Some(key);
    Ok(())
}

/// Returns the type, or the one within an `Option`, `Vec` or `Box`, if it is unsized, and replaces it in the struct by
/// a sized one: rustc would report an unsized struct wherever it is used.
fn without_size(ty: &mut Type) -> Option<Type> {
    let sized = match bare(ty) {
        Type::Path(path) if path.path.is_ident("str") => parse_quote!(::std::string::String),
        Type::Slice(slice) => {
            let item = &slice.elem;
            parse_quote!(::std::vec::Vec<#item>)
        }
        Type::TraitObject(_) => parse_quote!(()),
        _ => return without_size_within(ty),
    };
    Some(std::mem::replace(ty, sized))
}

fn without_size_within(ty: &mut Type) -> Option<Type> {
    match wrapped(ty)? {
        // A boxed type may be unsized, but may be an `Option` of an unsized type.
        (wrapper, inner) if wrapper == "Box" => without_size_within(inner),
        (_, inner) => without_size(inner),
    }
}

/// Returns the name of an `Option`, `Vec` or `Box`, with its argument.
fn wrapped(ty: &mut Type) -> Option<(String, &mut Type)> {
    let ty = match ty {
        Type::Group(group) => return wrapped(&mut group.elem),
        Type::Path(path) => path.path.segments.last_mut()?,
        _ => return None,
    };
    let wrapper = ty.ident.unraw().to_string();
    let PathArguments::AngleBracketed(arguments) = &mut ty.arguments else { return None };
    match arguments.args.first_mut()? {
        GenericArgument::Type(inner) if matches!(wrapper.as_str(), "Option" | "Vec" | "Box") => Some((wrapper, inner)),
        _ => None,
    }
}
