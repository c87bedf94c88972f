//! Faults, the profile, the clock, tokens and data through the calls of the page.

use std::thread;

use serde_json::{Value, json};
use weda_emulator::profile::SwitchValues;
use weda_emulator::{Emulator, Profile};

use crate::support::Fixture;

const LIST: &str = "/weda/odata/v1/pre/book";

impl Fixture {
    fn state(&self) -> Value {
        self.ok("state", &json!({}))
    }

    /// A token of a program.
    pub fn program_token(&self) -> String {
        let body = r#"{"grant_type":"client_credentials"}"#;
        let basic = "Basic ZW11bGF0b3ItaWQ6ZW11bGF0b3Ita2V5";
        let answer = self.front_door("POST", "/auth/v1/token/clientCredential", basic, body);
        let answer: Value = serde_json::from_str(&answer).unwrap();
        answer["access_token"].as_str().unwrap().to_owned()
    }

    /// The answer to a list of a program.
    fn list(&self, token: &str, query: &str) -> Value {
        let answer = self.front_door("GET", &format!("{LIST}?{query}"), &format!("Bearer {token}"), "");
        serde_json::from_str(&answer).unwrap_or(Value::from(answer))
    }
}

fn fields(error: &Value) -> Vec<&str> {
    error["fields"].as_array().unwrap().iter().map(|one| one["field"].as_str().unwrap()).collect()
}

