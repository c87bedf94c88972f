//! A build script and the command give the same code, and the build knows what that code depends on.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const STUDENT: &str = r#"{ "type": "object", "title": "学生", "required": ["name"], "properties": {
    "name": { "type": "string", "title": "姓名" },
    "grade": { "type": "string", "format": "x-enum", "enum": ["一年级"] },
    "class": { "type": "string", "format": "father-son", "x-parent": { "parentDataSourceName": "class" } }
} }"#;

const PERSON: &str = r#"{ "type": "object", "properties": {
    "gender": { "type": "string", "format": "x-enum", "x-option-name": "gender" } } }"#;

const BUILD: &str = "fn main() {
    weda_codegen::build();
}
";

/// Says where its code was generated.
const MAIN: &str = "//! Uses one model of those that its build script generated.
#![deny(warnings, missing_docs)]

/// The models.
mod models {
    weda::include_models!();
}

fn main() {
    let name = models::Student::NAME.name();
    println!(\"{}\\n{name}\", env!(\"OUT_DIR\"));
}
";

/// A package whose build script generates code from `database-schemas`.
struct Package(PathBuf);

impl Package {
    fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::remove_dir_all(&folder).ok();
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let manifest = format!(
            "[package]\nname = {name:?}\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
             [dependencies]\nweda = {{ path = {:?} }}\n\n[build-dependencies]\nweda-codegen = {{ path = {:?} }}\n",
            workspace.join("runtime"),
            workspace.join("codegen")
        );
        let package = Self(folder);
        package.write("Cargo.toml", &manifest);
        package.write("build.rs", BUILD);
        package.write("src/main.rs", MAIN);
        package.write("database-schemas/student.json", STUDENT);
        // The versions of this workspace are the ones that are known to be there without a network.
        fs::copy(workspace.join("Cargo.lock"), package.0.join("Cargo.lock")).unwrap();
        package
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn cargo(&self, arguments: &[&str], models: Option<&str>) -> Output {
        let mut cargo = Command::new(env!("CARGO"));
        match models {
            Some(models) => cargo.env("WEDA_MODELS", models),
            None => cargo.env_remove("WEDA_MODELS"),
        };
        // The same one as for the packages that other tests make, so that the dependencies are built once.
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("target");
        cargo
            .args(arguments)
            .args(["--offline"])
            .current_dir(&self.0)
            .env("CARGO_TARGET_DIR", target)
            .env("CARGO_INCREMENTAL", "0")
            .env("CARGO_PROFILE_DEV_DEBUG", "0")
            .output()
            .unwrap()
    }

    /// The folder of the generated code, once the program ran.
    fn run(&self, models: Option<&str>) -> PathBuf {
        let output = self.cargo(&["run", "--quiet"], models);
        assert!(output.status.success(), "{}", stderr(&output));
        let text = String::from_utf8(output.stdout).unwrap();
        let [folder, "name"] = text.lines().collect::<Vec<_>>()[..] else { panic!("{text}") };
        folder.into()
    }

    /// Why the package does not build.
    fn fails(&self, models: Option<&str>) -> String {
        let output = self.cargo(&["build", "--quiet"], models);
        assert!(!output.status.success(), "it builds");
        stderr(&output)
    }
}

/// A package that calls `weda` something else gets code that does so, and includes it by that name.
#[test]
fn a_build_script_reads_what_the_package_calls_the_runtime() {
    let package = Package::new("renamed-build-script");
    let manifest = fs::read_to_string(package.0.join("Cargo.toml")).unwrap();
    package.write("Cargo.toml", &manifest.replacen("weda = {", "sdk = { package = \"weda\",", 1));
    package.write("src/main.rs", &MAIN.replace("weda::include", "sdk::include"));
    assert!(generated(&package.run(None))["models/student.rs"].contains("use ::sdk::__private::v2 as w;"));
}

/// A script that does more gets the problems, and its directory comes before the variable and the settings.
#[test]
fn a_build_script_may_name_the_directory_and_handle_problems() {
    let package = Package::new("build-with-result");
    fs::rename(package.0.join("database-schemas"), package.0.join("schemas")).unwrap();
    package.write("weda.toml", "models = \"elsewhere\"\n");
    package.write(
        "build.rs",
        "fn main() -> Result<(), Box<dyn std::error::Error>> {\n    \
         weda_codegen::Build::new().dir(\"schemas\").run().map_err(|problems| format!(\"我们的话：{problems}\"))?;\n    Ok(())\n}\n",
    );
    assert!(generated(&package.run(Some("nowhere"))).contains_key("models/student.rs"));

    package.write("schemas/student.json", "{ \"type\": ");
    let text = package.fails(None);
    assert!(text.contains("我们的话：") && text.contains("schemas/student.json"), "{text}");
}

#[test]
fn a_build_script_gives_the_files_of_the_command_and_follows_every_change() {
    let package = Package::new("build-script");
    let out = package.run(None);
    let mut weda = Command::new(env!("CARGO_BIN_EXE_weda"));
    assert!(weda.arg("generate").current_dir(&package.0).env_remove("WEDA_MODELS").output().unwrap().status.success());
    let built = generated(&out);
    assert_eq!(built.keys().collect::<Vec<_>>(), ["models.rs", "models/student.rs"]);
    assert_eq!(built, generated(&package.0.join("src")));

    // A definition that appears, one that changes, one that goes.
    package.write("database-schemas/class.json", r#"{ "type": "object", "properties": {} }"#);
    assert!(generated(&package.run(None)).contains_key("models/class.rs"));
    package.write("database-schemas/class.json", r#"{ "type": "object", "title": "班级", "properties": {} }"#);
    assert!(generated(&package.run(None))["models/class.rs"].contains("/// 班级 (model `class`)"));
    fs::remove_file(package.0.join("database-schemas/class.json")).unwrap();
    assert_eq!(generated(&package.run(None)), built);

    // Option sets that appear are seen when the script runs again, and from then on each change of theirs.
    let sets = |label: &str| {
        let config = format!("[{{\\\"key\\\":\\\"1\\\",\\\"value\\\":\\\"{label}\\\"}}]");
        let items = format!("[{{\"name\":\"gender\",\"config\":\"{config}\"}}]");
        package.write("option-sets.json", &format!("{{\"response\":{{\"data\":{{\"items\":{items}}}}}}}"));
    };
    sets("男");
    package.write("database-schemas/person.json", PERSON);
    assert!(generated(&package.run(None))["models/option_sets.rs"].contains("(\"1\", \"男\")"));
    sets("男性");
    assert!(generated(&package.run(None))["models/option_sets.rs"].contains("(\"1\", \"男性\")"));
    fs::remove_file(package.0.join("option-sets.json")).unwrap();
    fs::remove_file(package.0.join("database-schemas/person.json")).unwrap();
    assert_eq!(generated(&package.run(None)), built);

    // Another directory, by the variable and by settings.
    package.write("elsewhere/student.json", &STUDENT.replace("学生", "同学"));
    assert!(generated(&package.run(Some("elsewhere")))["models/student.rs"].contains("同学"));
    assert_eq!(generated(&package.run(None)), built);
    package.write("weda.toml", "");
    package.write("build.rs", &format!("{BUILD}// Settings that appear are seen when the script runs again.\n"));
    assert_eq!(generated(&package.run(None)), built);
    // A library is the command's business.
    package.write("weda.toml", "models = \"elsewhere\"\nlibrary = true\n");
    assert!(generated(&package.run(None))["models/student.rs"].contains("同学"));

    // All problems at once, in the words of the command, and the code stays as it was.
    let before = generated(&out);
    for name in ["a", "b"] {
        package.write(&format!("elsewhere/{name}.json"), "{ \"type\": ");
    }
    let text = package.fails(None);
    let told = text.split("--- stderr").nth(1).unwrap_or_else(|| panic!("{text}"));
    let lines: Vec<&str> = told.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    assert_eq!(lines.len(), 2, "{text}");
    assert!(lines[0].starts_with("error: elsewhere/a.json:1:"), "{text}");
    assert!(lines[1].starts_with("error: elsewhere/b.json:1:"), "{text}");
    assert!(text.contains("(exit status: 1)") && !text.contains("--- stdout"), "{text}");
    assert_eq!(generated(&out), before);
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// The texts of `models.rs` and of the files in `models`, by name.
fn generated(folder: &Path) -> BTreeMap<String, String> {
    let read = |name: String| {
        let text = fs::read_to_string(folder.join(&name)).unwrap();
        (name, text)
    };
    let models = fs::read_dir(folder.join("models")).unwrap();
    let names = models.map(|entry| format!("models/{}", entry.unwrap().file_name().to_str().unwrap()));
    names.chain(["models.rs".to_owned()]).map(read).collect()
}
