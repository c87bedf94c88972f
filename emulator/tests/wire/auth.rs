//! Keys, tokens and users: who may call what.

use std::net::SocketAddr;
use std::time::Duration;

use serde_json::{Value, json};
use weda_emulator::profile::BadToken;
use weda_emulator::{Emulator, EmulatorBuilder, Error, Profile};

use crate::fixture::{BASIC, definitions, token};
use crate::http::{Answer, send};
use crate::signed::{KEYS, authorization, token_call};

const CLIENT: &str = "/auth/v1/token/clientCredential";
const GRANT: &str = r#"{"grant_type":"client_credentials"}"#;
const ALL: &str = r#"{"filter":{"where":{}},"select":{"$master":true}}"#;

const USERS: &str = r#"[
    { "username": "xiaoming", "password": "春天" },
    { "username": "李娜", "password": "secret" },
    { "username": "visitor", "password": "p&=+%" },
    { "username": "own", "password": "own", "id": "1900000000000000007" }
]"#;

/// Starts an emulator with keys and users.
fn start(change: impl FnOnce(EmulatorBuilder) -> EmulatorBuilder) -> Emulator {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("users.json");
    std::fs::write(&path, USERS).unwrap();
    let builder = Emulator::builder().definitions(definitions()).users(&path);
    change(builder.api_key("local-api-key").publishable_key("local-publishable-key")).start().unwrap()
}

fn started() -> Emulator {
    start(|builder| builder)
}

fn post(address: SocketAddr, path: &str, authorization: &str, body: &str) -> Answer {
    let headers = [("Content-Type", "application/json"), ("Authorization", authorization)];
    let headers = if authorization.is_empty() { &headers[..1] } else { &headers[..] };
    send(address, "POST", path, headers, body)
}

fn sign_in(address: SocketAddr, username: &str, password: &str) -> Answer {
    let body = json!({ "username": username, "password": password }).to_string();
    post(address, "/auth/v1/signin", "", &body)
}

fn text(answer: &Answer, member: &str) -> String {
    answer.json()[member].as_str().unwrap_or_else(|| panic!("{member} in {answer:?}")).to_owned()
}

/// Code and description of an OAuth error.
fn oauth(answer: &Answer) -> (String, String) {
    assert_eq!(answer.status, 400, "{answer:?}");
    assert!(!text(answer, "requestId").is_empty());
    assert_eq!(answer.json().get("access_token"), None);
    (text(answer, "error"), text(answer, "error_description"))
}

fn list(address: SocketAddr, bearer: &str) -> Answer {
    post(address, "/v1/model/pre/student/list", &format!("Bearer {bearer}"), ALL)
}

/// Returns true if the gateway accepts a token.
fn is_accepted(address: SocketAddr, bearer: &str) -> bool {
    list(address, bearer).json()["data"]["records"].is_array()
}

/// Creates a student on the gateway, and returns its system fields.
fn created_by(emulator: &Emulator, bearer: &str) -> [String; 3] {
    let body = r#"{"data":{"name":"李四","course":"体育"}}"#;
    let answer = post(emulator.address(), "/v1/model/pre/student/create", &format!("Bearer {bearer}"), body);
    let id = answer.json()["data"]["id"].as_str().unwrap_or_else(|| panic!("{answer:?}")).to_owned();
    let record = emulator.records("student").unwrap().into_iter().find(|record| record["_id"] == *id).unwrap();
    ["owner", "createBy", "updateBy"].map(|field| record[field].as_str().unwrap().to_owned())
}

