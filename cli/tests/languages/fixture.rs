//! Folders of definitions, and the command.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use libtest_mimic::Failed;
use serde_json::{Value, json};

/// Returns true if node runs a script successfully.
pub fn node_runs(script: &str) -> bool {
    let status = Command::new("node").args(["-e", script]).stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}

/// Runs a script of this folder with arguments, and returns what it prints.
pub fn node(script: &str, arguments: &[&Path]) -> Result<String, Failed> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/languages").join(script);
    let output = Command::new("node").arg(script).args(arguments).output()?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    if !output.status.success() {
        return Err(format!("{}{}", text(&output.stdout), text(&output.stderr)).into());
    }
    Ok(text(&output.stdout))
}

/// Folders of definitions that are not hostile, each by a name.
pub fn folders() -> Vec<(&'static str, PathBuf)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("it is in a workspace");
    let mut folders = vec![
        ("examples", root.join("examples/database-schemas")),
        ("fixtures", root.join("codegen/tests/fixtures/database-schemas")),
    ];
    if let Some(samples) = std::env::var_os("WEDA_SAMPLES") {
        folders.push(("samples", PathBuf::from(samples).join("definitions")));
    }
    folders
}

/// A folder with the definitions of `weda init --example`.
pub fn example() -> Result<tempfile::TempDir, Failed> {
    let folder = tempfile::tempdir()?;
    fs::create_dir(folder.path().join(".git"))?;
    fs::create_dir(folder.path().join("src"))?;
    fs::write(folder.path().join("Cargo.toml"), "[package]\nname = \"hello\"\n")?;
    weda(folder.path(), &["init", "--example"])?;
    Ok(folder)
}

/// Texts that would act if they were not data.
const TEXTS: [&str; 9] = [
    "*/ export const pwned = 1; /*",
    "\"; export const pwned = 1; //",
    "a\u{2028}export const pwned = 1;\u{2029}b",
    "line\nexport const pwned = 1;\r\nline",
    "\u{202e}反向",
    "`${pwned}` \\",
    "@deprecated {@link pwned}",
    "</script><script>pwned()</script>",
    "😀 “引号”",
];

/// Keys and identifiers that are words of TypeScript, of the shared types, or of every object.
const KEYS: [&str; 14] = [
    "class",
    "constructor",
    "__proto__",
    "prototype",
    "default",
    "await",
    "Id",
    "toString",
    "new",
    "a-b",
    "籍贯",
    "x y",
    "$ref",
    "readonly",
];

/// A folder of definitions with such names, titles, descriptions and options.
pub fn hostile() -> Result<tempfile::TempDir, Failed> {
    let folder = tempfile::tempdir()?;
    let dir = folder.path().join("database-schemas");
    fs::create_dir(&dir)?;
    let mut properties = serde_json::Map::new();
    for (at, key) in KEYS.iter().enumerate() {
        let text = TEXTS[at % TEXTS.len()];
        properties.insert((*key).to_owned(), json!({ "type": "string", "title": text, "description": text }));
    }
    let keys: Vec<&str> = TEXTS.into_iter().chain(KEYS).collect();
    properties.insert("options".to_owned(), json!({ "type": "string", "format": "x-enum", "enum": keys }));
    let labelled: Vec<Value> = keys.iter().map(|key| json!({ "value": key, "label": format!("{key}!") })).collect();
    properties.insert(
        "labelled".to_owned(),
        json!({ "type": "string", "format": "x-enum", "x-enumObj": labelled, "title": TEXTS[0] }),
    );
    properties.insert(
        "nested".to_owned(),
        json!({ "type": "object", "title": TEXTS[0], "properties": { "__proto__": { "type": "string" }, "a\"b": { "type": "number" } } }),
    );
    let definition = json!({
        "title": TEXTS[0], "description": TEXTS[2], "type": "object", "required": ["class"], "properties": properties,
    });
    let models = [
        "record",
        "new_record",
        "record_patch",
        "partial",
        "id",
        "models",
        "string",
        "class",
        "__proto__",
        "a'b",
        "{x}",
        "a b",
        "学生",
        "object",
        "readonly",
        "omit",
        "constructor",
        "record_options",
        "record_options_labels",
    ];
    for model in models {
        fs::write(dir.join(format!("{model}.json")), definition.to_string())?;
    }
    Ok(folder)
}

