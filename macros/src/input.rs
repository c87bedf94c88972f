//! What the user wrote: the attribute's argument and the struct.

use proc_macro2::{Ident, TokenStream};
use quote::ToTokens;
use syn::{Attribute, Data, DeriveInput, Error, Field, Fields, LitStr, Result, Type};

/// What the attribute is about.
pub struct Input {
    /// The identifier of the model, with its place.
    pub model: LitStr,
    /// The fields of the struct; `None` for a unit struct, which is a model's name.
    pub fields: Option<Vec<Declared>>,
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
    ///
    /// # Errors
    /// The argument is not one text, or the item is not a struct with named fields.
    pub fn parse(arguments: TokenStream, item: &mut DeriveInput) -> Result<Self> {
        let fields = match &mut item.data {
            Data::Struct(data) => match &mut data.fields {
                // All attributes go before any of them is judged.
                Fields::Named(named) => Some(named.named.iter_mut().map(take_options).collect::<Vec<_>>()),
                Fields::Unit => None,
                Fields::Unnamed(_) => return Err(unfit(&item.ident, "a tuple struct")),
            },
            Data::Enum(_) => return Err(unfit(&item.ident, "an enum")),
            Data::Union(_) => return Err(unfit(&item.ident, "a union")),
        };
        let model: LitStr = syn::parse2(arguments).map_err(|error| {
            Error::new(error.span(), "expected the model's identifier in quotes: `#[weda_model(\"sys_user\")]`")
        })?;
        if let Some(parameter) = item.generics.params.first() {
            return Err(Error::new_spanned(parameter, "a view of a model has no parameters; remove them"));
        }
        let fields = fields.map(|fields| fields.into_iter().map(declared).collect()).transpose()?;
        Ok(Self { model, fields })
    }
}

fn unfit(name: &Ident, found: &str) -> Error {
    let text = format!("a view of a model is a struct with named fields, and this is {found}; name its fields");
    Error::new_spanned(name, text)
}

/// The field, and the attributes on it that are ours.
fn take_options(field: &mut Field) -> (Field, Vec<Attribute>) {
    let ours = |attribute: &Attribute| attribute.path().is_ident("weda");
    let options = field.attrs.iter().filter(|attribute| ours(attribute)).cloned().collect();
    field.attrs.retain(|attribute| !ours(attribute));
    (field.clone(), options)
}

fn declared((field, options): (Field, Vec<Attribute>)) -> Result<Declared> {
    let mut rename = None;
    for attribute in options {
        attribute.parse_nested_meta(|meta| {
            if !meta.path.is_ident("rename") {
                let found = meta.path.to_token_stream();
                return Err(meta.error(format!("unknown option `{found}`; the one option is `rename = \"wireKey\"`")));
            }
            rename = Some(meta.value()?.parse()?);
            Ok(())
        })?;
    }
    let name = field.ident.expect("the fields are named");
    Ok(Declared { name, rename, ty: field.ty })
}
