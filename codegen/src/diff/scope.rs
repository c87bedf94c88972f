//! The fields of a model, or the members of a nested object, with their names in code.

use proc_macro2::TokenStream;
use quote::ToTokens as _;
use weda_definition::{Definition, Field, Kind};

use crate::emit::{Scope, ident};
use crate::plan::{Access, Member, ModelPlan, Origin, Plan, Shape};

/// One side of a scope.
pub(super) struct Fields<'a> {
    pub plan: &'a Plan,
    pub model: &'a ModelPlan,
    pub definition: &'a Definition,
    /// The type with the fields: `Student`, `StudentAddress`.
    pub owner: &'a str,
    /// The keys from the model down to the object; empty for the model itself.
    pub path: Vec<String>,
    pub items: Vec<Item<'a>>,
}

/// A field or member.
#[derive(Clone, Copy)]
pub(super) struct Item<'a> {
    pub member: &'a Member,
    /// `None` for a member, which is written with the whole object.
    pub access: Option<Access>,
    /// `None` for an `_id` that the definition leaves out.
    pub field: Option<&'a Field>,
}

impl<'a> Fields<'a> {
    pub fn of_model(plan: &'a Plan, model: &'a ModelPlan, definition: &'a Definition) -> Self {
        let items = model.fields.iter().map(|field| Item {
            member: &field.member,
            access: Some(field.access),
            field: definition.field(&field.member.key),
        });
        Self { plan, model, definition, owner: &model.name, path: Vec::new(), items: items.collect() }
    }

    /// The members of the object in `item`, inside any number of lists.
    pub fn within(&self, item: &Item<'a>) -> Option<Self> {
        let name = object(&item.member.shape)?;
        let nested = self.model.structs.iter().find(|nested| nested.name == name)?;
        let declared: &[Field] = match item.field.map(|field| field.kind.innermost()) {
            Some(Kind::Object(members)) => members,
            _ => &[],
        };
        let items = nested.members.iter().map(|member| Item {
            member,
            access: None,
            field: declared.iter().find(|field| field.key == member.key),
        });
        let path = self.path.iter().chain([&item.member.key]).cloned().collect();
        Some(Self { owner: &nested.name, path, items: items.collect(), ..*self })
    }

    pub fn find(&self, key: &str) -> Option<&Item<'a>> {
        self.items.iter().find(|item| item.member.key == key)
    }

    /// The keys from the model down to a field of this scope.
    pub fn keys_to(&self, key: &str) -> Vec<String> {
        self.path.iter().map(String::as_str).chain([key]).map(str::to_owned).collect()
    }

    /// The same as one text.
    pub fn path_to(&self, key: &str) -> String {
        self.keys_to(key).join(".")
    }

    /// The types that were generated for fields of the model: the path of the field, the name, and whether it is an
    /// enumeration.
    pub fn types(&self) -> impl Iterator<Item = (&'a [String], &'a str, bool)> {
        let structs = self.model.structs.iter().map(|nested| (nested.path.as_slice(), nested.name.as_str(), false));
        let enums = self.model.enums.iter().filter_map(|options| match &options.origin {
            Origin::Field { path, .. } => Some((path.as_slice(), options.name.as_str(), true)),
            Origin::Set { .. } => None,
        });
        structs.chain(enums)
    }

    /// `Student::SCORE`; members of objects have no constant.
    pub fn constant(&self, item: &Item<'_>) -> Option<String> {
        item.access.map(|_| format!("{}::{}", self.owner, item.member.name.to_ascii_uppercase()))
    }

    /// `Student.score`.
    pub fn struct_field(&self, item: &Item<'_>) -> String {
        format!("{}.{}", self.owner, item.member.name)
    }

    /// The create shape, if new records need the field, which changes its literals.
    pub fn create(&self, item: &Item<'_>) -> Option<String> {
        let needed = item.access == Some(Access::Required);
        self.model.create.clone().filter(|_| needed)
    }

    /// The type of a value and its kind: a choice and an object may have types of the same name.
    pub fn spelled(&self, shape: &Shape) -> (String, String) {
        let target = |identifier: &str| -> TokenStream {
            let name = self.plan.type_of(identifier).map_or_else(|| "Unknown".to_owned(), |path| path.name);
            ident(&name).into_token_stream()
        };
        let scope = Scope::prelude(&target);
        (scope.spelling(shape), scope.kind(shape).to_string())
    }
}

/// The name of the nested type inside a shape.
fn object(shape: &Shape) -> Option<&str> {
    match shape {
        Shape::Object(name) => Some(name),
        Shape::List(item) => object(item),
        _ => None,
    }
}
