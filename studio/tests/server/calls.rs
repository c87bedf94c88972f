//! The calls of the page.

use serde_json::json;

use crate::support::Fixture;

fn at(model: &str) -> serde_json::Value {
    json!({ "stage": "pre", "model": model })
}

#[test]
fn models_have_fields_counts_and_code() {
    let fixture = Fixture::new();
    assert_eq!(fixture.ok("about", &json!({}))["emulator"], true);
    let models = fixture.ok("models", &json!({}));
    let book = models.as_array().unwrap().iter().find(|model| model["pre"]["identifier"] == "book").unwrap();
    assert_eq!(
        (&book["pre"]["title"], &book["pre"]["count"], &book["prod"]["count"]),
        (&json!("图书"), &json!(2), &json!(0))
    );
    assert_eq!((&book["pre"]["primary"], &book["published"]), (&json!("title"), &json!(true)));
    let field = |key: &str| book["pre"]["fields"].as_array().unwrap().iter().find(|field| field["key"] == key).unwrap();
    assert_eq!((&field("title")["title"], &field("title")["required"]), (&json!("书名"), &json!(true)));
    assert_eq!(
        (&field("author")["kind"]["name"], &field("author")["kind"]["target"]),
        (&json!("relation"), &json!("author"))
    );
    assert_eq!(field("shelf")["kind"]["fields"][0]["title"], "排");

    let code = fixture.ok("code", &at("book"));
    assert!(code["rust"].as_str().is_some_and(|rust| rust.contains("pub struct Book")), "{code}");
    assert_eq!(code["names"]["title"], "Book::TITLE");
    assert!(code["definition"].as_str().unwrap().contains("\"maxLength\": 30"));
    assert_eq!(fixture.refused("code", &at("none"), 404)["kind"], "notFound");
}

/// A model that becomes no code is shown nevertheless, with the reason.
#[test]
fn a_model_without_code_does_not_hide_the_code_of_others() {
    let fixture = Fixture::new();
    let text = r#"{ "title": "无", "properties": { "a-b": { "type": "string" }, "a_b": { "type": "string" }, "_": { "type": "string" } } }"#;
    let odd = weda_emulator::Definition::parse("odd", "odd.json", text).unwrap();
    fixture.emulator.define(odd).unwrap();
    let models = fixture.ok("models", &json!({}));
    let odd = models.as_array().unwrap().iter().find(|model| model["pre"]["identifier"] == "odd").unwrap();
    assert_eq!((&odd["prod"], &odd["published"]), (&json!(null), &json!(false)));
    assert!(fixture.ok("code", &at("book"))["rust"].as_str().unwrap().contains("pub struct Book"));
    fixture.ok("code", &at("odd"));
}

#[test]
fn unknown_calls_and_members_are_refused() {
    let fixture = Fixture::new();
    assert_eq!(fixture.refused("none", &json!({}), 404)["kind"], "notFound");
    let error = fixture.refused("code", &json!({ "stage": "pre", "model": "book", "more": 1 }), 400);
    assert!(error["message"].as_str().unwrap().contains("more"), "{error}");
    assert_eq!(fixture.refused("code", &json!({ "stage": "dev", "model": "book" }), 400)["kind"], "invalid");
}
