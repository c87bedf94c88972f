//! Names of types within an expansion, which knows a single model only.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::ext::IdentExt;
use weda_codegen::emit;
use weda_codegen::plan::{ChoiceType, EnumPlan, ModelPlan, Plan, Shape};

/// Returns the model as seen by a view: nested objects are free JSON, since the user cannot name their types.
pub fn of_view(plan: &Plan, model: &ModelPlan, row: &Ident) -> ModelPlan {
    let mut model = model.clone();
    for field in &mut model.fields {
        replace(&mut field.member.shape, &|shape| match shape {
            Shape::Object(_) => Some(Shape::Json),
            Shape::Choice(ChoiceType { name, .. }) => {
                Some(Shape::Choice(ChoiceType { module: None, name: beside(plan, name, row, "Options") }))
            }
            _ => None,
        });
    }
    model
}

/// Creates a variable or parameter.
///
/// Hygiene separates it from the user's variables, and the prefix from constants and statics, which rustc would take
/// for patterns.
pub fn binding(name: &str) -> Ident {
    Ident::new(&format!("__weda_{name}"), Span::mixed_site())
}

/// Extends a name of the plan until it differs from the user's struct, its create shape and the other names of the
/// plan.
fn beside(plan: &Plan, name: &str, row: &Ident, suffix: &str) -> String {
    let row = row.unraw();
    let is_the_users = |own: &str| row == own || own.strip_prefix("New").is_some_and(|rest| row == rest);
    let is_the_plans = |own: &str| own != name && names(plan).any(|other| other == own);
    let mut own = name.to_owned();
    while is_the_users(&own) || is_the_plans(&own) {
        own += suffix;
    }
    own
}

/// Returns the names of all types of the plan in the block.
fn names(plan: &Plan) -> impl Iterator<Item = &str> {
    let options = enums(plan).map(|options| options.name.as_str());
    options.chain(plan.stubs.iter().map(|stub| stub.name.as_str()))
}

fn enums(plan: &Plan) -> impl Iterator<Item = &EnumPlan> {
    let own = plan.models.iter().flat_map(|model| &model.enums);
    own.chain(plan.option_sets.iter().flat_map(|sets| &sets.enums))
}

/// Creates a name that differs from the plan's types, which have no `_`, and from the user's struct.
pub fn helper(name: &str, row: &Ident) -> Ident {
    if row.unraw() == name { format_ident!("{name}_") } else { format_ident!("{name}") }
}

/// Returns the name of the user's struct within the [block](block).
pub fn within_block(row: &Ident) -> Ident {
    let name = row.unraw();
    if name == "w" || name == "str" { format_ident!("{name}_of_the_user") } else { row.clone() }
}

/// Wraps the expansion in a block with the names that it uses. `runtime` is the package's name for the runtime. A
/// struct that is called like one of these names is renamed within the block.
pub fn block(row: &Ident, runtime: &str, content: &TokenStream) -> TokenStream {
    let (inner, ground) = (within_block(row), emit::ground(runtime));
    let block = quote! {
        #[allow(dead_code, deprecated, non_camel_case_types)]
        const _: () = {
            use ::core::primitive::str;
            use #ground as w;
            #content
        };
    };
    if inner == *row {
        return block;
    }
    quote! {
        #[allow(non_camel_case_types)]
        const _: () = {
            type #inner = #row;
            #block
        };
    }
}

/// Emits the types of choices, which identify their option sets. Users cannot name them here, so they hold only a key
/// and have no variants.
pub fn option_sets(plan: &Plan, row: &Ident) -> TokenStream {
    let type_of = |options: &EnumPlan| {
        let name = emit::ident(&beside(plan, &options.name, row, "Options"));
        let identity = emit::options_identity(options);
        let key = binding("key");
        quote! {
            pub struct #name(::std::string::String);
            #[automatically_derived]
            impl w::OptionSet for #name {
                #identity
                fn from_key(#key: ::std::string::String) -> Self {
                    Self(#key)
                }
                fn key(&self) -> &::core::primitive::str {
                    &self.0
                }
                fn options() -> ::std::vec::Vec<Self> { ::std::vec::Vec::new() }
            }
        }
    };
    enums(plan).map(type_of).collect()
}