#[test]
fn a_fault_strikes_counts_and_marks_the_request() {
    let fixture = Fixture::new();
    let token = fixture.program_token();
    let form = json!({ "effect": "refuse", "argument": "SYS_ERR", "method": "get", "path": "/odata/", "times": "2" });
    let texts = fixture.ok("fault", &form);
    assert_eq!(texts["json"], r#"{"effect":{"refuse":"SYS_ERR"},"method":"GET","path":"/odata/","times":2}"#);
    assert!(texts["rust"].as_str().unwrap().ends_with(r#".method("GET").path("/odata/").times(2))?;"#), "{texts}");
    assert_eq!(fixture.state()["faults"], json!([]), "it is only shown");
    let id = fixture.ok("inject", &form)["id"].clone();
    assert_eq!(fixture.list(&token, "")["code"], "SYS_ERR");
    let fault = fixture.state()["faults"][0].clone();
    assert_eq!((&fault["id"], &fault["met"], &fault["struck"]), (&id, &json!(1), &json!(1)));
    assert_eq!(fault["json"], texts["json"], "what was typed");
    fixture.list(&token, "");
    assert_eq!(fixture.state()["faults"], json!([]), "it ends by itself");
    assert!(fixture.list(&token, "")["value"].is_array());
    let log = fixture.ok("log", &json!({ "since": 1 }));
    let marks: Vec<&Value> = log.as_array().unwrap().iter().map(|one| &one["faults"]).collect();
    assert_eq!(marks, [&json!(["refuse"]), &json!(["refuse"]), &json!([])]);

    let first = fixture.ok("inject", &json!({ "effect": "half" }))["id"].clone();
    let second = fixture.ok("inject", &json!({ "effect": "html" }))["id"].clone();
    assert_ne!(first, second);
    fixture.ok("heal", &json!({ "id": first }));
    fixture.ok("heal", &json!({ "id": first }));
    assert_eq!(fixture.state()["faults"][0]["id"], second);
    fixture.ok("heal", &json!({}));
    assert_eq!(fixture.state()["faults"], json!([]));
}

#[test]
fn an_invalid_fault_is_refused_at_each_field() {
    let fixture = Fixture::new();
    let form = json!({ "effect": "status", "argument": "600", "times": "0", "share": "1.5" });
    for call in ["fault", "inject"] {
        let error = fixture.refused(call, &form, 400);
        assert_eq!(fields(&error), ["argument", "times", "share"]);
    }
    assert_eq!(fields(&fixture.refused("inject", &json!({ "effect": "none" }), 400)), ["effect"]);
    assert_eq!(fixture.refused("inject", &json!({ "effect": "half", "more": "1" }), 400)["kind"], "invalid");
    assert_eq!(fixture.state()["faults"], json!([]));
}

#[test]
fn effects_and_switches_have_documentation_in_both_languages() {
    let fixture = Fixture::new();
    let effects = fixture.ok("effects", &json!({}));
    assert!(effects.as_array().unwrap().iter().any(|one| one["name"] == "late" && one["argument"] == "millis"));
    let switches = fixture.ok("switches", &json!({}));
    let mut count = 0;
    for group in switches["groups"].as_array().unwrap() {
        for one in group["switches"].as_array().unwrap() {
            count += 1;
            assert!(one["doc"]["en"].is_string() && one["doc"]["zh"].is_string(), "{one}");
            assert!(!one["evidence"].as_array().unwrap().is_empty(), "{one}");
            let value =
                &switches["presets"]["documented"][group["name"].as_str().unwrap()][one["name"].as_str().unwrap()];
            assert!(!value.is_null(), "{one}");
        }
    }
    assert_eq!(count, Profile::switches().len());
}

#[test]
fn a_switch_changes_the_next_answer_and_the_copied_profile_starts_an_emulator() {
    let fixture = Fixture::new();
    let token = fixture.program_token();
    let filter = "$filter=price%20ge%2028";
    assert_eq!(fixture.list(&token, filter)["Response"]["Error"]["Code"], "InvalidParameter");
    assert_eq!(fixture.ok("log", &json!({ "since": 1 }))[0]["switch"], "accept.ge_le");
    let switches = json!({ "switches": { "accept.ge_le": true, "lists.excess": "refused", "lists.top_max": 7,
                                         "gateway.forbidden_models": ["author"] } });
    assert_eq!(fixture.ok("set-profile", &switches), json!({ "waiting": [] }));
    assert_eq!(fixture.list(&token, filter)["value"][0]["title"], "呐喊");
    let waits = json!({ "switches": { "identity.user": "1700000000000000009" } });
    assert_eq!(fixture.ok("set-profile", &waits), json!({ "waiting": ["identity.user"] }));
    assert_eq!(fixture.state()["waiting"], json!(["identity.user"]));

    let toml = fixture.ok("toml", &json!({}))["toml"].as_str().unwrap().to_owned();
    let copied = Emulator::builder().profile(Profile::parse("copied.toml", &toml).unwrap()).start().unwrap();
    assert_eq!(copied.profile(), fixture.emulator.profile(), "{toml}");
    fixture.ok("set-profile", &json!({ "preset": "strict", "switches": { "accept.ge_le": true } }));
    let strict = Profile::strict().with(|profile| profile.accept.ge_le = true);
    assert_eq!(fixture.emulator.profile(), strict);
    let toml = fixture.ok("toml", &json!({}))["toml"].as_str().unwrap().to_owned();
    assert_eq!(Profile::parse("copied.toml", &toml).unwrap(), strict);
}

#[test]
fn an_invalid_switch_is_refused_and_nothing_changes() {
    let fixture = Fixture::new();
    let refused = |path: &str, value: Value, words: &str| {
        let error = fixture.refused("set-profile", &json!({ "switches": { path: value, "accept.put": true } }), 400);
        assert_eq!(fields(&error), [path]);
        assert!(error["message"].as_str().unwrap().contains(words), "{error}");
    };
    refused("lists.top_max", json!(-1), "`lists.top_max` takes a whole number from 0 to 4294967295, found -1");
    refused("lists.top_max", json!("many"), "found \"many\"");
    refused("accept.ge_le", json!("yes"), "true or false");
    refused("lists.excess", json!("none"), "one of cut, refused");
    refused("gateway.forbidden_models", json!([1]), "a list of texts");
    refused("accept.none", json!(true), "there is no switch `accept.none`");
    refused("none", json!(true), "there is no switch `none`");
    assert_eq!(fixture.refused("set-profile", &json!({ "preset": "none" }), 400)["kind"], "invalid");
    assert_eq!(fixture.emulator.profile(), Profile::documented());
}

#[test]
fn the_clock_advances_and_tokens_expire() {
    let fixture = Fixture::new();
    let token = fixture.program_token();
    let state = fixture.state();
    let left = state["tokens"]["firstEnd"].as_i64().unwrap() - state["clock"]["now"].as_i64().unwrap();
    assert_eq!((&state["tokens"]["alive"], &state["clock"]["offset"]), (&json!(1), &json!(0)));
    assert!(fixture.list(&token, "")["value"].is_array());
    fixture.ok("advance", &json!({ "millis": left }));
    assert_eq!(fixture.list(&token, "")["code"], "INVALID_ACCESS_TOKEN");
    assert_eq!((&fixture.state()["tokens"]["alive"], &fixture.state()["clock"]["offset"]), (&json!(0), &json!(left)));
    for wrong in [json!(-1), json!("1"), json!(u64::MAX)] {
        assert_eq!(fixture.refused("advance", &json!({ "millis": wrong }), 400)["kind"], "invalid");
    }
    let token = fixture.program_token();
    fixture.ok("expire", &json!({}));
    assert_eq!(fixture.list(&token, "")["code"], "INVALID_ACCESS_TOKEN");
    assert_eq!((&fixture.state()["tokens"]["alive"], &fixture.state()["tokens"]["issued"]), (&json!(0), &json!(2)));

    fixture.ok("set-profile", &json!({ "switches": { "gateway.calls_per_day": 2 } }));
    let token = fixture.program_token();
    (0..3).for_each(|_| drop(fixture.list(&token, "")));
    let limit = fixture.state()["limits"][1].clone();
    assert_eq!(
        (&limit["switch"], &limit["max"], &limit["used"]),
        (&json!("gateway.calls_per_day"), &json!(2), &json!(3))
    );
    let log = fixture.ok("log", &json!({ "since": 0 }));
    assert_eq!(log.as_array().unwrap().last().unwrap()["switch"], "gateway.calls_per_day");
}

#[test]
fn data_returns_to_the_start_and_models_are_published() {
    let fixture = Fixture::new();
    let before = fixture.emulator.records("book").unwrap();
    fixture.emulator.delete("book", &["B1".to_owned()]).unwrap();
    fixture.emulator.seed("prod/book", [json!({ "title": "野草" })]).unwrap();
    fixture.emulator.advance_clock(std::time::Duration::from_secs(60));
    assert_eq!(fixture.state()["canReset"], true);
    fixture.ok("reset", &json!({}));
    assert_eq!(fixture.emulator.records("book").unwrap(), before);
    assert!(fixture.emulator.records("prod/book").unwrap().is_empty());
    assert_eq!(fixture.state()["clock"]["offset"], 60_000, "the clock goes on");

    let text = r#"{ "title": "书评", "properties": { "text": { "type": "string" } } }"#;
    fixture.emulator.define(weda_emulator::Definition::parse("review", "review.json", text).unwrap()).unwrap();
    assert_eq!(fixture.state()["unpublished"], json!(["review"]));
    assert_eq!(fixture.refused("publish", &json!({ "model": "none" }), 404)["kind"], "notFound");
    fixture.ok("publish", &json!({ "model": "review" }));
    assert_eq!(fixture.state()["unpublished"], json!([]));
    fixture.emulator.seed("prod/review", [json!({ "text": "好" })]).unwrap();
    let unfit =
        text.replace("\"string\" }", "\"string\" }, \"stars\": { \"type\": \"number\" }").replace("string", "number");
    fixture.emulator.define(weda_emulator::Definition::parse("review", "review.json", &unfit).unwrap()).unwrap();
    let error = fixture.refused("publish", &json!({ "model": "review" }), 409);
    assert!(error["message"].as_str().unwrap().contains("`text`"), "{error}");
}

/// Two quick changes: the second began from the profile without the first.
#[test]
fn changes_of_the_profile_at_the_same_time_are_all_kept() {
    let fixture = Fixture::new();
    let paths: Vec<String> = Profile::switches()
        .iter()
        .filter(|switch| matches!(switch.values, SwitchValues::Flag))
        .map(weda_emulator::profile::Switch::path)
        .collect();
    assert!(paths.len() > 10);
    let flags = |value: bool| -> Vec<Value> {
        let profile = json!(fixture.emulator.profile());
        let flag = |path: &String| path.split('.').fold(&profile, |json, name| &json[name]).clone();
        paths.iter().map(flag).filter(|flag| *flag == json!(value)).collect()
    };
    for value in [true, false, true] {
        thread::scope(|scope| {
            for path in &paths {
                let fixture = &fixture;
                scope.spawn(move || fixture.ok("set-profile", &json!({ "switches": { path: value } })));
            }
        });
        assert_eq!(flags(value).len(), paths.len());
    }
}
