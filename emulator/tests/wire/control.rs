//! The control path, and the validation of faults.

use serde_json::json;
use weda_emulator::{Effect, Emulator, Error, Fault};

use crate::fixture::{Served, definitions};
use crate::http::{raw, send};

#[test]
fn the_control_path() {
    let served = Served::of(Emulator::builder().definitions(definitions()).control().start().unwrap());
    let address = served.emulator.address();
    let call = |method: &str, path: &str, body: &str| send(address, method, &format!("/_emulator/{path}"), &[], body);
    let fault =
        r#"{"effect":{"refuse":"SYS_ERR"},"path":"/pre/","method":"GET","times":2,"probability":1,"seed":3,"skip":1}"#;
    assert_eq!(call("POST", "faults", fault).status, 204);
    assert_eq!(call("POST", "faults", r#"{"effect":"drop-after"}"#).status, 204);
    assert_eq!(call("GET", "faults", "").json().as_array().unwrap().len(), 2);
    assert_eq!(call("DELETE", "faults", "").status, 204);
    assert_eq!(served.get("pre/student").status, 200);
    for bad in ["", "{}", r#"{"effect":"explode"}"#, r#"{"effect":"drop","often":1}"#, "[]"] {
        let answer = call("POST", "faults", bad);
        let (code, message) = answer.common();
        assert_eq!((answer.status, code.as_str()), (400, "BAD_REQUEST"), "scripts check the status: {bad}");
        assert!(message.contains(r#"send {"effect":"#), "{message}");
    }
    served.create(&json!({}));
    assert_eq!(call("GET", "calls", "").json()["create"], 1);
    assert!(call("GET", "log", "").json().as_array().unwrap().iter().any(|entry| entry["call"] == "list"));
    assert_eq!(call("POST", "reset", "").status, 204);
    assert_eq!(served.emulator.records("student").unwrap().len(), 0);
    assert_eq!(call("PATCH", "faults", "").status, 404);
    let without = crate::fixture::served();
    assert_eq!(send(without.emulator.address(), "GET", "/_emulator/log", &[], "").status, 404);
}

/// Faults with an invalid status, a probability of 3 or 0 times were accepted silently.
/// They were not validated, and never happened or happened differently.
/// Library, flag and control path reject them now.
#[test]
fn invalid_faults_are_refused() {
    let emulator = Emulator::builder().control().start().unwrap();
    let drop_it = || Fault::new(Effect::Drop);
    let refused: [(Fault, &str); 11] = [
        (Fault::new(Effect::Status(0)), "use 200 to 599"),
        (Fault::new(Effect::Status(199)), "use 200 to 599"),
        (Fault::new(Effect::Status(600)), "600 is not a valid HTTP status"),
        (Fault::new(Effect::Refuse(String::new())), "the code is empty"),
        (Fault::new(Effect::RefuseAfter(" ".to_owned())), "the code is empty"),
        (Fault::new(Effect::Delay(86_400_001)), "use at most 86400000"),
        (drop_it().probability(-0.1, 0), "is not a probability: use 0 to 1"),
        (drop_it().probability(1.1, 0), "1.1 is not a probability"),
        (drop_it().probability(f64::NAN, 0), "NaN is not a probability"),
        (drop_it().probability(f64::INFINITY, 0), "is not a probability: use 0 to 1"),
        (drop_it().times(0), "leave `times` out"),
    ];
    for (fault, words) in refused {
        let error = emulator.inject_fault(fault.clone()).unwrap_err();
        assert!(matches!(error, Error::Fault { .. }));
        assert!(error.to_string().contains(words), "{error}");
        // NaN and infinity are not in JSON.
        let text = serde_json::to_string(&fault).unwrap();
        let answer = send(emulator.address(), "POST", "/_emulator/faults", &[], &text);
        assert!(answer.body.contains(words) || text.contains("null"), "{answer:?}");
    }
    for (text, words) in [
        (r#"{"effect":{"delay":-5}}"#, "-5 is not a valid number of milliseconds"),
        (r#"{"effect":{"advance":-5}}"#, "use 0 or more"),
        (r#"{"effect":"drop","times":0}"#, "leave `times` out"),
    ] {
        let (code, message) = send(emulator.address(), "POST", "/_emulator/faults", &[], text).common();
        assert!(code == "BAD_REQUEST" && message.contains(words), "{message}");
    }
    assert_eq!(send(emulator.address(), "GET", "/_emulator/faults", &[], "").json(), json!([]));
    for good in [Fault::new(Effect::Status(200)), Fault::new(Effect::Status(599)), drop_it().probability(0.0, 1)] {
        emulator.inject_fault(good).unwrap();
    }
}

/// Faults that had happened as often as `times` said stayed in the list.
/// Each call checked them, and they were listed among those still to come.
/// They are removed once they are used up.
#[test]
fn used_up_faults_are_removed() {
    let served = Served::of(Emulator::builder().definitions(definitions()).control().start().unwrap());
    let listed = || served.call("GET", "/_emulator/faults", "").json().as_array().unwrap().len();
    for times in [1, 2] {
        served.emulator.inject_fault(Fault::new(Effect::Refuse("SYS_ERR".into())).method("GET").times(times)).unwrap();
    }
    let left: Vec<_> = (0..3).map(|_| (served.get("pre/student").status, listed()).1).collect();
    assert_eq!(left, [1, 0, 0]);
}

/// With the control path enabled, any web page that was open on the machine could inject faults and delete records.
/// Browsers let pages send POST anywhere, and the path needs no token.
/// A foreign `Origin` is refused now, and so is a name that a page could have resolved to this machine.
#[test]
fn web_pages_have_no_control() {
    let served = Served::of(Emulator::builder().definitions(definitions()).control().start().unwrap());
    served.create(&json!({}));
    let ask = |host: &str, origin: Option<&str>| {
        let origin = origin.map_or(String::new(), |origin| format!("Origin: {origin}\r\n"));
        let head = format!("POST /_emulator/reset HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{origin}");
        raw(served.emulator.address(), format!("{head}Content-Length: 0\r\n\r\n").as_bytes(), false).unwrap()
    };
    let own = served.emulator.address().to_string();
    let foreign = [
        (own.as_str(), Some("https://evil.example"), "sends no `Origin`"),
        (&own, Some("null"), "sends no `Origin`"),
        (&own, Some("http://localhost:1"), "sends no `Origin`"),
        ("evil.example:4010", Some("http://evil.example:4010"), "call the emulator by its IP address"),
        ("evil.example", None, "as localhost"),
        ("127.0.0.1.evil.example", None, "as localhost"),
        ("evil.example.", None, "as localhost"),
        ("evil.", None, "as localhost"),
    ];
    for (host, origin, words) in foreign {
        let answer = ask(host, origin);
        let (code, message) = answer.common();
        assert_eq!((answer.status, code.as_str()), (403, "PERMISSION_DENIED"), "{host} {origin:?}");
        assert!(message.contains(words), "{message}");
    }
    assert_eq!(served.emulator.records("student").unwrap().len(), 1);
    let page = format!("http://{own}");
    let own_page = (own.as_str(), Some(page.as_str()));
    for (host, origin) in [
        own_page,
        ("localhost", None),
        ("LOCALHOST:4010", None),
        ("[::1]:4010", None),
        ("weda", None),
        ("weda.localhost:4010", None),
        ("host.docker.internal:4010", None),
        ("localhost.:4010", None),
        ("weda.test", None),
        ("weda.home.arpa:4010", None),
    ] {
        assert_eq!(ask(host, origin).status, 204, "{host} {origin:?}");
    }
    assert_eq!(served.emulator.records("student").unwrap().len(), 0);

    // A page that had its name resolved to this machine gets no token, and CORS stops one of another origin.
    let token = "POST /auth/v1/token/clientCredential HTTP/1.1\r\nConnection: close\r\nContent-Length: 0\r\n";
    let page = format!("{token}Host: evil.example:4010\r\nOrigin: http://evil.example:4010\r\n\r\n");
    let answer = raw(served.emulator.address(), page.as_bytes(), false).unwrap();
    assert_eq!((answer.status, answer.common().0.as_str()), (403, "PERMISSION_DENIED"));
    let program = format!("{token}Host: lowcode-a1.ap-shanghai.tcb-api.tencentcloudapi.com\r\n\r\n");
    let answer = raw(served.emulator.address(), program.as_bytes(), false).unwrap();
    assert_eq!(answer.common().0, "SIGN_PARAM_INVALID", "a program may call it by any name");
    assert_eq!(served.call("OPTIONS", "/weda/odata/v1/pre/student", "").status, 405, "no origin is allowed");
}

/// An emulator that other machines can reach refused control calls by its machine's name.
/// Any name with a dot was taken for that of a web page.
/// Programs may use any name there; a page still cannot change anything.
#[test]
fn programs_of_other_machines_have_control_by_any_name() {
    let served = Served::of(Emulator::builder().listen("0.0.0.0:0").control().start().unwrap());
    let port = served.emulator.address().port();
    let ask = |head: &str| {
        let text = format!("POST /_emulator/reset HTTP/1.1\r\n{head}Connection: close\r\nContent-Length: 0\r\n\r\n");
        raw(([127, 0, 0, 1], port).into(), text.as_bytes(), false).unwrap().status
    };
    assert_eq!(ask("Host: emulator.ci.example:4010\r\n"), 204);
    assert_eq!(ask("Host: emulator.ci.example:4010\r\nOrigin: http://emulator.ci.example:4010\r\n"), 403);
    assert_eq!(ask("Host: emulator.ci.example:4010\r\nOrigin: https://evil.example\r\n"), 403);
}
