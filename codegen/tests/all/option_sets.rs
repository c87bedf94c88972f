//! Options that several models share.

use std::fs;

use weda_codegen::plan::{ChoiceType, ModelPlan, Origin, Plan, Shape};
use weda_codegen::{Problem, Problems, Settings, check, generate};
use weda_definition::{Definition, OptionSets};

use crate::compile::User;
use crate::support::{definitions, fixtures, texts};

const GENDER: &str = r#"{ "name": "gender", "config": "[{\"key\":\"1\",\"value\":\"男\"},{\"key\":\"2\"}]" }"#;

/// The file's text with these sets.
fn answer(sets: &str) -> String {
    format!(r#"{{ "response": {{ "data": {{ "items": [{sets}] }} }} }}"#)
}

fn plan(models: &[(&str, &str)], sets: &str) -> Plan {
    let definitions = models.iter().map(|(identifier, properties)| {
        let text = format!(r#"{{ "type": "object", "properties": {{ {properties} }} }}"#);
        Definition::parse(identifier, &format!("{identifier}.json"), &text).unwrap()
    });
    let definitions: Vec<Definition> = definitions.collect();
    let sets = OptionSets::parse("option-sets.json", &answer(sets)).unwrap();
    check(&definitions, &sets, &Settings::default()).unwrap()
}

fn shape<'a>(model: &'a ModelPlan, key: &str) -> &'a Shape {
    &model.fields.iter().find(|field| field.member.key == key).unwrap().member.shape
}

fn shared(name: &str) -> Shape {
    Shape::Choice(ChoiceType { module: Some("option_sets".to_owned()), name: name.to_owned() })
}

const NAME: &str = r#""name": { "type": "string" }"#;

