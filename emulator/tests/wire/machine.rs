//! Faults, the profile, the clock, tokens and limits of a running emulator, changed while it serves.

use std::thread;
use std::time::Duration;

use serde_json::json;
use weda_emulator::profile::Absent;
use weda_emulator::{Effect, Fault, Profile};

use crate::fixture::{definitions, encoded, latest, served, serving_as, token};
use crate::http::send;

#[test]
fn faults_count_the_calls_that_they_met_and_struck() {
    let served = served();
    let emulator = &served.emulator;
    let first = emulator.inject_fault(Fault::new(Effect::Refuse("SYS_ERR".into())).method("GET").skip(1)).unwrap();
    let second = emulator.inject_fault(Fault::new(Effect::Status(503)).path("/pre/teacher").times(2)).unwrap();
    for _ in 0..3 {
        served.get("pre/student");
    }
    served.create(&json!({}));
    let counts =
        |id| emulator.faults().into_iter().find(|fault| fault.id == id).map(|fault| (fault.matched, fault.happened));
    assert_eq!((counts(first), counts(second)), (Some((3, 2)), Some((0, 0))));
    served.get("pre/teacher");
    served.get("pre/teacher");
    assert_eq!(counts(second), None, "it is used up");
    assert!(!emulator.clear_fault(second) && emulator.clear_fault(first) && !emulator.clear_fault(first));
    assert!(emulator.faults().is_empty());
    let third = emulator.inject_fault(Fault::new(Effect::Drop)).unwrap();
    assert!(third > second, "ids are not used twice");
}

#[test]
fn the_log_names_the_effects_that_struck() {
    let served = served();
    served.get("pre/student");
    assert!(latest(&served, "GET").faults.is_empty());
    let token = token(&served.emulator);
    for effect in [Effect::DropAfter, Effect::Delay(1)] {
        served.emulator.inject_fault(Fault::new(effect).method("POST").times(1)).unwrap();
    }
    let address = served.emulator.address();
    let body = r#"{"name":"n","course":"c"}"#;
    let request = format!(
        "POST /weda/odata/v1/pre/student HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    );
    assert!(crate::http::raw(address, request.as_bytes(), false).is_none());
    let logged = latest(&served, "POST");
    assert_eq!((logged.faults, logged.applied), (vec!["drop-after", "delay"], true));
}

/// The next answer follows the new profile, although the page was printed and kept under the old one.
#[test]
fn a_changed_profile_changes_the_next_answer() {
    let served = served();
    served.student(&json!({ "name": "李四" }));
    let page = |served: &crate::fixture::Served| served.get("pre/student").json()["value"][0].clone();
    assert_eq!((page(&served), page(&served)["score"].is_null()), (page(&served), true));
    assert!(page(&served).as_object().unwrap().contains_key("score"));
    assert!(served.emulator.change_profile(|profile| profile.answers.absent = Absent::Missing).is_empty());
    assert!(!page(&served).as_object().unwrap().contains_key("score"));

    let filter = "score ge 5";
    let refused = served.filter(filter);
    assert_eq!(refused.business().0, "InvalidParameter");
    assert_eq!(latest(&served, "GET").switch, Some("accept.ge_le"));
    served.emulator.change_profile(|profile| profile.accept.ge_le = true);
    assert_eq!(served.filter(filter).json()["value"], json!([]));
    assert_eq!(latest(&served, "GET").switch, None);

    // The gateway has rules of its own.
    let many = r#"{"data":[{"name":"a","course":"c"},{"name":5}]}"#;
    let create = || served.call("POST", "/v1/model/pre/student/createMany", many).json();
    assert!(create()["code"].is_string(), "all or none");
    let partial = Profile::parse("test", "[model_api]\ncreate_many = \"partial\"").unwrap();
    served.emulator.change_profile(|now| *now = partial);
    assert_eq!(create()["data"]["idList"].as_array().map(Vec::len), Some(1), "the valid one");
}

#[test]
fn some_switches_wait_for_a_start() {
    let served = served();
    let before = served.student(&json!({}))["owner"].clone();
    let mut profile = served.emulator.profile();
    profile.identity.user = "1700000000000000009".to_owned();
    profile.writes.body_max = 10;
    assert_eq!(served.emulator.change_profile(|now| now.clone_from(&profile)), ["identity.user", "writes.body_max"]);
    assert_eq!(served.emulator.profile(), profile);
    assert_eq!(served.student(&json!({}))["owner"], before);
    let back = profile.with(|profile| profile.identity.user = before.as_str().unwrap().to_owned());
    assert_eq!(served.emulator.change_profile(|now| *now = back), ["writes.body_max"]);
}

/// Two changes at the same time: each began from the profile without the other.
#[test]
fn changes_of_the_profile_do_not_undo_each_other() {
    let served = served();
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..100 {
                    served.emulator.change_profile(|profile| profile.gateway.calls_per_day += 1);
                }
            });
        }
    });
    assert_eq!(served.emulator.profile().gateway.calls_per_day, 400);
}

