//! Web pages that the user permits (CORS).

use serde_json::json;
use weda_emulator::{Emulator, Error};

use crate::fixture::{BASIC, Served, definitions};
use crate::http::{Answer, raw};

const PAGE: &str = "http://localhost:5173";
const PATH: &str = "/weda/odata/v1/pre/student";

fn served(origins: &[&str]) -> Served {
    let builder = Emulator::builder().definitions(definitions()).control();
    Served::of(origins.iter().fold(builder, |builder, origin| builder.cors(*origin)).start().unwrap())
}

fn ask(served: &Served, head: &str, headers: &[(&str, &str)]) -> Answer {
    let host = ("Host", served.emulator.address().to_string());
    let given = headers.iter().any(|(name, _)| *name == "Host");
    let mut text = format!("{head} HTTP/1.1\r\nConnection: close\r\nContent-Length: 0\r\n");
    for (name, value) in headers.iter().copied().chain((!given).then_some((host.0, host.1.as_str()))) {
        text += &format!("{name}: {value}\r\n");
    }
    raw(served.emulator.address(), format!("{text}\r\n").as_bytes(), false).unwrap()
}

fn preflight(served: &Served, path: &str, origin: &str, headers: &str) -> Answer {
    let asked =
        [("Origin", origin), ("Access-Control-Request-Method", "PATCH"), ("Access-Control-Request-Headers", headers)];
    ask(served, &format!("OPTIONS {path}"), &asked)
}

fn allowed(answer: &Answer) -> Vec<&str> {
    answer.headers("access-control-allow-origin")
}

#[test]
fn a_named_origin_may_call_and_others_may_not() {
    let served = served(&[PAGE, "HTTPS://App.Example:443"]);
    for origin in [PAGE, "https://app.example"] {
        let answer = preflight(&served, PATH, origin, "authorization,content-type");
        assert_eq!((answer.status, allowed(&answer)), (204, vec![origin]), "{answer:?}");
        assert_eq!(answer.headers("access-control-allow-methods"), ["GET, POST, PUT, PATCH, DELETE"]);
        assert_eq!(answer.headers("access-control-max-age"), ["600"]);
        assert_eq!(answer.headers("vary"), ["Origin"]);
        assert!(answer.body.is_empty());
        let token =
            ask(&served, "POST /auth/v1/token/clientCredential", &[("Origin", origin), ("Authorization", BASIC)]);
        assert_eq!(allowed(&token), [origin]);
        assert!(token.headers("access-control-expose-headers")[0].contains("x-request-id"));
    }
    for origin in
        ["http://localhost:5174", "http://localhost", "https://localhost:5173", "null", "https://evil.example", "*"]
    {
        let answer = preflight(&served, PATH, origin, "authorization");
        assert_eq!((answer.status, allowed(&answer)), (405, vec![]), "{origin}: {answer:?}");
        assert!(answer.headers("access-control-allow-methods").is_empty());
        assert_eq!(answer.headers("vary"), ["Origin"], "a cache must not give this answer to the named page");
        let answer = ask(&served, &format!("GET {PATH}"), &[("Origin", origin)]);
        assert_eq!(allowed(&answer), Vec::<&str>::new(), "{origin}");
    }
    // Programs without an origin are answered as before.
    let answer = served.get("pre/student");
    assert_eq!((answer.status, allowed(&answer), answer.headers("vary")), (200, vec![], vec!["Origin"]));
    // A preflight is not a call.
    assert!(served.emulator.log().iter().all(|entry| entry.method != "OPTIONS" || entry.status == 405));
}

#[test]
fn a_page_reads_and_writes_with_a_token() {
    let served = served(&[PAGE]);
    let token = format!("Bearer {}", crate::fixture::token(&served.emulator));
    served.student(&json!({ "name": "王五" }));
    let answer = ask(&served, &format!("GET {PATH}"), &[("Origin", PAGE), ("Authorization", &token)]);
    assert_eq!((answer.status, allowed(&answer)), (200, vec![PAGE]));
    assert_eq!(answer.json()["value"][0]["name"], "王五");
    // Errors are readable too: a page could not tell them from a network failure.
    let answer = ask(&served, &format!("GET {PATH}"), &[("Origin", PAGE)]);
    assert_eq!((answer.common().0.as_str(), allowed(&answer)), ("INVALID_ACCESS_TOKEN", vec![PAGE]));
}

