//! Errors about files that are not definitions.

use weda_definition::{Definition, Definitions};

fn error(text: &str) -> String {
    Definition::parse("student", "database-schemas/student.json", text).unwrap_err().to_string()
}

#[test]
fn each_kind_of_invalid_text_has_its_own_message() {
    let cases = [
        ("", "database-schemas/student.json is empty, expected a JSON object with `properties`; pull the model again"),
        (
            "{\n  \"type\": \"object\",\n  \"properties\": { \"a\" 1 }\n}",
            "database-schemas/student.json:3:23 is not JSON: expected `:`; pull the model again",
        ),
        (
            "{\n  \"type\":",
            "database-schemas/student.json:2:9 is not JSON: EOF while parsing a value; pull the model again",
        ),
        (
            "[1]",
            "database-schemas/student.json:1:1 is not a definition: expected a JSON object with `\"type\": \"object\"` and \
             `properties`, found a list; move the file out of the directory, or pull the model again",
        ),
        (
            r#"{"collectionName":"users","fields":[]}"#,
            "database-schemas/student.json:1:1 is not a definition: expected a JSON object with `\"type\": \"object\"` and \
             `properties`, found an object with `collectionName`, `fields`; move the file out of the directory, or pull \
             the model again",
        ),
        (
            "{\"type\":\"object\",\n\"properties\":[]}",
            "database-schemas/student.json:2:14 `properties` must be an object, found a list; pull the model again",
        ),
        (
            "{\"properties\":{\n\"姓\": 1}}",
            "database-schemas/student.json:2:6 `姓` must be an object, found a number; pull the model again",
        ),
        (
            "{\"properties\":{},\n\"required\":\"name\"}",
            "database-schemas/student.json:2:12 `required` must be a list of texts, found a text; pull the model again",
        ),
        (
            "{\"properties\":{\n\"a\":{},\n\"a\":{}}}",
            "database-schemas/student.json:3:1 declares `a` a second time, the first is on line 2; remove one of them",
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(error(text), expected);
    }
}

#[test]
fn deep_nesting_is_an_error_not_a_crash() {
    let nested = |depth: usize| {
        let open = r#"{"type":"object","properties":{"a":"#.repeat(depth);
        format!("{open}{{\"type\":\"string\"}}{}", "}}".repeat(depth))
    };
    assert!(Definition::parse("deep", "deep.json", &nested(60)).is_ok());
    assert!(error(&nested(500)).contains("nested deeper than 64 levels"), "{}", error(&nested(500)));
    let lists = format!(
        "{{\"properties\":{{\"a\":{}{}}}}}",
        r#"{"type":"array","items":"#.repeat(500),
        "{}".to_owned() + &"}".repeat(500)
    );
    assert!(error(&lists).contains("nested deeper than 64 levels"), "{}", error(&lists));
    let default =
        format!("{{\"properties\":{{\"a\":{{\"default\":{}{}}}}}}}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(error(&default).contains("recursion limit"), "{}", error(&default));
}

#[test]
fn all_errors_of_a_directory_are_returned_with_the_valid_definitions() {
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &[u8]| std::fs::write(dir.path().join(name), text).unwrap();
    write("b.json", b"{}");
    write("a.json", b"{\"properties\":{}}");
    write("broken.json", b"{");
    write("latin.json", b"\xff\xfe");
    write("notes.txt", b"not looked at");
    let (good, errors) = Definitions::read_all(dir.path());
    assert_eq!(good.iter().map(|d| d.identifier.as_str()).collect::<Vec<_>>(), ["a", "b"]);
    assert!(good.get("b").is_some() && good.get("c").is_none());
    assert_eq!(errors.len(), 2);
    assert!(errors[0].to_string().contains("broken.json:1:1 is not JSON"), "{}", errors[0]);
    assert!(errors[1].to_string().ends_with("latin.json is not UTF-8 text; pull the model again"), "{}", errors[1]);
    let both = Definitions::read(dir.path()).unwrap_err().to_string();
    assert_eq!(both.lines().count(), 2);
}

#[test]
fn a_missing_directory_and_a_huge_file_are_errors() {
    let dir = tempfile::tempdir().unwrap();
    let error = Definitions::read(dir.path().join("nowhere")).unwrap_err().to_string();
    assert!(error.contains("nowhere cannot be read as a directory of definitions (no such file"), "{error}");
    let file = dir.path().join("huge.json");
    std::fs::File::create(&file).unwrap().set_len(50_000_000).unwrap();
    let error = Definition::read(&file).unwrap_err().to_string();
    assert!(error.contains("is too large for a definition (50 MB; definitions have a few kilobytes)"), "{error}");
}

/// A link whose target had moved was skipped like a folder or a socket.
/// The model was silently missing from the generated code and from the emulator.
/// It is an error now, like a file that cannot be read.
#[cfg(unix)]
#[test]
fn a_dangling_link_is_an_error() {
    let dir = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink("nowhere", dir.path().join("student.json")).unwrap();
    std::fs::create_dir(dir.path().join("folder.json")).unwrap();
    let error = Definitions::read(dir.path()).unwrap_err().to_string();
    assert!(error.contains("student.json cannot be read (no such file") && error.lines().count() == 1, "{error}");
}