/// Each call sees one profile, while another thread changes it all the time.
#[test]
fn the_profile_may_change_under_load() {
    let served = served();
    (0..20).for_each(|number| drop(served.student(&json!({ "name": format!("n{number}") }))));
    thread::scope(|scope| {
        let changing = scope.spawn(|| {
            for round in 0..200 {
                let absent = if round % 2 == 0 { Absent::Missing } else { Absent::Null };
                served.emulator.change_profile(|profile| profile.answers.absent = absent);
            }
        });
        for _ in 0..40 {
            let page = served.get("pre/student?$top=20").json();
            let rows = page["value"].as_array().unwrap();
            let with = rows.iter().filter(|row| row.as_object().unwrap().contains_key("score")).count();
            assert!(with == 0 || with == 20, "{with}");
        }
        changing.join().unwrap();
    });
    assert!(served.get("pre/student").json()["value"][0].as_object().unwrap().contains_key("score"));
}

#[test]
fn the_log_names_the_switch_that_a_refusal_depends_on() {
    let served =
        serving_as(definitions(), Profile::strict().with(|profile| profile.gateway.request_id_required = false));
    let target = |query: &str| format!("/weda/odata/v1/pre/student?{query}");
    let filter = |filter: &str| target(&format!("$filter={}", encoded(filter)));
    let ids = "/weda/odata/v1/batch/pre/student('a','b')";
    let cases = [
        ("GET", filter("startswith(name,'a')"), "", Some("accept.starts_with")),
        ("GET", filter("name eq null"), "", Some("accept.null")),
        ("GET", filter("not (score gt 5)"), "", Some("accept.not")),
        ("GET", filter("school eq 'a'"), "", Some("accept.relation_filters")),
        ("GET", filter("score gt 1 and score lt 2 or score gt 3"), "", Some("lists.bare_joiners")),
        ("GET", target("$orderby=name,score"), "", Some("accept.several_sort_fields")),
        ("GET", target("$select=name"), "", Some("accept.select")),
        ("GET", target("$top=500"), "", Some("lists.excess")),
        ("GET", ids.to_owned(), "", Some("accept.quoted_ids")),
        ("GET", "/weda/odata/v1/dev/student".to_owned(), "", Some("accept.dev")),
        ("PUT", "/weda/odata/v1/pre/student('a')".to_owned(), "{}", Some("accept.put")),
        ("POST", target(""), r#"{"none":1}"#, Some("writes.refuse_unknown_fields")),
        // A field may have the name of a switch.
        ("GET", filter("accept.ge_le eq 1"), "", None),
        ("GET", filter("none eq 1"), "", None),
    ];
    for (method, target, body, switch) in cases {
        let answer = served.call(method, &target, body);
        let logged = latest(&served, method);
        assert!(logged.code.is_some(), "{target}: {answer:?}");
        assert_eq!(logged.switch, switch, "{target}: {answer:?}");
    }
}

/// The same for the data-model gateway.
#[test]
fn the_log_names_the_switches_of_the_gateway() {
    let strict = Profile::strict().with(|profile| profile.writes.batch_max = 2);
    let served = serving_as(definitions(), strict);
    let filter = |condition: &str| format!(r#"{{"filter":{{"where":{condition}}}}}"#);
    let cases = [
        ("list", filter(r#"{"name":{"$ne":"a"}}"#), Some("model_api.ne")),
        ("list", filter(r#"{"name":{"$regex":"a"}}"#), Some("model_api.regex")),
        ("list", filter(r#"{"name":{"$search_ci":"a"}}"#), Some("model_api.search_ci")),
        ("list", filter(r#"{"name":{"$eq":null}}"#), Some("model_api.null_operands_refused")),
        ("list", filter(r#"{"name":{"$in":[]}}"#), Some("model_api.null_operands_refused")),
        ("list", filter(r#"{"$or":[]}"#), Some("model_api.empty_groups")),
        ("list", filter(r#"{"school":{"$eq":"a"}}"#), Some("model_api.relation_conditions")),
        ("list", r#"{"pageSize":300,"pageNumber":1}"#.to_owned(), Some("model_api.excess")),
        ("list", r#"{"none":1}"#.to_owned(), Some("model_api.unknown_members_refused")),
        ("list", r#"{"envType":"prod"}"#.to_owned(), Some("model_api.env_type_compared")),
        (
            "create",
            r#"{"data":{"name":"a","course":"c","none":1}}"#.to_owned(),
            Some("model_api.unknown_fields_refused"),
        ),
        ("create", r#"{"data":{"name":"a","course":"c","school":"x"}}"#.to_owned(), Some("model_api.misuse")),
        ("createMany", r#"{"data":[{},{},{}]}"#.to_owned(), Some("writes.batch_max")),
        ("deleteMany", filter("{}"), Some("model_api.empty_filter_refused")),
        ("delete", filter(r#"{"name":{"$eq":"none"}}"#), Some("model_api.no_match_refused")),
        ("list", filter(r#"{"none":{"$eq":1}}"#), None),
        ("create", r#"{"data":{"name":5,"course":"c"}}"#.to_owned(), None),
    ];
    for (operation, body, switch) in cases {
        let answer = served.call("POST", &format!("/v1/model/pre/student/{operation}"), &body);
        let logged = latest(&served, "POST");
        assert!(logged.code.is_some(), "{body}: {answer:?}");
        assert_eq!(logged.switch, switch, "{body}: {answer:?}");
    }
}

#[test]
fn clock_tokens_and_limits_are_told() {
    let served = served();
    let emulator = &served.emulator;
    let issued = emulator.token_state();
    assert_eq!((issued.alive, issued.issued, issued.lifetime), (1, 1, Duration::from_secs(432_000)));
    let left = issued.first_end.unwrap() - emulator.clock().now;
    assert!((431_000_000..=432_000_000).contains(&left), "{left}");
    emulator.advance_clock(Duration::from_millis(left.unsigned_abs()));
    assert_eq!(emulator.clock().offset, Some(left));
    assert_eq!((emulator.token_state().alive, emulator.token_state().first_end), (0, None));
    assert_eq!(served.get("pre/student").common().0, "INVALID_ACCESS_TOKEN");
    token(emulator);
    assert_eq!(emulator.token_state().alive, 1);
    emulator.expire_tokens();
    assert_eq!((emulator.token_state().alive, emulator.token_state().issued), (0, 2));

    let limit = |profile: &mut Profile| (profile.gateway.calls_per_day, profile.gateway.tokens_per_minute) = (3, 5);
    emulator.change_profile(limit);
    let authorization = format!("Bearer {}", token(emulator));
    for _ in 0..2 {
        send(emulator.address(), "GET", "/weda/odata/v1/pre/student", &[("Authorization", &authorization)], "");
    }
    let limits = emulator.limits();
    assert_eq!((limits.calls_per_day.max, limits.calls_per_day.used), (3, 2));
    assert_eq!((limits.tokens_per_minute.max, limits.tokens_per_minute.used), (5, 1));
    assert_eq!((limits.calls_per_second.max, limits.calls_per_second.used), (0, 0));
    emulator.advance_clock(Duration::from_secs(86_400));
    assert_eq!(emulator.limits().calls_per_day.used, 0);
}
