//! The paths that describe the emulator.

use serde_json::{Value, json};
use weda_emulator::{Definition, Emulator};

use crate::fixture::{Served, serving};
use crate::http::{Answer, raw, send};

fn get(served: &Served, target: &str) -> Answer {
    send(served.emulator.address(), "GET", target, &[], "")
}

#[test]
fn health_names_version_environment_and_store() {
    let served = crate::fixture::served();
    let answer = get(&served, "/health");
    assert_eq!(answer.status, 200);
    let health = json!({
        "status": "ok",
        "version": env!("CARGO_PKG_VERSION"),
        "environment": "lowcode-emulator",
        "store": served.emulator.store_id(),
    });
    assert_eq!(answer.json(), health);
    served.emulator.reset().unwrap();
    assert_eq!(get(&served, "/health").json()["store"], served.emulator.store_id());
}

/// A browser that comes to the address of programs is told where to go, in the words of people.
#[test]
fn a_browser_gets_a_page() {
    let served = crate::fixture::served();
    let open = |accept: &str| send(served.emulator.address(), "GET", "/", &[("Accept", accept)], "");
    let page = open("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");
    assert_eq!(page.headers("content-type"), ["text/html; charset=utf-8"]);
    let text = &page.body;
    assert!(text.contains("本地模拟器") && text.contains("weda emulate --studio"), "{text}");
    assert!(!text.contains("<script") && text.contains("default-src 'none'"), "{text}");
    for link in text.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        assert_eq!(get(&served, link).status, 200, "{link}");
    }
    for program in ["*/*", "application/json", "application/json, text/plain, */*", "text/htmlx"] {
        assert!(open(program).json()["stages"].is_object(), "{program}");
    }
    // Errors stay JSON: programs and people read the same.
    let other = send(served.emulator.address(), "GET", "/weda", &[("Accept", "text/html")], "");
    assert_eq!((other.status, other.json()["stages"].is_object()), (404, false));
}

#[test]
fn the_index_lists_models_with_paths_that_exist() {
    let served = crate::fixture::served();
    served.student(&json!({}));
    let index = get(&served, "/").json();
    assert_eq!(
        (&index["environment"], &index["version"]),
        (&json!("lowcode-emulator"), &json!(env!("CARGO_PKG_VERSION")))
    );
    for stage in ["pre", "prod"] {
        let models = index["stages"][stage]["models"].as_array().unwrap();
        let identifiers: Vec<_> = models.iter().map(|model| model["identifier"].as_str().unwrap()).collect();
        for expected in ["student", "Student", "after-service", "sys_user"] {
            assert!(identifiers.contains(&expected), "{identifiers:?}");
        }
        for model in models {
            let paths = &model["paths"];
            for path in [&paths["odata"], &paths["odataBatch"]] {
                let answer = served.call("GET", path.as_str().unwrap(), "");
                assert!(answer.status == 200 && answer.json()["value"].is_array(), "{path}: {answer:?}");
            }
            let answer = served.call("GET", &format!("{}/list", paths["gateway"].as_str().unwrap()), "");
            assert!(answer.json()["data"]["records"].is_array(), "{paths}: {answer:?}");
        }
        let student = models.iter().find(|model| model["identifier"] == "student").unwrap();
        assert_eq!(student["title"], "学生");
    }
    for link in [&index["links"]["health"], &index["links"]["openapi"]["pre"], &index["links"]["openapi"]["prod"]] {
        assert_eq!(get(&served, link.as_str().unwrap()).status, 200, "{link}");
    }
}

#[test]
fn names_in_paths_are_encoded() {
    let bare = r#"{ "title": "学生档案", "properties": { "label": { "type": "string" } } }"#;
    let served = serving(vec![Definition::parse("学生", "学生.json", bare).unwrap()]);
    let index = get(&served, "/").json();
    let models = index["stages"]["pre"]["models"].as_array().unwrap();
    let path = models.iter().find(|model| model["identifier"] == "学生").unwrap()["paths"]["odata"].as_str().unwrap();
    assert_eq!(path, "/weda/odata/v1/pre/%E5%AD%A6%E7%94%9F");
    assert_eq!(served.call("GET", path, "").status, 200);
}

