//! serde's traits of generated types.

use crate::compile::User;
use crate::settings::settings;
use crate::support::fixtures;

const MAIN: &str = r##"//! Compares rows, and takes them through JSON and back.
#![deny(warnings, missing_docs)]

mod models;

use models::{NewOrder, OrderState, Student, StudentGender};
use serde_json::{Value, from_value, json, to_value};

fn main() {
    fn same<T: PartialEq + serde::Serialize + serde::de::DeserializeOwned>(_: Option<T>) {}
    same::<models::Course>(None);
    same::<models::SysUser>(None);

    let record = json!({
        "_id": "9G5C0WQN26", "name": "李四", "course": "体育", "score": 89.5, "credits": 12, "active": true,
        "gender": "1", "grade": "四年级", "class": "C1", "friends": ["a", "b"], "admittedAt": 1756656000000_i64,
        "wakesAt": 25200000, "lastSeen": 1756697400123_i64, "tags": ["x"], "hobbies": ["other", "chess"], "address": { "city": "北京" },
    });
    let student: Student = from_value(record.clone()).unwrap();
    // Unknown options are preserved, and missing fields are `None`.
    assert_eq!(student.grade, Some(models::StudentGrade::Other("四年级".to_owned())));
    assert_eq!((student.gender.as_ref(), student.note.as_ref()), (Some(&StudentGender::N1), None));
    let told = to_value(&student).unwrap();
    for (key, value) in record.as_object().unwrap() {
        assert!(key == "address" || told[key] == *value, "{key}: {}", told[key]);
    }
    assert_eq!((&told["note"], &told["address"]["city"]), (&Value::Null, &json!("北京")));
    assert!(from_value::<Student>(told).unwrap() == student);

    // A required value must be present.
    let error = from_value::<Student>(json!({ "_id": "1", "name": "a" })).unwrap_err();
    assert_eq!(error.to_string(), "missing field `course`");

    let order = NewOrder { state: OrderState::Other_ };
    assert_eq!(to_value(&order).unwrap(), json!({ "state": "other" }));
    assert_eq!(from_value::<NewOrder>(json!({ "state": "9" })).unwrap().state, OrderState::Other("9".to_owned()));
}
"##;

/// serde's traits are implemented by default, without `serde` in the package.
#[test]
fn tables_round_trip_rows_shapes_and_options_through_json() {
    let user = User::with("tables", &fixtures(), MAIN, &settings("derive = [\"PartialEq\"]"));
    user.run();
    let student = user.text("current/src/models/student.rs");
    assert!(student.contains("w::serde_records!(Student NewStudent2 StudentAddress2 StudentAddressGeo);"), "{student}");
    assert!(
        student.contains("w::serde_options!(StudentGender StudentGrade StudentHobbies StudentAddressKind);"),
        "{student}"
    );
    assert!(!student.contains("::serde::Serialize"), "{student}");
}

/// Another crate may enable serde_json's `arbitrary_precision`, which represents all numbers as objects.
#[test]
fn arbitrary_precision_changes_nothing() {
    let settings = settings("derive = [\"PartialEq\"]");
    let user = User::of("any-length", MAIN, |source| {
        let manifest = source.with_file_name("Cargo.toml");
        let text = std::fs::read_to_string(&manifest).unwrap();
        let features = "serde_json = { version = \"1\", features = [\"arbitrary_precision\"] }";
        std::fs::write(manifest, text.replace("serde_json = \"1\"", features)).unwrap();
        weda_codegen::generate(&fixtures(), &source.join("models"), &settings).unwrap();
    });
    user.run();
}

/// Macros of other crates read serde's attributes, and with the user's own types `true` means their own `Serialize`.
#[test]
fn true_means_derives_if_something_depends_on_them() {
    let derived = |text: &str| {
        let user = User::with("rests-on-derives", &fixtures(), "//! Nothing.\nfn main() {}\n", &settings(text));
        let student = user.text("current/src/models/student.rs");
        (student.contains("::serde::Serialize"), student.contains("serde_records!"))
    };
    assert_eq!(derived("serde = true"), (false, true));
    assert_eq!(derived("derive = [\"PartialEq\", \"std::hash::Hash\"]"), (false, true));
    assert_eq!(derived("types.email = \"crate::Email\""), (false, true));
    assert_eq!(derived("serde = true\nderive = [\"schemars::JsonSchema\"]"), (true, false));
    assert_eq!(derived("derive = [\"schemars::JsonSchema\"]"), (false, false));
    assert_eq!(derived("serde = true\n[types]\nemail = \"crate::Email\""), (true, false));
}

/// Traits that the user derives are not implemented twice: `derive` was once the only way to get serde's traits.
#[test]
fn derives_of_users_continue_to_work() {
    let main = "//! Prints a row.\nmod models;\nfn main() {\n    fn told(row: &impl serde::Serialize) -> String {\n        \
                serde_json::to_string(row).unwrap()\n    }\n    let new = models::NewOrder { state: models::OrderState::N1 };\n    \
                assert_eq!(told(&new), r#\"{\"state\":\"N1\"}\"#);\n}\n";
    User::with("own-derives", &fixtures(), main, &settings("derive = [\"serde::Serialize\"]")).run();
    let off = User::with(
        "no-serde",
        &fixtures(),
        "//! Uses nothing.\nmod models;\nfn main() {}\n",
        &settings("serde = false"),
    );
    assert!(!off.text("current/src/models/student.rs").contains("serde"));
}

#[test]
fn derives_round_trip_rows_shapes_and_options_through_json() {
    let user = User::with("derives", &fixtures(), MAIN, &settings("derive = [\"PartialEq\"]\nserde = \"derive\""));
    user.run();
    let student = user.text("current/src/models/student.rs");
    assert!(student.contains("    #[serde(rename = \"_id\")]\n    pub id: "), "{student}");
    let derived = "#[derive(PartialEq, ::serde::Serialize, ::serde::Deserialize)]\npub struct Student {";
    assert!(student.contains(derived), "{student}");
}