/// Returns the model as seen by the create shape of a view: choices are keys, since the enumerations cannot be named
/// either.
pub fn of_create(model: &ModelPlan) -> ModelPlan {
    let mut model = model.clone();
    for field in &mut model.fields {
        field.member.shape = nameable(&field.member.shape);
    }
    model
}

/// Returns the shape for code outside of the expansion: the key of a choice is text.
pub fn nameable(shape: &Shape) -> Shape {
    let mut shape = shape.clone();
    replace(&mut shape, &|shape| matches!(shape, Shape::Choice(_)).then_some(Shape::Text));
    shape
}

fn replace(shape: &mut Shape, by: &dyn Fn(&Shape) -> Option<Shape>) {
    match shape {
        Shape::List(item) => replace(item, by),
        _ => *shape = by(shape).unwrap_or_else(|| shape.clone()),
    }
}

/// The target models of relations: local stubs with the names and tags of the real ones.
pub struct Targets<'a> {
    plan: &'a Plan,
    model: &'a str,
    row: &'a Ident,
}

impl<'a> Targets<'a> {
    pub fn of(plan: &'a Plan, model: &'a ModelPlan, row: &'a Ident) -> Self {
        Self { plan, model: &model.identifier, row }
    }

    /// Returns the user's struct.
    pub fn row(&self) -> &Ident {
        self.row
    }

    /// Returns true for the model of the view.
    pub fn is_own(&self, identifier: &str) -> bool {
        identifier == self.model
    }

    /// Returns the path within the block.
    pub fn path(&self, identifier: &str) -> TokenStream {
        within_block(&self.name(identifier)).to_token_stream()
    }

    fn name(&self, identifier: &str) -> Ident {
        if self.is_own(identifier) { self.row.clone() } else { self.stub(identifier) }
    }

    /// Returns the type that holds a value, as spelled with the prelude: `Id<SysDepartment>`, `weda::Date`.
    pub fn rust_type(&self, shape: &Shape) -> String {
        let target = |identifier: &str| self.name(identifier).to_token_stream();
        emit::Scope::prelude(&target).spelling(shape)
    }

    /// Emits the stubs. `pub` within an anonymous constant: no lint, not nameable, and good to read in messages.
    pub fn stubs(&self) -> TokenStream {
        let stubs = self.plan.stubs.iter().map(|stub| {
            let name = self.stub(&stub.identifier);
            let identity = emit::identity(&stub.identifier, &quote!(#name));
            quote!(pub enum #name {} #identity)
        });
        quote!(#(#stubs)*)
    }

    /// Returns the path of a stub outside of the block, through the row.
    pub fn projection(&self, identifier: &str) -> TokenStream {
        let row = self.row;
        match self.position(identifier) {
            Some(position) => {
                let ground = emit::ground(&self.plan.runtime);
                quote!(<#row as #ground::Target<#position>>::Model)
            }
            None => quote!(#row),
        }
    }

    pub fn projections(&self) -> TokenStream {
        let row = within_block(self.row);
        let projections = self.plan.stubs.iter().enumerate().map(|(position, stub)| {
            let name = self.stub(&stub.identifier);
            quote!(impl w::Target<#position> for #row { type Model = #name; })
        });
        quote!(#(#projections)*)
    }

    fn position(&self, identifier: &str) -> Option<usize> {
        self.plan.stubs.iter().position(|stub| stub.identifier == identifier)
    }

    fn stub(&self, identifier: &str) -> Ident {
        let position = self.position(identifier).expect("the plan has a stub for every target outside of it");
        emit::ident(&beside(self.plan, &self.plan.stubs[position].name, self.row, "Model"))
    }
}