/// A model that is not published is not in `prod`.
#[test]
fn prod_has_what_is_published() {
    let served = crate::fixture::served();
    let parse = |name: &str| Definition::parse(name, "new.json", r#"{ "properties": {} }"#).unwrap();
    served.emulator.define(parse("new")).unwrap();
    let has = |stage: &str| {
        let index = get(&served, "/").json();
        index["stages"][stage]["models"].as_array().unwrap().iter().any(|model| model["identifier"] == "new")
    };
    let documented = |query: &str, stage: &str| {
        get(&served, &format!("/openapi.json{query}")).json()["paths"]
            .get(format!("/weda/odata/v1/{stage}/new"))
            .is_some()
    };
    assert!(has("pre") && !has("prod"));
    assert!(documented("", "pre") && !documented("?stage=prod", "prod") && documented("?stage=pre", "pre"));
    served.emulator.publish("new").unwrap();
    assert!(has("prod") && documented("?stage=prod", "prod"));
}

#[test]
fn only_reads_without_other_options() {
    let served = crate::fixture::served();
    for target in
        ["/openapi.json?stage=dev", "/openapi.json?stag=prod", "/openapi.json?stage=prod&a=b", "/openapi.json?%"]
    {
        let (answer, words) = (get(&served, target), if target.contains("dev") { "use pre or prod" } else { "" });
        let (code, message) = answer.common();
        assert_eq!((answer.status, code.as_str()), (400, "BAD_REQUEST"), "{target}");
        assert!(message.contains(words), "{message}");
    }
    for (method, target) in [("POST", "/health"), ("DELETE", "/"), ("PUT", "/openapi.json"), ("GET", "/health/")] {
        let answer = send(served.emulator.address(), method, target, &[], "");
        assert_eq!(answer.common().0, "RESOURCE_NOT_FOUND", "{method} {target}");
    }
    let head = send(served.emulator.address(), "HEAD", "/health", &[], "");
    assert_eq!((head.status, head.body.as_str()), (200, ""));
}

/// Probes are not calls: they would fill the log and use up faults.
#[test]
fn neither_logged_nor_subject_to_faults() {
    let served = crate::fixture::served();
    let fault = weda_emulator::Fault::new(weda_emulator::Effect::Drop).times(1);
    served.emulator.inject_fault(fault).unwrap();
    for target in ["/", "/health", "/openapi.json"] {
        assert_eq!(get(&served, target).status, 200);
    }
    assert!(served.emulator.log().iter().all(|entry| entry.call == "token"));
}

/// Definitions are not for pages that are open in a browser on this machine.
#[test]
fn web_pages_are_refused() {
    let served = crate::fixture::served();
    let own = served.emulator.address().to_string();
    let ask = |address, target: &str, host: &str, origin: Option<&str>| {
        let origin = origin.map_or(String::new(), |origin| format!("Origin: {origin}\r\n"));
        let text = format!("GET {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{origin}\r\n");
        raw(address, text.as_bytes(), false).unwrap()
    };
    for target in ["/", "/health", "/openapi.json"] {
        for (host, origin) in [
            (own.as_str(), Some("https://evil.example")),
            (&own, Some("null")),
            ("evil.example:4010", None),
            ("evil.example:4010", Some("http://evil.example:4010")),
            ("env-1abc2def.api.tcloudbasegateway.com", None),
        ] {
            let answer = ask(served.emulator.address(), target, host, origin);
            assert_eq!((answer.status, answer.common().0.as_str()), (403, "PERMISSION_DENIED"), "{target} {host}");
        }
        assert_eq!(ask(served.emulator.address(), target, "localhost:4010", None).status, 200);
        assert_eq!(ask(served.emulator.address(), target, &own, Some(&format!("http://{own}"))).status, 200);
    }
    // Programs of other machines use any name.
    let open = Emulator::builder().listen("0.0.0.0:0").start().unwrap();
    let address = ([127, 0, 0, 1], open.address().port()).into();
    assert_eq!(ask(address, "/health", "emulator.ci.example", None).status, 200);
    assert_eq!(ask(address, "/health", "emulator.ci.example", Some("http://emulator.ci.example")).status, 403);
}

#[test]
fn an_emulator_without_models_of_its_own() {
    let served = Served::of(Emulator::builder().start().unwrap());
    let index = get(&served, "/").json();
    let pre: Vec<&Value> =
        index["stages"]["pre"]["models"].as_array().unwrap().iter().map(|model| &model["identifier"]).collect();
    assert_eq!(pre, ["sys_department", "sys_user"]);
}
