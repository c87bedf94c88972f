use proc_macro2::TokenStream;
use quote::quote;

use super::tokens::{ground, ident, own_type};
use crate::plan::{ChoiceType, Member, Shape};

/// The names of other items in a piece of generated code.
pub struct Scope<'a> {
    names: Names<'a>,
    target: &'a dyn Fn(&str) -> TokenStream,
}

/// The names that have their usual meaning in the scope.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Names<'a> {
    /// None; holds the name of the runtime.
    None(&'a str),
    OfGeneratedCode,
    OfThePrelude,
}

impl<'a> Scope<'a> {
    /// Code among a user's names, which refers to everything by its full path.
    ///
    /// `target` returns the type of the model with an identifier, and `runtime` is the name of the runtime.
    #[must_use]
    pub fn open(runtime: &'a str, target: &'a dyn Fn(&str) -> TokenStream) -> Self {
        Self { names: Names::None(runtime), target }
    }

    /// Code in a module or an anonymous constant that begins with `use ::weda::__private::v2 as w;`.
    #[must_use]
    pub fn inner(target: &'a dyn Fn(&str) -> TokenStream) -> Self {
        Self { names: Names::OfGeneratedCode, target }
    }

    /// Code as users of the prelude write it, for messages and not for tokens.
    #[must_use]
    pub fn prelude(target: &'a dyn Fn(&str) -> TokenStream) -> Self {
        Self { names: Names::OfThePrelude, target }
    }

    /// The same scope with other types for models.
    #[must_use]
    pub(super) fn with_target<'b>(&self, target: &'b dyn Fn(&str) -> TokenStream) -> Scope<'b>
    where
        'a: 'b,
    {
        Scope { names: self.names, target }
    }

    /// Returns the spelling of the [type of a value](Self::value): `Vec<Id<Student>>`.
    #[must_use]
    pub fn spelling(&self, shape: &Shape) -> String {
        self.value(shape).to_string().replace(' ', "")
    }

    /// Returns the Rust type of a member: an `Option` unless a record always has a value.
    #[must_use]
    pub fn member(&self, member: &Member) -> TokenStream {
        let value = self.value(&member.shape);
        let option = self.standard("Option");
        if member.present { value } else { quote!(#option<#value>) }
    }

    /// Returns the Rust type of a value: `String`, `Vec<i64>`, `w::Id<Student>`.
    #[must_use]
    pub fn value(&self, shape: &Shape) -> TokenStream {
        self.value_and_kind(shape).0
    }

    /// Returns the kind of a field's constant: `w::Text`, `w::List<w::Integer>`, `w::Id<Student>`.
    #[must_use]
    pub fn kind(&self, shape: &Shape) -> TokenStream {
        self.value_and_kind(shape).1
    }

    fn value_and_kind(&self, shape: &Shape) -> (TokenStream, TokenStream) {
        let w = &self.runtime();
        let itself = |type_: TokenStream| (type_.clone(), type_);
        match shape {
            Shape::Text => (self.standard("String"), quote!(#w::Text)),
            Shape::Number => (self.standard("f64"), quote!(#w::Number)),
            Shape::Integer => (self.standard("i64"), quote!(#w::Integer)),
            Shape::Bool => (self.standard("bool"), quote!(#w::Bool)),
            Shape::DateTime => itself(quote!(#w::DateTime)),
            Shape::Date => itself(quote!(#w::Date)),
            Shape::TimeOfDay => itself(quote!(#w::TimeOfDay)),
            Shape::File => itself(quote!(#w::FileRef)),
            Shape::AreaCode => itself(quote!(#w::AreaCode)),
            Shape::Location => itself(quote!(#w::Location)),
            Shape::Json => itself(quote!(#w::Json)),
            Shape::Id(identifier) => {
                let target = (self.target)(identifier);
                itself(if self.names == Names::OfThePrelude { quote!(Id<#target>) } else { quote!(#w::Id<#target>) })
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
                let list = self.standard("Vec");
                (quote!(#list<#value>), quote!(#w::List<#kind>))
            }
        }
    }

    fn runtime(&self) -> TokenStream {
        match self.names {
            Names::None(runtime) => ground(runtime),
            Names::OfGeneratedCode => quote!(w),
            Names::OfThePrelude => quote!(weda),
        }
    }

    /// A type of the standard library or the language.
    fn standard(&self, name: &str) -> TokenStream {
        let path = match name {
            _ if !matches!(self.names, Names::None(_)) => quote!(),
            "String" => quote!(::std::string::),
            "Vec" => quote!(::std::vec::),
            "Option" => quote!(::core::option::),
            _ => quote!(::core::primitive::),
        };
        let name = ident(name);
        quote!(#path #name)
    }
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::Scope;
    use crate::plan::Shape;

    fn list(item: Shape) -> Shape {
        Shape::List(Box::new(item))
    }

    #[test]
    fn open_scopes_use_full_paths() {
        let target = |_: &str| quote!(Class);
        let open = Scope::open("weda", &target);
        let shapes = [list(Shape::Text), Shape::Number, Shape::Integer, Shape::Bool, Shape::Id("class".to_owned())];
        assert_eq!(
            shapes.map(|shape| open.spelling(&shape)),
            [
                "::std::vec::Vec<::std::string::String>",
                "::core::primitive::f64",
                "::core::primitive::i64",
                "::core::primitive::bool",
                "::weda::__private::v2::Id<Class>",
            ]
        );
    }

    #[test]
    fn messages_use_the_names_of_the_prelude() {
        let target = |_: &str| quote!(Class);
        let prelude = Scope::prelude(&target);
        let shapes = [list(list(Shape::Text)), Shape::Bool, Shape::Date, list(Shape::Id("class".to_owned()))];
        let spelled = shapes.map(|shape| prelude.spelling(&shape));
        assert_eq!(spelled, ["Vec<Vec<String>>", "bool", "weda::Date", "Vec<Id<Class>>"]);
    }
}