#[test]
fn every_field_of_a_set_has_the_type_of_the_set() {
    let field = r#""gender": { "type": "string", "format": "x-enum", "x-option-name": "gender", "enum": ["inline"] }"#;
    let list = r#""genders": { "type": "array", "format": "x-enum", "x-option-name": "gender" }"#;
    let nested = format!(r#""parents": {{ "type": "object", "properties": {{ {field} }} }}"#);
    let plan = plan(&[("a", field), ("b", list), ("c", &nested)], GENDER);
    assert_eq!(*shape(&plan.models[0], "gender"), shared("Gender"));
    assert_eq!(*shape(&plan.models[1], "genders"), Shape::List(Box::new(shared("Gender"))));
    assert_eq!(plan.models[2].structs[0].members[0].shape, shared("Gender"));
    assert!(plan.models.iter().all(|model| model.enums.is_empty()) && plan.notes.is_empty());
    let sets = plan.option_sets.unwrap();
    assert_eq!((sets.exports(), sets.enums[0].origin.identity()), (vec!["Gender"], "option-set/gender".to_owned()));
    let keys: Vec<&str> = sets.enums[0].variants.iter().map(|option| option.key.as_str()).collect();
    assert_eq!(keys, ["1", "2"]);
}

#[test]
fn an_unknown_set_falls_back_to_the_options_of_the_field_or_text() {
    let inline = r#""kind": { "type": "string", "format": "x-enum", "x-option-name": "kind", "enum": ["a"] }"#;
    let unknown = r#""kinds": { "type": "array", "format": "x-enum", "x-option-name": "kind" }"#;
    let plan = plan(&[("a", inline), ("b", unknown)], GENDER);
    let origin = &plan.models[0].enums[0].origin;
    assert_eq!(*origin, Origin::Field { model: "a".to_owned(), path: vec!["kind".to_owned()] });
    assert_eq!(origin.identity(), "a.kind");
    assert_eq!(*shape(&plan.models[1], "kinds"), Shape::List(Box::new(Shape::Text)));
    assert_eq!(plan.option_sets, None);
    assert_eq!(
        plan.notes.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["b.json:1 `kinds`: the options of set `kind` are not known, so they are read as text; `weda pull` \
             gets them, or save the service's answer about the set as option-sets.json beside the directory of the definitions"]
    );
}

/// The note about `学生Model` said that the name `学生` was reserved, which is wrong: Chinese has no capitals to distinguish a
/// type from its module.
#[test]
fn notes_explain_the_names_of_chinese_models() {
    let notes: Vec<String> = plan(&[("学生", NAME)], GENDER).notes.iter().map(ToString::to_string).collect();
    let because =
        "because Chinese has no capitals that would tell the type from its module; nothing changes on the wire";
    assert_eq!(notes, [format!("学生.json model `学生` is called `学生Model` in Rust, {because}")]);
}

#[test]
fn models_have_precedence_over_sets() {
    let field = r#""gender": { "type": "string", "format": "x-enum", "x-option-name": "gender" }"#;
    let plan = plan(&[("gender", field), ("option_sets", NAME)], GENDER);
    let modules: Vec<&str> = plan.models.iter().map(|model| model.module.as_str()).collect();
    assert_eq!(modules, ["gender", "option_sets"]);
    let sets = plan.option_sets.as_ref().unwrap();
    assert_eq!((sets.module.as_str(), sets.exports()), ("option_sets_2", vec!["Gender2"]));
    let because = "in Rust, because something else has the name it would get; nothing changes on the wire";
    assert_eq!(
        plan.notes.iter().map(ToString::to_string).collect::<Vec<_>>(),
        [
            format!("option-sets.json module `option_sets` is called `option_sets_2` {because}"),
            format!("option-sets.json:1 option set `gender` is called `Gender2` {because}"),
        ]
    );
}

#[test]
fn the_file_beside_the_definitions_is_read_and_its_module_follows_it() {
    let folder = tempfile::tempdir().unwrap();
    let field = r#"{ "gender": { "type": "string", "format": "x-enum", "x-option-name": "gender" } }"#;
    let dir = folder.path().join("schemas");
    fs::rename(definitions(&[("student", field)]).keep(), &dir).unwrap();
    let file = folder.path().join("option-sets.json");
    let names = || -> Result<Vec<String>, Problems> {
        generate(&dir, &folder.path().join("out/models"), &Settings::default())?;
        Ok(texts(&folder.path().join("out")).into_keys().collect::<Vec<_>>())
    };
    let without = vec!["models.rs".to_owned(), "models/student.rs".to_owned()];
    assert_eq!(names(), Ok(without.clone()));
    fs::write(&file, answer(GENDER)).unwrap();
    assert_eq!(names().unwrap(), ["models.rs", "models/option_sets.rs", "models/student.rs"]);
    fs::write(&file, answer(&format!("{GENDER}, {GENDER}"))).unwrap();
    let problems = names().unwrap_err();
    assert!(matches!(problems.0.as_slice(), [Problem::OptionSets(_)]), "{problems}");
    assert!(problems.to_string().starts_with("option-sets.json:1:"), "{problems}");
    fs::remove_file(&file).unwrap();
    assert_eq!(names(), Ok(without));
}

const MAIN: &str = r#"//! Asks options what they are.
#![deny(warnings, missing_docs)]

mod models;

use models::{NewOrder, Order, OrderState, StudentGender, StudentHobbies};
use weda::prelude::*;

fn main() {
    assert_eq!(OrderState::options().iter().map(OrderState::label).collect::<Vec<_>>(), ["已付款", "待付款", "other"]);
    assert_eq!(OrderState::Other("x".to_owned()).label(), "x");
    assert_eq!(StudentHobbies::Other_.label(), "other");
    assert_eq!(StudentGender::options().iter().map(StudentGender::key).collect::<Vec<_>>(), ["1", "2", "0"]);
    assert_eq!(OrderState::options(), [OrderState::N2, OrderState::N1, OrderState::Other_]);
    // An option equals its text, however it was created.
    let by_text = OrderState::Other("1".to_owned());
    assert_eq!(by_text, OrderState::N1);
    let states = std::collections::HashSet::from([by_text, OrderState::N1, OrderState::N2]);
    assert_eq!(states.len(), 2);
    let new = NewOrder { state: OrderState::N2 };
    let _ = new.set(Order::SORTING, models::Order2::Asc);
}
"#;

#[test]
fn options_have_labels_an_order_and_a_text() {
    User::new("options", &fixtures(), MAIN).run();
}