#[test]
fn signed_token_calls() {
    let emulator = started();
    let address = emulator.address();
    // The bodies of node-sdk and js-sdk.
    for body in [GRANT, r#"{"grant_type":"client_credentials","envName":""}"#] {
        let answer = token_call(address, KEYS, body);
        assert_eq!((answer.status, text(&answer, "token_type")), (200, "Bearer".to_owned()), "{answer:?}");
        assert!(is_accepted(address, &text(&answer, "access_token")));
        let odata = format!("Bearer {}", text(&answer, "access_token"));
        let headers = [("Authorization", odata.as_str())];
        assert_eq!(send(address, "GET", "/weda/odata/v1/pre/student", &headers, "").status, 200);
    }
    assert_eq!(emulator.tokens_issued(), 2);
    for (keys, reason) in [
        (("other-id", "emulator-key"), "the id in the signature's `Credential` is not that of the emulator's key pair"),
        (("emulator-id", "wrong-key"), "the signature does not match the request"),
    ] {
        let answer = token_call(address, keys, GRANT);
        let (code, message) = answer.common();
        assert_eq!((answer.status, code.as_str()), (400, "SIGN_PARAM_INVALID"));
        assert!(message.starts_with(reason), "{message}");
        assert!(!answer.body.contains("emulator-key") && !answer.body.contains("access_token"), "{answer:?}");
    }
    assert_eq!(token_call(address, KEYS, r#"{"grant_type":"password"}"#).common().0, "BAD_REQUEST");
    assert_eq!(token_call(address, KEYS, "{}").common().0, "BAD_REQUEST");
    assert_eq!(emulator.tokens_issued(), 2);
}

/// js-sdk without credentials posts without the header: that must not give a token.
#[test]
fn token_calls_without_credentials() {
    let emulator = started();
    for path in [CLIENT, "/auth/v1/token"] {
        let answer = post(emulator.address(), path, "", r#"{"grant_type":"client_credentials","envName":""}"#);
        assert_eq!((answer.status, answer.common().0.as_str()), (400, "SIGN_PARAM_INVALID"), "{path}");
        assert_eq!(answer.json().get("access_token"), None);
    }
    assert_eq!(emulator.tokens_issued(), 0);
}

/// The switch leaves only the id of the key to be compared.
#[test]
fn signatures_may_be_trusted() {
    let profile = Profile::documented().with(|profile| profile.gateway.verify_signatures = false);
    let emulator = start(|builder| builder.profile(profile));
    let address = emulator.address();
    assert_eq!(token_call(address, ("emulator-id", "wrong-key"), GRANT).status, 200);
    assert_eq!(token_call(address, ("other-id", "emulator-key"), GRANT).common().0, "SIGN_PARAM_INVALID");
    let malformed = post(address, CLIENT, "TC3-HMAC-SHA256 Credential=emulator-id", GRANT);
    assert!(malformed.common().1.starts_with("the signature is malformed"), "{malformed:?}");
}

#[test]
fn the_general_token_path_has_the_same_grants() {
    let emulator = started();
    let address = emulator.address();
    let answer = post(address, "/auth/v1/token", BASIC, GRANT);
    assert!(is_accepted(address, &text(&answer, "access_token")));
    let body = json!({ "grant_type": "password", "username": "own", "password": "own" }).to_string();
    assert_eq!(text(&post(address, "/auth/v1/token", "", &body), "sub"), "1900000000000000007");
    for body in ["{}", "", r#"{"grant_type":"device_code"}"#, r#"{"grant_type":7}"#] {
        assert_eq!(post(address, "/auth/v1/token", BASIC, body).common().0, "BAD_REQUEST", "{body}");
    }
    let other = post(address, "/auth/v1/token", "", r#"{"grant_type":"device_code"}"#).common();
    let message = "the grant type `device_code` is not emulated; send `client_credentials`";
    assert_eq!(other, ("BAD_REQUEST".to_owned(), message.to_owned()), "it needs no key pair");
    for path in [CLIENT, "/auth/v1/token", "/auth/v1/signin", "/auth/v1/signin/anonymously"] {
        let answer = send(address, "GET", path, &[], "");
        assert_eq!((answer.status, answer.common().0.as_str()), (405, "BAD_REQUEST"), "{path}");
    }
    for path in ["/auth/v1/signup", "/auth/v1/signin/custom", "/auth/v1", "/auth/v1/token/other", "/auth/v1/user"] {
        assert_eq!(post(address, path, BASIC, GRANT).status, 404, "{path}");
    }
}

#[test]
fn keys_of_the_gateway() {
    let emulator = started();
    let address = emulator.address();
    assert!(is_accepted(address, "local-api-key") && is_accepted(address, "local-publishable-key"));
    assert_eq!(created_by(&emulator, "local-api-key"), ["1700000000000000001"; 3]);
    assert_eq!(created_by(&emulator, "local-publishable-key"), ["Anonymous(emulator)"; 3]);
    assert_eq!(emulator.tokens_issued(), 0, "a key needs no token");
    for wrong in ["local-api-kez", "local-api-key2", "LOCAL-API-KEY", "", "emulator-key", "null"] {
        let answer = list(address, wrong);
        assert_eq!((answer.status, answer.common().0.as_str()), (200, "AUTH_FAILURE_TOKEN_FAILURE"), "{wrong}");
    }
    // Without configured keys no text is one.
    let bare = Emulator::builder().definitions(definitions()).start().unwrap();
    for bearer in ["local-api-key", "local-publishable-key", ""] {
        assert!(!is_accepted(bare.address(), bearer), "{bearer}");
    }
}

/// The other interfaces accept the tokens of key pairs only, and say so.
#[test]
fn other_interfaces_accept_administrators_only() {
    let emulator = started();
    let address = emulator.address();
    let user = text(&sign_in(address, "own", "own"), "access_token");
    let visitor = text(&post(address, "/auth/v1/signin/anonymously", "", "{}"), "access_token");
    for path in ["/weda/odata/v1/pre/student", "/weda/model/v1/getSchemaList", "/weda/auth/v1/prod/describeUserList"] {
        let read = |bearer: &str| send(address, "GET", path, &[("Authorization", &format!("Bearer {bearer}"))], "");
        assert_eq!(read(&token(&emulator)).status, 200);
        for key in ["local-api-key", "local-publishable-key"] {
            let (code, message) = read(key).common();
            assert_eq!(code, "INVALID_ACCESS_TOKEN");
            assert!(
                message.contains("are accepted on /v1 only; request a token") && !message.contains(key),
                "{message}"
            );
        }
        for token in [&user, &visitor] {
            let (code, message) = read(token).common();
            assert_eq!(code, "PERMISSION_DENIED");
            assert!(message.starts_with("the tokens of users and visitors are accepted on /v1 only"), "{message}");
        }
    }
    assert_eq!(emulator.records("student").unwrap().len(), 0);
}

/// A signature in place of a token, which node-sdk sends after a failed token call, must not pass.
#[test]
fn signatures_are_not_tokens() {
    let emulator = started();
    let address = emulator.address();
    let host = address.to_string();
    let path = "/v1/model/pre/student/list";
    let signed = [("content-type", "application/json"), ("host", host.as_str())];
    let valid = format!("{}, Timestamp=1796004760", authorization(KEYS, "tcb", path, &signed, ALL));
    let answer = post(address, path, &valid, ALL);
    let (code, message) = answer.common();
    assert_eq!((answer.status, code.as_str()), (200, "AUTH_FAILURE_TOKEN_FAILURE"));
    assert!(message.contains("a TC3 signature was sent in the place of a token"), "{message}");
    assert!(
        message.ends_with("send the signature here after their token call failed: check their key pair"),
        "{message}"
    );
    assert!(answer.json().get("data").is_none());
    let strict = Profile::documented().with(|profile| profile.model_api.bad_token = BadToken::Unauthorized);
    let emulator = start(|builder| builder.profile(strict));
    for authorization in [valid.as_str(), "Bearer a.b.c", ""] {
        let answer = post(emulator.address(), path, authorization, ALL);
        assert_eq!((answer.status, answer.common().0.as_str()), (401, "INVALID_ACCESS_TOKEN"), "{authorization}");
    }
    let odata = send(address, "GET", "/weda/odata/v1/pre/student", &[("Authorization", &valid)], "");
    assert!(odata.common().1.contains("a TC3 signature was sent in the place of a token"), "{odata:?}");
}

#[test]
fn users_sign_in() {
    let emulator = started();
    let address = emulator.address();
    // By the login and by the name in `sys_user`, by the file, and derived.
    let ids = [
        ("xiaoming", "春天", "1700000000000000001"),
        ("李娜", "secret", "1700000000000000002"),
        ("own", "own", "1900000000000000007"),
    ];
    for (username, password, id) in ids {
        let answer = sign_in(address, username, password);
        let json = answer.json();
        assert_eq!((answer.status, &json["token_type"], &json["expires_in"]), (200, &json!("Bearer"), &json!(7200)));
        assert_eq!((&json["sub"], &json["scope"]), (&json!(id), &json!("user")), "{username}");
        assert_eq!(created_by(&emulator, &text(&answer, "access_token")), [id; 3]);
        assert_ne!(text(&answer, "access_token"), text(&answer, "refresh_token"));
    }
    let visitor = text(&sign_in(address, "visitor", "p&=+%"), "sub");
    assert!(visitor.len() == 19 && visitor.bytes().all(|byte| byte.is_ascii_digit()), "{visitor}");
    let again = started();
    assert_eq!(text(&sign_in(again.address(), "visitor", "p&=+%"), "sub"), visitor, "the same in every run");
    let form = post(address, "/auth/v1/signin", "", "username=visitor&password=p%26%3D%2B%25");
    assert_eq!(text(&form, "sub"), visitor);

    for (username, password) in [("xiaoming", "夏天"), ("nobody", "春天"), ("xiaoming", "春天 "), ("Xiaoming", "春天")]
    {
        let (code, message) = oauth(&sign_in(address, username, password));
        assert_eq!(code, "invalid_username_or_password", "{username}");
        assert!(
            message.starts_with("the user does not exist or the password is wrong") && !message.contains("天"),
            "{message}"
        );
    }
    for body in [
        "",
        "{}",
        "[]",
        "{",
        r#"{"username":"own"}"#,
        r#"{"username":"own","password":7}"#,
        r#"{"username":"","password":"own"}"#,
    ] {
        let (code, message) = oauth(&post(address, "/auth/v1/signin", "", body));
        assert_eq!(code, "invalid_request", "{body}");
        assert!(message.starts_with("`username` or `password` is missing"), "{message}");
    }
}

#[test]
fn visitors_sign_in() {
    let emulator = started();
    let address = emulator.address();
    // As js-sdk sends it.
    let answer = post(address, "/auth/v1/signin/anonymously?client_id=lowcode-emulator", "", "{}");
    assert_eq!(text(&answer, "scope"), "anonymous");
    assert_eq!(answer.json()["expires_in"], 7200);
    assert_eq!(created_by(&emulator, &text(&answer, "access_token")), ["Anonymous(emulator)"; 3]);
}

#[test]
fn tokens_of_users_are_refreshed() {
    let emulator = start(|builder| builder.clock(1_767_225_600_000));
    let address = emulator.address();
    let refresh = |token: &str| {
        let body = json!({ "grant_type": "refresh_token", "refresh_token": token, "client_id": "x" }).to_string();
        post(address, "/auth/v1/token", "", &body)
    };
    let first = sign_in(address, "own", "own");
    let (access, renewal) = (text(&first, "access_token"), text(&first, "refresh_token"));
    assert!(is_accepted(address, &access));
    emulator.advance_clock(Duration::from_secs(7199));
    assert!(is_accepted(address, &access));
    emulator.advance_clock(Duration::from_secs(1));
    let expired = list(address, &access);
    let (code, message) = expired.common();
    assert_eq!(code, "AUTH_FAILURE_TOKEN_FAILURE");
    assert!(message.contains("jwt expired"), "{message}");

    let second = refresh(&renewal);
    assert_eq!((second.status, text(&second, "sub")), (200, "1900000000000000007".to_owned()));
    assert_eq!(created_by(&emulator, &text(&second, "access_token")), ["1900000000000000007"; 3]);
    assert!(is_accepted(address, &text(&refresh(&text(&second, "refresh_token")), "access_token")));
    // Visitors stay visitors.
    let visitor = post(address, "/auth/v1/signin/anonymously", "", "{}");
    let visitor = refresh(&text(&visitor, "refresh_token"));
    assert_eq!(created_by(&emulator, &text(&visitor, "access_token")), ["Anonymous(emulator)"; 3]);

    // Each kind of token in the place of the other.
    let (code, message) = list(address, &renewal).common();
    assert_eq!(code, "AUTH_FAILURE_TOKEN_FAILURE");
    assert!(message.contains("a refresh token was sent"), "{message}");
    let basic = token(&emulator);
    for (wrong, reason) in [
        (text(&second, "access_token"), "this is not a refresh token"),
        (basic, "this is not a refresh token"),
        ("a.b.c".to_owned(), "the refresh token is not one of this emulator"),
        ("local-api-key".to_owned(), "the refresh token is not one of this emulator"),
    ] {
        let (code, message) = oauth(&refresh(&wrong));
        assert_eq!(code, "invalid_grant");
        assert!(message.starts_with(reason), "{message}");
    }
    let missing = oauth(&post(address, "/auth/v1/token", "", r#"{"grant_type":"refresh_token"}"#));
    assert_eq!(missing.0, "invalid_request");
    emulator.advance_clock(Duration::from_secs(31 * 86_400));
    assert!(oauth(&refresh(&text(&second, "refresh_token"))).1.starts_with("the refresh token has expired"));
}

/// js-sdk asks for the user after a sign-in.
#[test]
fn the_user_of_a_token() {
    let emulator = started();
    let address = emulator.address();
    let me =
        |bearer: &str| send(address, "GET", "/auth/v1/user/me", &[("Authorization", &format!("Bearer {bearer}"))], "");
    for (username, password, id) in [("xiaoming", "春天", "1700000000000000001"), ("own", "own", "1900000000000000007")]
    {
        let pair = sign_in(address, username, password);
        let user = me(&text(&pair, "access_token")).json();
        assert_eq!(user, json!({ "sub": id, "name": username, "username": username }));
        assert_eq!(oauth(&me(&text(&pair, "refresh_token"))).0, "unauthenticated");
    }
    let visitor = post(address, "/auth/v1/signin/anonymously", "", "{}");
    assert_eq!(me(&text(&visitor, "access_token")).json()["name"], "anonymous");
    assert_eq!(me(&token(&emulator)).json()["sub"], "1700000000000000001");
    for wrong in ["", "a.b.c", "local-api-key"] {
        let (code, message) = oauth(&me(wrong));
        assert_eq!(code, "unauthenticated", "{wrong}");
        assert!(message.starts_with("access token verify failed: "), "{message}");
    }
    assert_eq!(post(address, "/auth/v1/user/me", "", "{}").status, 405);
}

/// All tokens expire together, those of users included.
#[test]
fn tokens_of_users_expire_on_demand() {
    let emulator = started();
    let address = emulator.address();
    let pair = sign_in(address, "own", "own");
    emulator.expire_tokens();
    assert!(!is_accepted(address, &text(&pair, "access_token")));
    let body = json!({ "grant_type": "refresh_token", "refresh_token": text(&pair, "refresh_token") }).to_string();
    assert_eq!(oauth(&post(address, "/auth/v1/token", "", &body)).0, "invalid_grant");
    assert!(is_accepted(address, &text(&sign_in(address, "own", "own"), "access_token")));
}

/// A user's claims cannot be changed into those of another.
#[test]
fn changed_tokens_of_users() {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let emulator = started();
    let address = emulator.address();
    let token = text(&sign_in(address, "own", "own"), "access_token");
    let parts: Vec<&str> = token.split('.').collect();
    let claims = String::from_utf8(URL_SAFE_NO_PAD.decode(parts[1]).unwrap()).unwrap();
    assert!(!claims.contains("own"), "no password, no name: {claims}");
    for (from, to) in [("1900000000000000007", "1700000000000000001"), ("\"user\"", "\"administrator\"")] {
        assert!(claims.contains(from), "{claims}");
        let changed = URL_SAFE_NO_PAD.encode(claims.replace(from, to));
        let answer = list(address, &[parts[0], &changed, parts[2]].join("."));
        assert_eq!(answer.common().0, "AUTH_FAILURE_TOKEN_FAILURE");
    }
}

#[test]
fn files_of_users_that_cannot_be_used() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("users.json");
    let start = || Emulator::builder().users(&path).start().map(drop);
    let missing = start().unwrap_err();
    assert!(matches!(&missing, Error::File { .. }), "{missing}");
    assert!(missing.to_string().ends_with("; give the path of a JSON file"), "{missing}");
    std::fs::write(&path, "[\n{ \"username\": \"own\", \"password\": 98765 }]").unwrap();
    let wrong = start().unwrap_err().to_string();
    assert!(wrong.contains("users.json line 2: `password` is missing or not a text; write a list"), "{wrong}");
    assert!(!wrong.contains("98765"), "{wrong}");
    std::fs::write(&path, [0xff]).unwrap();
    assert!(start().unwrap_err().to_string().contains("not UTF-8"));
}

/// Keys and passwords are in no log and no debug output.
#[test]
fn keys_are_never_shown() {
    let emulator = started();
    let address = emulator.address();
    sign_in(address, "own", "geheim-1");
    list(address, "geheim-2");
    token_call(address, ("emulator-id", "geheim-3"), GRANT);
    let log = serde_json::to_string(&emulator.log()).unwrap();
    let debug = format!("{emulator:?} {:?}", Emulator::builder().api_key("geheim-4").publishable_key("geheim-5"));
    for text in [log, debug] {
        assert!(
            !text.contains("geheim") && !text.contains("local-api-key") && !text.contains("emulator-key"),
            "{text}"
        );
    }
}

/// The limit of token calls counts those of users.
#[test]
fn token_calls_are_limited_together() {
    let profile = Profile::documented().with(|profile| profile.gateway.tokens_per_minute = 2);
    let emulator = start(|builder| builder.profile(profile).clock(0));
    let address = emulator.address();
    assert_eq!((sign_in(address, "own", "own").status, token_call(address, KEYS, GRANT).status), (200, 200));
    let refused: Value = sign_in(address, "own", "own").json();
    assert_eq!(refused["code"], "EXCEED_RATELIMIT");
}

/// Keys that no caller can send, and one key for two kinds of callers, were accepted: visitors were administrators.
#[test]
fn keys_that_cannot_be_used_are_refused_at_the_start() {
    let error = |api_key: &str, publishable_key: &str| {
        let error = Emulator::builder().api_key(api_key).publishable_key(publishable_key).start().unwrap_err();
        assert!(matches!(error, Error::Key { .. }), "{error}");
        assert!(!error.to_string().contains("geheim") && !format!("{error:?}").contains("geheim"), "{error:?}");
        error.to_string()
    };
    let advice = "choose another one of letters, digits and signs of ASCII, without spaces";
    let said = |method: &str, reason: &str| format!("the key of `{method}` cannot be used: {reason}; {advice}");
    let same = "it is the same as `api_key`, so that visitors would be administrators";
    assert_eq!(error("geheim-1", "geheim-1"), said("publishable_key", same));
    assert_eq!(error("", "geheim-1"), said("api_key", "it is empty"));
    assert_eq!(error("geheim-1", ""), said("publishable_key", "it is empty"));
    for bad in ["geheim 1", " geheim", "geheim\n", "geheim\u{7f}", "密钥geheim"] {
        let reason = "it contains a space, a control character or a character outside of ASCII";
        assert_eq!(error(bad, "geheim-1"), said("api_key", reason));
        assert_eq!(error("geheim-1", bad), said("publishable_key", reason));
    }
    let usable: String = ('!'..='~').collect();
    assert!(Emulator::builder().api_key(usable).publishable_key("p").start().is_ok());
}
