//! The user's input: the attribute's argument and the struct.

mod attribute;
mod field;

use proc_macro2::TokenStream;
use syn::{Data, DeriveInput, Error, Fields, LitStr};

pub use field::{Declared, bare};

use crate::mistake;

/// The parsed input, as far as it is valid.
pub struct Input {
    /// The identifier of the model, with its span.
    pub model: Option<LitStr>,
    /// The model that was probably meant, if the argument is invalid.
    pub meant: Option<String>,
    /// The valid fields of the struct; `None` for a unit struct, which only names a model.
    pub fields: Option<Vec<Declared>>,
    /// The errors, each on its own token.
    pub errors: Vec<Error>,
}

impl Input {
    /// Parses the input and removes our attributes from the struct, since rustc does not know them.
    pub fn parse(arguments: TokenStream, item: &mut DeriveInput) -> Self {
        let mut errors = Vec::new();
        let meant = attribute::meant(&arguments);
        let model = attribute::identifier(arguments, &mut errors);
        attribute::remove_misplaced(&mut item.attrs, &mut errors);
        let name = &item.ident;
        let mut unsupported = |text: String| {
            errors.push(Error::new_spanned(name, text));
            Some(Vec::new())
        };
        let fields = match &mut item.data {
            Data::Struct(data) => match &mut data.fields {
                Fields::Named(named) => {
                    Some(named.named.iter_mut().filter_map(|field| Declared::parse(field, &mut errors)).collect())
                }
                Fields::Unit => None,
                Fields::Unnamed(_) => unsupported(mistake::unsupported_item("a tuple struct", "name its fields")),
            },
            Data::Enum(_) => unsupported(mistake::unsupported_item("an enum", "write a struct")),
            Data::Union(_) => unsupported(mistake::unsupported_item("a union", "write a struct")),
        };
        if let Some(parameter) = item.generics.params.first() {
            errors.push(Error::new_spanned(parameter, mistake::parameter(parameter, fields.is_some())));
        }
        Self { model, meant, fields, errors }
    }
}
