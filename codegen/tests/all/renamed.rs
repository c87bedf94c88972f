//! Packages that rename the crate `weda`, and those that lack it.

use std::fs;
use std::path::Path;

use weda_codegen::{Settings, generate};

use crate::compile::{User, succeed};

const STUDENT: &str = r#"{ "type": "object", "required": ["name"], "properties": {
    "name": { "type": "string" }, "grade": { "type": "string", "format": "x-enum", "enum": ["一年级"] },
    "tutor": { "type": "string", "format": "father-son", "x-parent": { "parentDataSourceName": "teacher" } } } }"#;

/// Generated code, a view with a create shape, a model that is known by name, and an error.
const MAIN: &str = "//! Calls the runtime something else.
#![deny(warnings)]
mod models;
use school_data::prelude::*;

#[weda_model(\"student\")]
#[derive(Debug)]
struct Pupil {
    id: Id<Pupil>,
    name: String,
    tutor: Option<Id<Teacher>>,
}

#[weda_model(\"teacher\")]
struct Teacher;

fn main() {
    let client = Client::for_emulator(\"127.0.0.1:4010\");
    drop(models::Student::create(&client, models::NewStudent { name: \"李四\".into() }));
    drop(Pupil::create(&client, NewPupil { name: \"李四\".into() }));
    let query = Pupil::query(&client).filter(Pupil::GRADE.eq(\"一年级\"));
    println!(\"{query:?} {:?}\", None::<Pupil>);
}
";

/// F18: `cannot find weda in the crate root`, in every file.
#[test]
fn a_package_may_rename_the_runtime() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("renamed");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    fs::remove_dir_all(&folder).ok();
    let runtime = root.join("runtime");
    let workspace = format!(
        "[workspace]\nresolver = \"3\"\nmembers = [\"own\", \"inherited\"]\n\
         [workspace.dependencies]\nschool-data = {{ package = \"weda\", path = {runtime:?} }}\n"
    );
    for (name, dependency) in [
        ("own", format!("school_data = {{ package = \"weda\", path = {runtime:?} }}")),
        ("inherited", "school-data.workspace = true".to_owned()),
    ] {
        let package = folder.join(name);
        fs::create_dir_all(package.join("src")).unwrap();
        fs::create_dir_all(package.join("database-schemas")).unwrap();
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n{dependency}\n"
        );
        fs::write(package.join("Cargo.toml"), manifest).unwrap();
        fs::write(folder.join("Cargo.toml"), &workspace).unwrap();
        fs::write(package.join("database-schemas/student.json"), STUDENT).unwrap();
        fs::write(package.join("src/main.rs"), MAIN).unwrap();
        let settings = Settings::find(&package).unwrap();
        generate(&package.join("database-schemas"), &package.join("src/models"), &settings).unwrap();
        assert!(
            weda_codegen::compare(&package.join("database-schemas"), &package.join("src/models"), &settings)
                .unwrap()
                .is_current()
        );
    }
    fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    succeed(&folder, &["check", "--offline", "--workspace"]);
}

/// A package that gets the runtime through another crate, so that its manifest does not name it.
#[test]
fn a_crate_root_may_name_a_crate_that_reexports_the_runtime() {
    let user = User::of("re-exported", "//! Nothing.\nfn main() {}\n", |source| {
        let package = source.parent().unwrap();
        let write = |name: &str, text: &str| {
            let path = package.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        let manifest = fs::read_to_string(package.join("Cargo.toml")).unwrap();
        let core = format!("core-of-{}", package.file_name().unwrap().to_str().unwrap());
        let (own, _) = manifest.split_once("[dependencies]").unwrap();
        write("core/Cargo.toml", &manifest.replacen("re-exported-", "core-of-", 1));
        write("core/src/lib.rs", "//! All of it.\npub use weda::*;\n");
        write("Cargo.toml", &format!("{own}[dependencies]\nschool_data = {{ package = {core:?}, path = \"core\" }}\n"));
        write("database-schemas/student.json", STUDENT);
        write("src/main.rs", &MAIN.replace("mod models;", "extern crate school_data as weda;\nmod models;"));
        generate(&package.join("database-schemas"), &source.join("models"), &Settings::default()).unwrap();
    });
    user.check();
}

#[test]
fn without_a_build_script_the_macro_says_what_it_needs() {
    let main = "//! Has no build script.\nmod models {\n    weda::include_models!();\n}\nfn main() {}\n";
    let said = User::of("no-build-script", main, |_| {}).fails();
    assert!(said.contains("error: this package has no build script: `weda::include_models!()` includes"), "{said}");
    assert!(said.contains("-->") && said.contains("main.rs:3"), "{said}");
}
