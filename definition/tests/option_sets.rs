//! Parsing of the saved answer about option sets.

use std::fs;
use std::path::Path;

use weda_definition::OptionSets;

/// An answer with these sets.
fn answer(items: &str) -> String {
    format!(
        "{{\"response\":{{\"requestId\":\"\",\"error\":{{\"code\":\"\",\"message\":\"\"}},\n\"data\":{{\"items\":[\n{items}]}}}}}}"
    )
}

fn sets(text: &str) -> OptionSets {
    OptionSets::parse("option-sets.json", text).unwrap_or_else(|error| panic!("{error}"))
}

/// The options of set `a`, each as `key=label`.
fn options(text: &str) -> Vec<String> {
    let sets = sets(text);
    let items = &sets.get("a").unwrap().items;
    items.iter().map(|item| format!("{}={}", item.key, item.label.as_deref().unwrap_or("-"))).collect()
}

fn error(text: &str) -> String {
    OptionSets::parse("option-sets.json", text).unwrap_err().to_string()
}

#[test]
fn a_set_has_its_title_its_line_and_its_options_in_order() {
    let text = answer(
        r#"{"name":"level","title":" 级别 ","description":"","config":"[{\"key\":\"9\",\"value\":\"高\"},{\"key\":\"1\",\"value\":\"低\"}]","data":{"1":"低","9":"高"}},
           {"name":"a","config":"[]","data":{}}"#,
    );
    let sets = sets(&text);
    let level = sets.get("level").unwrap();
    assert_eq!((level.line, level.title.as_deref(), level.description.as_deref()), (3, Some("级别"), None));
    assert_eq!(level.items.iter().map(|item| item.key.as_str()).collect::<Vec<_>>(), ["9", "1"]);
    assert_eq!(sets.iter().map(|set| set.name.as_str()).collect::<Vec<_>>(), ["a", "level"]);
    assert!(sets.get("b").is_none() && sets.get("a").unwrap().items.is_empty());
    assert_eq!(sets.source_name(), "option-sets.json");
}

#[test]
fn member_names_ignore_case_and_config_may_be_a_list() {
    let text = r#"{"Response":{"RequestId":"","Error":{"Code":"","Message":""},"Data":{"Total":1,"Items":[
        {"Name":"a","Title":"A","Config":[{"Key":"1","Value":"x"},{"key":2,"value":3},{"key":true,"value":null}]}]}}}"#;
    assert_eq!(options(text), ["1=x", "2=3", "true=-"]);
    assert_eq!(sets(text).get("a").unwrap().title.as_deref(), Some("A"));
}

#[test]
fn data_is_used_if_config_is_empty() {
    for config in ["", r#""config":"","#, r#""config":"[]","#, r#""config":null,"#, r#""config":" null ","#] {
        let text = answer(&format!(r#"{{"name":"a",{config}"data":{{"2":"x","1":"y"}}}}"#));
        assert_eq!(options(&text), ["2=x", "1=y"], "{config}");
    }
    assert_eq!(options(&answer(r#"{"name":"a","data":null}"#)), Vec::<String>::new());
    assert!(sets(r#"{"response":{"data":{"items":null}}}"#).iter().next().is_none());
}

#[test]
fn each_kind_of_invalid_answer_has_its_own_message() {
    let again = "save the answer of the option-set endpoint again";
    let not_option_sets = "is not an answer with option sets: expected a JSON object with `response.data.items`, found";
    for (text, message) in [
        ("", format!("option-sets.json is empty, expected a JSON object with `response`; {again}")),
        ("{\n  oops", format!("option-sets.json:2:3 is not JSON: key must be a string; {again}")),
        ("[1]", format!("option-sets.json:1:1 {not_option_sets} a list; {again}")),
        (r#"{"type":"object"}"#, format!("option-sets.json:1:1 {not_option_sets} an object with `type`; {again}")),
        (
            r#"{"response":{"requestId":""}}"#,
            format!("option-sets.json:1:1 {not_option_sets} a `response` with `requestId`; {again}"),
        ),
        (
            r#"{"response":{"data":{"total":1}}}"#,
            format!("option-sets.json:1:1 {not_option_sets} a `data` with `total`; {again}"),
        ),
        ("{\"response\":\n3}", format!("option-sets.json:2:1 `response` must be an object, found a number; {again}")),
        (
            "{\"response\":{\n\"error\":{\"code\":\"InvalidParameter\",\"message\":\"no such set\"}}}",
            format!(
                "option-sets.json:2:9 contains an error of the service instead of option sets, `InvalidParameter` (no such \
                 set); fix the request, and {again}"
            ),
        ),
        (
            r#"{"code":"INVALID_ACCESS_TOKEN","message":"jwt expired","requestId":"1"}"#,
            format!(
                "option-sets.json:1:1 contains an error of the service instead of option sets, `INVALID_ACCESS_TOKEN` (jwt \
                 expired); fix the request, and {again}"
            ),
        ),
        (
            &answer("{\"title\":\"x\"}"),
            format!("option-sets.json:3:1 has an option set without a `name`, with `title`; {again}"),
        ),
        (
            &answer("{\"name\":\"a\"},\n{\"name\":\"a\"}"),
            "option-sets.json:4:1 has option set `a` a second time, the first is on line 3; remove one of them"
                .to_owned(),
        ),
        (
            &answer("{\"name\":\"a\",\n\"config\":\"[{\"}"),
            format!(
                "option-sets.json:4:10 `config` of option set `a` is text that is not JSON (EOF while parsing an object); \
                 {again}"
            ),
        ),
        (
            &answer("{\"name\":\"a\",\"config\":{}}"),
            format!(
                "option-sets.json:3:22 `config` of option set `a` is not a list of `{{\"key\", \"value\"}}`; {again}"
            ),
        ),
        (
            &answer("{\"name\":\"a\",\"config\":[{\"key\":\"1\"},{\"value\":\"x\"}]}"),
            format!("option-sets.json:3:22 `config` of option set `a` has no `key` in its option number 2; {again}"),
        ),
        (
            &answer("{\"name\":\"a\",\"data\":[]}"),
            format!("option-sets.json:3:20 `data` of option set `a` must be an object, found a list; {again}"),
        ),
    ] {
        assert_eq!(error(text), message, "{text}");
    }
}

#[test]
fn the_file_is_beside_the_definitions_and_optional() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("database-schemas");
    fs::create_dir(&dir).unwrap();
    let path = OptionSets::beside(&dir);
    assert_eq!(path, folder.path().join("option-sets.json"));
    assert_eq!(OptionSets::read(&path).unwrap(), OptionSets::default());
    fs::write(&path, answer(r#"{"name":"a"}"#)).unwrap();
    assert_eq!(OptionSets::read(&path).unwrap().source_name(), "option-sets.json");
    assert_eq!(OptionSets::read(&OptionSets::beside(&dir.join("."))).unwrap().iter().count(), 1);
    assert_eq!(OptionSets::beside(Path::new("schemas")), Path::new("option-sets.json"));
    assert_eq!(OptionSets::beside(Path::new("..")), Path::new("../../option-sets.json"));
    fs::write(&path, [0xff]).unwrap();
    let text = OptionSets::read(&path).unwrap_err().to_string();
    assert_eq!(text, "option-sets.json is not UTF-8 text; save the answer of the option-set endpoint again");
    fs::File::create(&path).unwrap().set_len(50_000_000).unwrap();
    let text = OptionSets::read(&path).unwrap_err().to_string();
    assert!(text.contains("is too large for an answer with option sets (50 MB); save"), "{text}");
}