#[test]
fn headers_of_the_vendors_clients_and_no_others() {
    let served = served(&[PAGE]);
    for (requested, granted) in [
        ("authorization", vec!["authorization"]),
        (
            "authorization,content-type,x-client-timestamp,x-request-id,x-sdk-version,x-tcb-source,x-tcb-region",
            vec![
                "authorization, content-type, x-client-timestamp, x-request-id, x-sdk-version, x-tcb-source, x-tcb-region",
            ],
        ),
        ("Authorization, X-TCB-Trace", vec!["Authorization, X-TCB-Trace"]),
        ("authorization,x-evil,cookie", vec!["authorization"]),
        ("x-evil", vec![]),
        ("x-tcb-a b,x-tcb-:", vec![]),
        ("", vec![]),
        ("*", vec![]),
    ] {
        let answer = preflight(&served, PATH, PAGE, requested);
        assert_eq!((answer.status, answer.headers("access-control-allow-headers")), (204, granted), "{requested}");
    }
}

#[test]
fn every_origin_only_if_the_user_says_so() {
    let served = served(&["*"]);
    for origin in [PAGE, "https://app.example", "null"] {
        let answer = preflight(&served, PATH, origin, "authorization");
        assert_eq!((answer.status, allowed(&answer)), (204, vec!["*"]), "{origin}");
        assert!(answer.headers("vary").is_empty());
        assert!(answer.headers("access-control-allow-credentials").is_empty());
    }
    // A page that had its name resolved to this machine is refused all the same.
    let rebound = [("Host", "evil.example:4010"), ("Origin", "http://evil.example:4010")];
    assert_eq!(ask(&served, "POST /auth/v1/token/clientCredential", &rebound).status, 403);
    assert_eq!(ask(&served, "GET /openapi.json", &rebound).status, 403);
}

#[test]
fn the_control_path_stays_closed_to_pages() {
    for origins in [&[PAGE][..], &["*"]] {
        let served = served(origins);
        served.student(&json!({}));
        assert_eq!(preflight(&served, "/_emulator/reset", PAGE, "authorization").status, 403);
        assert_eq!(ask(&served, "POST /_emulator/reset", &[("Origin", PAGE)]).status, 403);
        assert_eq!(served.emulator.records("student").unwrap().len(), 1);
        // Definitions are not secret to a page that may read records.
        assert_eq!(ask(&served, "GET /openapi.json", &[("Origin", PAGE)]).status, 200);
    }
}

/// A named origin does not make other names of this machine safe.
#[test]
fn rebinding_is_refused_with_named_origins() {
    let served = served(&[PAGE]);
    let rebound = [("Host", "evil.example:4010"), ("Origin", "http://evil.example:4010")];
    assert_eq!(ask(&served, "POST /auth/v1/token/clientCredential", &rebound).status, 403);
    let asked = [rebound[0], rebound[1], ("Access-Control-Request-Method", "POST")];
    assert_eq!(ask(&served, &format!("OPTIONS {PATH}"), &asked).status, 403);
}

#[test]
fn texts_that_are_not_origins_are_refused() {
    for (text, words) in [
        ("localhost:5173", "it has no scheme"),
        ("http://localhost:5173/", "it has a path"),
        ("null", "any page can send `null`"),
        ("http://a\r\nSet-Cookie: b", "its host is not valid"),
    ] {
        let error = Emulator::builder().cors(text).start().unwrap_err();
        assert!(matches!(&error, Error::Origin { origin, .. } if origin == text), "{error}");
        let message = error.to_string();
        assert!(message.contains(words) && message.contains("write it as http://localhost:5173"), "{message}");
        assert!(!message.contains('\r'), "{message:?}");
    }
}
