use proc_macro2::TokenStream;
use quote::quote;

use super::ident;
use super::own_types::own_type;
use crate::plan::{ChoiceType, Member, Shape};

/// How a piece of generated code calls things that stand elsewhere.
pub struct Scope<'a> {
    runtime: TokenStream,
    target: &'a dyn Fn(&str) -> TokenStream,
}

impl<'a> Scope<'a> {
    /// Code that stands where a user's names may be in scope, and so calls the runtime by its full path.
    ///
    /// `target` tells how the type of the model with an identifier is called there.
    #[must_use]
    pub fn open(target: &'a dyn Fn(&str) -> TokenStream) -> Self {
        Self { runtime: quote!(::weda::__private::v1), target }
    }

    /// Code in a module or an anonymous constant that begins with `use ::weda::__private::v1 as w;`.
    #[must_use]
    pub fn inner(target: &'a dyn Fn(&str) -> TokenStream) -> Self {
        Self { runtime: quote!(w), target }
    }

    /// The Rust type of a member: an `Option` unless reading promises a value.
    #[must_use]
    pub fn member(&self, member: &Member) -> TokenStream {
        let value = self.value(&member.shape);
        if member.present { value } else { quote!(Option<#value>) }
    }

    /// The Rust type that holds a value: `String`, `Vec<i64>`, `w::Id<Student>`.
    #[must_use]
    pub fn value(&self, shape: &Shape) -> TokenStream {
        self.value_and_kind(shape).0
    }

    /// The kind that a field's constant bears: `w::Text`, `w::List<w::Integer>`, `w::Id<Student>`.
    #[must_use]
    pub fn kind(&self, shape: &Shape) -> TokenStream {
        self.value_and_kind(shape).1
    }

    fn value_and_kind(&self, shape: &Shape) -> (TokenStream, TokenStream) {
        let w = &self.runtime;
        let itself = |type_: TokenStream| (type_.clone(), type_);
        match shape {
            Shape::Text => (quote!(String), quote!(#w::Text)),
            Shape::Number => (quote!(f64), quote!(#w::Number)),
            Shape::Integer => (quote!(i64), quote!(#w::Integer)),
            Shape::Bool => (quote!(bool), quote!(#w::Bool)),
            Shape::DateTime => itself(quote!(#w::DateTime)),
            Shape::Date => itself(quote!(#w::Date)),
            Shape::TimeOfDay => itself(quote!(#w::TimeOfDay)),
            Shape::File => itself(quote!(#w::FileRef)),
            Shape::AreaCode => itself(quote!(#w::AreaCode)),
            Shape::Location => itself(quote!(#w::Location)),
            Shape::Json => itself(quote!(#w::Json)),
            Shape::Id(identifier) => {
                let target = (self.target)(identifier);
                itself(quote!(#w::Id<#target>))
            }
            Shape::Choice(ChoiceType { module, name }) => {
                let (name, module) = (ident(name), module.as_deref().map(ident));
                let path = module.map_or_else(|| quote!(#name), |module| quote!(super::#module::#name));
                (path.clone(), quote!(#w::Choice<#path>))
            }
            Shape::Object(name) => {
                let name = ident(name);
                itself(quote!(#name))
            }
            Shape::Own { path, kind } => (own_type(path), self.kind(kind)),
            Shape::List(item) => {
                let (value, kind) = self.value_and_kind(item);
                (quote!(Vec<#value>), quote!(#w::List<#kind>))
            }
        }
    }
}
