//! Which field of the model each field of the struct is.

use syn::Error;
use weda_codegen::plan::{FieldPlan, ModelPlan};

use crate::input::Declared;
use crate::mistake;

/// A field of the struct with the field of the model that it holds.
pub struct Held<'a> {
    pub declared: &'a Declared,
    pub field: &'a FieldPlan,
}

/// Pairs the fields.
///
/// # Errors
/// All unknown fields and all second ones at once, each on its own name.
pub fn pair<'a>(model: &'a ModelPlan, declared: &'a [Declared]) -> Result<Vec<Held<'a>>, Error> {
    let mut held: Vec<Held<'_>> = Vec::with_capacity(declared.len());
    let mut errors: Option<Error> = None;
    let mut fail = |error: Error| match &mut errors {
        Some(errors) => errors.combine(error),
        None => errors = Some(error),
    };
    for declared in declared {
        match find(model, declared) {
            Err(error) => fail(error),
            Ok(field) => match held.iter().find(|held| std::ptr::eq(held.field, field)) {
                Some(first) => {
                    let text = mistake::read_twice(model, field, &first.declared.name.to_string());
                    fail(Error::new(declared.name.span(), text));
                }
                None => held.push(Held { declared, field }),
            },
        }
    }
    errors.map_or(Ok(held), Err)
}

/// By the wire's key where it is given, else by the Rust name that generated code has, else by a key of that spelling.
fn find<'a>(model: &'a ModelPlan, declared: &Declared) -> Result<&'a FieldPlan, Error> {
    let by_key = |key: &str| model.fields.iter().find(|field| field.member.key == key);
    if let Some(rename) = &declared.rename {
        let key = rename.value();
        return by_key(&key).ok_or_else(|| Error::new(rename.span(), mistake::unknown_field(model, &key)));
    }
    let written = declared.name.to_string();
    let name = written.strip_prefix("r#").unwrap_or(&written);
    let by_name = model.fields.iter().find(|field| field.member.name == name);
    by_name
        .or_else(|| by_key(name))
        .ok_or_else(|| Error::new(declared.name.span(), mistake::unknown_field(model, name)))
}