/// Runs the command, and expects success.
pub fn weda(folder: &Path, arguments: &[&str]) -> Result<Output, Failed> {
    let output = run(folder, arguments)?;
    match output.status.success() {
        true => Ok(output),
        false => Err(format!("{arguments:?}: {}", String::from_utf8_lossy(&output.stderr)).into()),
    }
}

fn run(folder: &Path, arguments: &[&str]) -> Result<Output, Failed> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_weda"));
    Ok(command.args(arguments).current_dir(folder).env_remove("WEDA_MODELS").output()?)
}

/// Generates the models of `dir` in a language to `out`.
pub fn generate(dir: &Path, language: &str, out: &Path) -> Result<(), Failed> {
    let text = |path: &Path| path.to_str().expect("temporary names are text").to_owned();
    weda(&std::env::temp_dir(), &["generate", "--lang", language, "--dir", &text(dir), "--out", &text(out)])?;
    Ok(())
}

/// Both languages have the rules of the Rust files: only changes are written, `--check` compares, files of others stay, an
/// invalid definition changes nothing.
pub fn files() -> Result<(), Failed> {
    for (language, name) in [("ts", "models.ts"), ("openapi", "openapi.json")] {
        let folder = example()?;
        let at = |path: &str| folder.path().join(path);
        let said = |arguments: &[&str], code: i32| -> Result<String, Failed> {
            let output = run(folder.path(), arguments)?;
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            assert_eq!(output.status.code(), Some(code), "{arguments:?}: {}", text(&output.stderr));
            Ok(text(&output.stdout) + &text(&output.stderr))
        };
        let make = ["generate", "--lang", language];
        let check = ["generate", "--lang", language, "--check"];
        assert!(said(&check, 1)?.contains(name), "it is missing");
        assert_eq!(said(&make, 0)?, format!("wrote 1 of 1 files to {name} (0 unchanged)\n"));
        assert_eq!(said(&check, 0)?, "all 1 files are up to date\n");
        assert_eq!(said(&make, 0)?, format!("wrote 0 of 1 files to {name} (1 unchanged)\n"));
        let text = fs::read_to_string(at(name))?;
        // As version control writes it on Windows.
        fs::write(at(name), text.replace('\n', "\r\n"))?;
        said(&check, 0)?;

        // A name that is another one in Rust alone is not worth a note.
        let student = fs::read_to_string(at("database-schemas/student.json"))?;
        fs::write(at("database-schemas/student.json"), student.replace("\"score\"", "\"Name\""))?;
        assert!(said(&["generate"], 0)?.contains("in Rust, because"));
        assert_eq!(said(&make, 0)?, format!("wrote 1 of 1 files to {name} (0 unchanged)\n"));
        fs::write(at("database-schemas/student.json"), &student)?;
        said(&make, 0)?;
        fs::write(at("database-schemas/student.json"), student.replace("\"score\"", "\"points\""))?;
        assert!(said(&check, 1)?.contains(name));
        fs::write(at("database-schemas/student.json"), "{")?;
        said(&make, 6)?;
        assert_eq!(fs::read_to_string(at(name))?.replace("\r\n", "\n"), text);
        fs::write(at("database-schemas/student.json"), &student)?;

        fs::write(at(name), "{ \"mine\": true }")?;
        assert!(said(&make, 6)?.contains("was not generated by weda"));
        assert_eq!(fs::read_to_string(at(name))?, "{ \"mine\": true }");
        said(&["generate", "--lang", language, "--out", "web/src/api.txt"], 0)?;
        assert_eq!(fs::read_to_string(at("web/src/api.txt"))?, text);
        fs::remove_file(at("database-schemas/student.json"))?;
        fs::remove_file(at("database-schemas/class.json"))?;
        assert!(said(&make, 6)?.contains("`weda init --example`"));
    }
    Ok(())
}
