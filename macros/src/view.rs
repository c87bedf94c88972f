//! Which field of the model each field of the struct is.

use syn::Error;
use syn::ext::IdentExt;
use weda_codegen::emit;
use weda_codegen::plan::{FieldPlan, ModelPlan};

use crate::input::Declared;
use crate::mistake;

/// A field of the struct with the field of the model that it holds.
pub struct Held<'a> {
    pub declared: &'a Declared,
    pub field: &'a FieldPlan,
}

/// Pairs the fields. Every unknown one and every second one is an error on its own name.
pub fn pair<'a>(model: &'a ModelPlan, declared: &'a [Declared], errors: &mut Vec<Error>) -> Vec<Held<'a>> {
    let mut held: Vec<Held<'_>> = Vec::with_capacity(declared.len());
    for declared in declared {
        match find(model, declared) {
            Err(error) => errors.push(error),
            Ok(field) => match held.iter().find(|held| std::ptr::eq(held.field, field)) {
                // That is E0124 of rustc's.
                Some(first) if first.declared.name.unraw() == declared.name.unraw() => {}
                Some(first) => {
                    let text = mistake::read_twice(model, field, &first.declared.name.to_string());
                    errors.push(Error::new(declared.name.span(), text));
                }
                None => held.push(Held { declared, field }),
            },
        }
    }
    held
}

/// By the wire's key where it is given, else by the Rust name that generated code has, else by a key of that spelling.
fn find<'a>(model: &'a ModelPlan, declared: &Declared) -> Result<&'a FieldPlan, Error> {
    let by_key = |key: &str| model.fields.iter().find(|field| field.member.key == key);
    if let Some(rename) = &declared.rename {
        let key = rename.value();
        let unknown = || mistake::unknown_field(model, &key, |field| &field.member.key, str::to_owned);
        return by_key(&key).ok_or_else(|| Error::new(rename.span(), unknown()));
    }
    let name = declared.name.unraw().to_string();
    let by_name = model.fields.iter().find(|field| field.member.name == name);
    let raw = |name: &str| emit::ident(name).to_string();
    let unknown = || mistake::unknown_field(model, &name, |field| &field.member.name, raw);
    by_name.or_else(|| by_key(&name)).ok_or_else(|| Error::new(declared.name.span(), unknown()))
}

#[cfg(test)]
mod tests {
    use quote::quote;
    use syn::DeriveInput;
    use weda_codegen::{Settings, check};
    use weda_definition::{Definition, OptionSets};

    use super::pair;
    use crate::input::Input;

    /// The keys that the fields of a struct are paired with, and the first lines of the errors.
    fn paired(mut item: DeriveInput) -> (Vec<String>, Vec<String>) {
        let text = r#"{ "type": "object", "properties": {
            "lastSeen": { "type": "string" }, "last_seen": { "type": "string" }, "type": { "type": "number" } } }"#;
        let definition = Definition::parse("student", "database-schemas/student.json", text).unwrap();
        let plan = check([&definition], &OptionSets::default(), &Settings::default()).unwrap();
        let Input { fields, mut errors, .. } = Input::parse(quote!("student"), &mut item);
        let fields = fields.unwrap();
        let held = pair(&plan.models[0], &fields, &mut errors);
        let keys = held.iter().map(|held| held.field.member.key.clone()).collect();
        (keys, errors.iter().map(|error| error.to_string().lines().next().unwrap().to_owned()).collect())
    }

    #[test]
    fn a_field_is_found_by_its_name_or_its_key() {
        let item = syn::parse_quote!(
            struct Student {
                id: Id<Student>,
                r#type: f64,
                lastSeen: String,
            }
        );
        assert_eq!(paired(item), (vec!["_id".into(), "type".into(), "lastSeen".into()], vec![]));
    }

    #[test]
    fn a_rename_is_a_key_and_nothing_else() {
        let item = syn::parse_quote!(
            struct Student {
                #[weda(rename = "_id")]
                key: Id<Student>,
                #[weda(rename = "id")]
                id: Id<Student>,
            }
        );
        assert_eq!(paired(item), (vec!["_id".into()], vec!["model `student` has no field `id`".into()]));
    }

    #[test]
    fn all_mistakes_are_found_at_once() {
        let item = syn::parse_quote!(
            struct Student {
                id: Id<Student>,
                salary: f64,
                #[weda(rename = "_id")]
                key: Id<Student>,
                #[weda(skip)]
                kind: f64,
            }
        );
        let (keys, errors) = paired(item);
        assert_eq!(keys, ["_id"]);
        assert_eq!(
            errors,
            [
                "unknown option `skip`; the one option is `rename = \"..\"`, with the key of the field",
                "model `student` has no field `salary`",
                "field `_id` of model `student` is already read into `id`; remove one of the two",
            ]
        );
    }
}
