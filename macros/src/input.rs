//! What the user wrote: the attribute's argument and the struct.

mod attribute;
mod field;

use proc_macro2::TokenStream;
use syn::{Data, DeriveInput, Error, Fields, LitStr};

pub use field::{Declared, bare};

use crate::mistake;

/// What the attribute is about, as far as it can be understood.
pub struct Input {
    /// The identifier of the model, with its place.
    pub model: Option<LitStr>,
    /// The model that was probably meant, where the identifier is not written as it has to be.
    pub meant: Option<String>,
    /// The fields of the struct that have no mistake in themselves; `None` for a unit struct, which is a model's name.
    pub fields: Option<Vec<Declared>>,
    /// The mistakes, each on its own token.
    pub errors: Vec<Error>,
}

impl Input {
    /// Takes both apart, and our own attributes off the struct, since rustc does not know them.
    pub fn parse(arguments: TokenStream, item: &mut DeriveInput) -> Self {
        let mut errors = Vec::new();
        let meant = attribute::meant(&arguments);
        let model = attribute::identifier(arguments, &mut errors);
        attribute::take_off(&mut item.attrs, &mut errors);
        let name = &item.ident;
        let mut unfit = |text: String| {
            errors.push(Error::new_spanned(name, text));
            Some(Vec::new())
        };
        let fields = match &mut item.data {
            Data::Struct(data) => match &mut data.fields {
                Fields::Named(named) => {
                    Some(named.named.iter_mut().filter_map(|field| Declared::parse(field, &mut errors)).collect())
                }
                Fields::Unit => None,
                Fields::Unnamed(_) => unfit(mistake::unfit_item("a tuple struct", "name its fields")),
            },
            Data::Enum(_) => unfit(mistake::unfit_item("an enum", "write a struct")),
            Data::Union(_) => unfit(mistake::unfit_item("a union", "write a struct")),
        };
        if let Some(parameter) = item.generics.params.first() {
            errors.push(Error::new_spanned(parameter, mistake::parameter(parameter, fields.is_some())));
        }
        Self { model, meant, fields, errors }
    }
}
