//! What the user wrote: the attribute's argument and the struct.

use proc_macro2::{Ident, TokenStream};
use quote::ToTokens;
use syn::meta::ParseNestedMeta;
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, Data, DeriveInput, Error, Field, Fields, LitStr, Result, Type};

use crate::mistake;

/// What the attribute is about, as far as it can be understood.
pub struct Input {
    /// The identifier of the model, with its place.
    pub model: Option<LitStr>,
    /// The fields of the struct that have no mistake in themselves; `None` for a unit struct, which is a model's name.
    pub fields: Option<Vec<Declared>>,
    /// The mistakes, each on its own token.
    pub errors: Vec<Error>,
}

/// One field of the struct.
pub struct Declared {
    /// Its Rust name.
    pub name: Ident,
    /// The wire's key, where `#[weda(rename = "..")]` gives it.
    pub rename: Option<LitStr>,
    /// Its type.
    pub ty: Type,
}

impl Input {
    /// Takes both apart, and our own attributes off the struct, since rustc does not know them.
    pub fn parse(arguments: TokenStream, item: &mut DeriveInput) -> Self {
        let mut errors = Vec::new();
        let mut note = |error: Error| errors.push(error);
        let model = identifier.parse2(arguments).map_err(&mut note).ok();
        let name = &item.ident;
        let mut unfit = |text: String| {
            note(Error::new_spanned(name, text));
            Some(Vec::new())
        };
        let fields = match &mut item.data {
            Data::Struct(data) => match &mut data.fields {
                Fields::Named(named) => {
                    Some(named.named.iter_mut().filter_map(|field| declared(field).map_err(&mut note).ok()).collect())
                }
                Fields::Unit => None,
                Fields::Unnamed(_) => unfit(mistake::unfit_item("a tuple struct", "name its fields")),
            },
            Data::Enum(_) => unfit(mistake::unfit_item("an enum", "write a struct")),
            Data::Union(_) => unfit(mistake::unfit_item("a union", "write a struct")),
        };
        if let Some(parameter) = item.generics.params.first() {
            note(Error::new_spanned(parameter, mistake::parameter(parameter)));
        }
        Self { model, fields, errors }
    }
}

/// The one argument of the attribute.
fn identifier(arguments: ParseStream<'_>) -> Result<LitStr> {
    let model = arguments.parse().map_err(|error| Error::new(error.span(), mistake::NO_IDENTIFIER))?;
    if arguments.is_empty() { Ok(model) } else { Err(arguments.error(mistake::MORE_ARGUMENTS)) }
}

/// All of our attributes go before any of them is judged.
fn declared(field: &mut Field) -> Result<Declared> {
    let is_ours = |attribute: &Attribute| attribute.path().is_ident("weda");
    let options: Vec<Attribute> = field.attrs.extract_if(.., |attribute| is_ours(attribute)).collect();
    if let Some(condition) = field.attrs.iter().find(|attribute| attribute.path().is_ident("cfg")) {
        return Err(Error::new_spanned(condition, mistake::CONDITION));
    }
    let mut rename = None;
    for attribute in options {
        attribute.parse_nested_meta(|meta| option(&meta, &mut rename))?;
    }
    let name = field.ident.clone().expect("the fields are named");
    Ok(Declared { name, rename, ty: field.ty.clone() })
}

fn option(meta: &ParseNestedMeta<'_>, rename: &mut Option<LitStr>) -> Result<()> {
    if !meta.path.is_ident("rename") {
        return Err(meta.error(mistake::unknown_option(&meta.path.to_token_stream())));
    }
    let key = meta.value().and_then(|value| value.parse());
    *rename = Some(key.map_err(|error| Error::new(error.span(), mistake::NO_KEY))?);
    Ok(())
}
