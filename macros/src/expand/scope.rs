//! How an expansion, which knows one model only, calls the types around it.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use weda_codegen::emit;
use weda_codegen::plan::{ModelPlan, Plan, Shape};

/// The model as a view sees it: nested objects have no types that a user could name, so they are free JSON, which the
/// generated types of nested objects fit too.
pub fn of_view(model: &ModelPlan) -> ModelPlan {
    let mut model = model.clone();
    for field in &mut model.fields {
        replace(&mut field.member.shape, &|shape| matches!(shape, Shape::Object(_)).then_some(Shape::Json));
    }
    model
}

/// The model as the create shape of a view sees it: the enumerations cannot be named either, so choices are keys.
pub fn of_create(model: &ModelPlan) -> ModelPlan {
    let mut model = model.clone();
    for field in &mut model.fields {
        replace(&mut field.member.shape, &|shape| matches!(shape, Shape::Choice(_)).then_some(Shape::Text));
    }
    model
}

fn replace(shape: &mut Shape, by: &dyn Fn(&Shape) -> Option<Shape>) {
    match shape {
        Shape::List(item) => replace(item, by),
        _ => *shape = by(shape).unwrap_or_else(|| shape.clone()),
    }
}

/// The models that relations point to: local stubs with the names and tags of the real ones.
pub struct Targets<'a> {
    plan: &'a Plan,
    model: &'a str,
    row: &'a Ident,
}

impl<'a> Targets<'a> {
    pub fn of(plan: &'a Plan, model: &'a ModelPlan, row: &'a Ident) -> Self {
        Self { plan, model: &model.identifier, row }
    }

    /// Inside the expansion's own block.
    pub fn path(&self, identifier: &str) -> TokenStream {
        let name = if identifier == self.model { self.row.clone() } else { self.stub(identifier) };
        quote!(#name)
    }

    /// `pub` inside an anonymous constant: no lint, not nameable, and it prints well.
    pub fn stubs(&self) -> TokenStream {
        let stubs = self.plan.stubs.iter().map(|stub| {
            let name = self.stub(&stub.identifier);
            let identity = emit::identity(&stub.identifier, &quote!(#name));
            quote!(pub enum #name {} #identity)
        });
        quote!(#(#stubs)*)
    }

    /// Outside of the block the stubs cannot be named, but reached through the row.
    pub fn projection(&self, identifier: &str) -> TokenStream {
        let row = self.row;
        match self.position(identifier) {
            Some(position) => {
                quote!(<#row as ::weda::__private::v1::Target<#position>>::Model)
            }
            None => quote!(#row),
        }
    }

    pub fn projections(&self) -> TokenStream {
        let row = self.row;
        let projections = self.plan.stubs.iter().enumerate().map(|(position, stub)| {
            let name = self.stub(&stub.identifier);
            quote!(impl w::Target<#position> for #row { type Model = #name; })
        });
        quote!(#(#projections)*)
    }

    fn position(&self, identifier: &str) -> Option<usize> {
        self.plan.stubs.iter().position(|stub| stub.identifier == identifier)
    }

    /// The user's struct may bear the very name of a target.
    fn stub(&self, identifier: &str) -> Ident {
        let position = self.position(identifier).expect("the plan has a stub for every target outside of it");
        let name = &self.plan.stubs[position].name;
        if self.row == name { emit::ident(&format!("{name}Model")) } else { emit::ident(name) }
    }
}
