//! Matching of the struct's fields with those of the model.

use syn::Error;
use syn::ext::IdentExt;
use weda_codegen::emit;
use weda_codegen::plan::{FieldPlan, ModelPlan};

use crate::input::Declared;
use crate::mistake;

/// A field of the struct with its field of the model.
pub struct ViewField<'a> {
    pub declared: &'a Declared,
    pub field: &'a FieldPlan,
}

/// Pairs the fields. Unknown and duplicate fields are errors on their names.
pub fn pair<'a>(model: &'a ModelPlan, declared: &'a [Declared], errors: &mut Vec<Error>) -> Vec<ViewField<'a>> {
    let mut paired: Vec<ViewField<'_>> = Vec::with_capacity(declared.len());
    for declared in declared {
        match find(model, declared) {
            Err(error) => errors.push(error),
            Ok(field) => match paired.iter().find(|paired| std::ptr::eq(paired.field, field)) {
                // The id beside the record.
                Some(first)
                    if first.declared.load.is_some() != declared.load.is_some()
                        && !is_again(&paired, declared, field) =>
                {
                    paired.push(ViewField { declared, field });
                }
                // rustc reports E0124.
                Some(first) if first.declared.name.unraw() == declared.name.unraw() => {}
                Some(first) => {
                    let text = mistake::read_twice(model, field, &first.declared.name.to_string());
                    errors.push(Error::new(declared.name.span(), text));
                }
                None => paired.push(ViewField { declared, field }),
            },
        }
    }
    paired
}

/// Returns true if another field of the struct holds this field in the same way.
fn is_again(paired: &[ViewField<'_>], declared: &Declared, field: &FieldPlan) -> bool {
    let is_same = |paired: &&ViewField<'_>| {
        std::ptr::eq(paired.field, field) && paired.declared.load.is_some() == declared.load.is_some()
    };
    paired.iter().any(|paired| is_same(&paired))
}

/// Finds a field by the JSON key if it is given, else by the Rust name of generated code, else by a key of that
/// spelling.
fn find<'a>(model: &'a ModelPlan, declared: &Declared) -> Result<&'a FieldPlan, Error> {
    let by_key = |key: &str| model.fields.iter().find(|field| field.member.key == key);
    if let Some(load) = &declared.load {
        let key = load.value();
        let unknown = || mistake::unknown_field(model, &key, |field| &field.member.key, str::to_owned);
        let field = by_key(&key).ok_or_else(|| Error::new(load.span(), unknown()))?;
        return match field.member.shape.target() {
            Some(_) if key != "_id" => Ok(field),
            _ => Err(Error::new(load.span(), mistake::no_relation(model, field))),
        };
    }
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

    /// Returns the keys of the paired fields and the first lines of the errors.
    fn paired(mut item: DeriveInput) -> (Vec<String>, Vec<String>) {
        let text = r#"{ "type": "object", "properties": {
            "lastSeen": { "type": "string" }, "last_seen": { "type": "string" }, "type": { "type": "number" } } }"#;
        let definition = Definition::parse("student", "database-schemas/student.json", text).unwrap();
        let plan = check([&definition], &OptionSets::default(), &Settings::default()).unwrap();
        let Input { fields, mut errors, .. } = Input::parse(quote!("student"), &mut item);
        let fields = fields.unwrap();
        let view_fields = pair(&plan.models[0], &fields, &mut errors);
        let keys = view_fields.iter().map(|view_field| view_field.field.member.key.clone()).collect();
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
    fn a_rename_is_only_a_key() {
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
    fn all_errors_are_reported_together() {
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
                "unknown option `skip`; use `rename = \"..\"`, with the key of the field, or `load = \"..\"`, with the key of a \
                 relation",
                "model `student` has no field `salary`",
                "field `_id` of model `student` is already held by `id`; remove one of the two",
            ]
        );
    }
}
