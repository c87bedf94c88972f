//! Statuses, envelopes, and invalid bodies.

use super::calls::{self, ALL};
use super::{Built, Case};
use crate::service::Reply;

const STATUSES: [u16; 31] = [
    202, 204, 205, 301, 302, 304, 400, 401, 402, 403, 404, 405, 407, 408, 409, 410, 412, 413, 414, 418, 422, 425, 429,
    431, 451, 500, 501, 502, 503, 504, 511,
];

/// Refusals in every envelope, successes that resemble one, and other bodies.
const BODIES: [(&str, &str); 41] = [
    (
        "an upper envelope",
        r#"{"Response":{"RequestId":"service-1","Error":{"Code":"InvalidParameter","Message":"不"}}}"#,
    ),
    ("a lower envelope", r#"{"response":{"requestId":"service-1","error":{"code":"SYS_ERR","message":"不"}}}"#),
    ("an envelope without an error", r#"{"Response":{"RequestId":"service-1","Error":{"Code":"","Message":""}}}"#),
    ("a wrapped envelope", r#"{"code":0,"data":{"Response":{"Error":{"Code":"PERMISSION_DENIED","Message":"不"}}}}"#),
    ("an error member", r#"{"error":{"code":"EXCEED_RATELIMIT","message":"不"}}"#),
    ("an error of OAuth", r#"{"error":"invalid_client","error_description":"不"}"#),
    ("a code that is a number", r#"{"code":-1,"message":"不"}"#),
    ("a code alone", r#"{"code":"SYS_ERR"}"#),
    ("an unknown code alone", r#"{"code":"NEW"}"#),
    ("a code of success", r#"{"code":"SUCCESS","message":"ok","data":{}}"#),
    ("a message alone", r#"{"message":"不"}"#),
    ("an empty object", "{}"),
    ("null", "null"),
    ("nothing", ""),
    ("blanks", " \r\n"),
    ("a list", "[]"),
    ("a number", "7"),
    ("a text", "\"text\""),
    ("a page of HTML", "<html><title>Sign in</title>\u{1b}[31m</html>"),
    ("plain text", "upstream connect error"),
    ("an object that breaks off", r#"{"@odata.context":"c","_id":"r1","#),
    ("an object that breaks off behind a bracket", r#"{"@odata.context":"c","value":[{"_id":"r1"}"#),
    ("a broken object", r#"{"a":}"#),
    ("a record", r#"{"@odata.context":"c","_id":"r1","title":"书"}"#),
    ("a record of another id", r#"{"@odata.context":"c","_id":"r9","title":"书"}"#),
    ("a record without an id", r#"{"@odata.context":"c","title":"书"}"#),
    ("a record without a title", r#"{"@odata.context":"c","_id":"r1"}"#),
    ("a record whose title is a number", r#"{"@odata.context":"c","_id":"r1","title":7}"#),
    ("a record twice", r#"{"_id":"r1","title":"书"}{"_id":"r1","title":"书"}"#),
    ("a record with a code", r#"{"_id":"r1","title":"书","code":"SYS_ERR","message":"不"}"#),
    ("a page", r#"{"@odata.context":"c","value":[{"_id":"r1","title":"书"}],"@odata.count":1}"#),
    ("a page without a count", r#"{"@odata.context":"c","value":[{"_id":"r1","title":"书"}]}"#),
    ("a page with a count of text", r#"{"@odata.context":"c","value":[{"_id":"r1","title":"书"}],"@odata.count":"1"}"#),
    (
        "a page with a fraction for a count",
        r#"{"@odata.context":"c","value":[{"_id":"r1","title":"书"}],"@odata.count":1.5}"#,
    ),
    ("a page with a count of less", r#"{"@odata.context":"c","value":[{"_id":"r1","title":"书"}],"@odata.count":0}"#),
    ("a page without a list", r#"{"@odata.context":"c","@odata.count":1}"#),
    ("a page whose list is not a list", r#"{"@odata.context":"c","value":{},"@odata.count":1}"#),
    ("an empty page with a count", r#"{"@odata.context":"c","value":[],"@odata.count":5}"#),
    ("a page with a misfit", r#"{"@odata.context":"c","value":[{"_id":"r1","title":7}],"@odata.count":1}"#),
    ("a page with a record without an id", r#"{"@odata.context":"c","value":[{"title":"书"}],"@odata.count":1}"#),
    (
        "a page with the same record twice",
        r#"{"@odata.context":"c","value":[{"_id":"r1","title":"书"},{"_id":"r1","title":"书"}],"@odata.count":2}"#,
    ),
];

fn whole(status: u16, lines: &'static str, body: &str) -> Reply {
    Reply::Whole(status, lines, body.as_bytes().to_vec())
}

pub fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for status in STATUSES {
        for (name, make) in ALL.into_iter().filter(|(name, _)| ["get", "create", "update", "delete"].contains(name)) {
            cases.push(Case::new(format!("{name}: {status}, nothing"), make, [whole(status, "", "")]));
        }
        let html = whole(status, "content-type: text/html\r\n", "<html>Gateway</html>");
        cases.push(Case::new(format!("list: {status}, a page of HTML"), calls::list, [html]));
        let said = whole(status, "", r#"{"message":"不"}"#);
        cases.push(Case::new(format!("request POST: {status}, a message"), calls::api_post, [said]));
        let client = if matches!(status, 425 | 429) { Built::TokenLater } else { Built::Plain };
        cases.push(Case::new(format!("token: {status}"), calls::get, []).token(whole(status, "", "")).by(client));
    }
    for (body, text) in BODIES {
        for (name, make) in ALL {
            cases.push(Case::new(format!("{name}: 200, {body}"), make, [whole(200, "", text)]));
        }
        let refused = Case::new(format!("get: 404, {body}"), calls::get, [whole(404, "", text)]);
        cases.extend([refused, Case::new(format!("create: 500, {body}"), calls::create, [whole(500, "", text)])]);
        let client = if text.contains("RATELIMIT") { Built::TokenLater } else { Built::Plain };
        cases.push(Case::new(format!("token: 200, {body}"), calls::get, []).token(whole(200, "", text)).by(client));
    }
    for (what, text) in [
        ("an empty token", r#"{"access_token":"","token_type":"Bearer","expires_in":1}"#),
        ("a token with a line break", r#"{"access_token":"a\nb","token_type":"Bearer","expires_in":1}"#),
        ("another type of token", r#"{"access_token":"token-long","token_type":"MAC","expires_in":1}"#),
        ("a token without its end", r#"{"access_token":"token-long"}"#),
        ("a token with its end as text", r#"{"access_token":"token-long","token_type":"Bearer","expires_in":"7200"}"#),
        (
            "a token with no number for its end",
            r#"{"access_token":"token-long","token_type":"Bearer","expires_in":"soon"}"#,
        ),
        ("a token that ended before", r#"{"access_token":"token-long","token_type":"Bearer","expires_in":-5}"#),
        ("keys that come back", r#"{"error":"invalid_client","error_description":"bad my SecretKey of my SecretId"}"#),
    ] {
        cases.push(Case::new(format!("token: {what}"), calls::get, []).token(whole(200, "", text)));
    }
    headers(&mut cases);
    recoveries(&mut cases);
    cases
}

fn headers(cases: &mut Vec<Case>) {
    let record = r#"{"@odata.context":"c","_id":"r1","title":"红楼梦"}"#;
    for (name, make) in ALL {
        let text = if name == "list" { r#"{"value":[],"@odata.count":0}"# } else { record };
        // The id of another request of this process.
        let foreign = whole(200, "x-request-id: gateway-7\r\n", text);
        cases.push(Case::new(format!("{name}: the id of a gateway"), make, [foreign]));
        let without = Reply::WithoutId(200, text.as_bytes().to_vec());
        cases.push(Case::new(format!("{name}: no id"), make, [without]));
        let other = Reply::WithoutId(200, record.replace("r1", "r9").replace("红楼梦", "围城").into_bytes());
        cases.push(Case::new(format!("{name}: no id, another record"), make, [other]));
    }
    for (what, lines) in [
        ("another content type", "content-type: text/html\r\n"),
        ("an unknown coding", "content-encoding: br\r\n"),
        ("a broken coding", "content-encoding: gzip\r\n"),
        ("a redirect of a proxy", "location: http://127.0.0.1:9/\r\n"),
    ] {
        for (name, make) in [("get", calls::get as super::Make), ("create", calls::create), ("update", calls::update)] {
            cases.push(Case::new(format!("{name}: {what}"), make, [whole(200, lines, record)]));
        }
    }
    for (what, lines) in [
        ("seconds", "retry-after: 0\r\n"),
        ("one second", "retry-after: 1\r\n"),
        ("a long time", "retry-after: 3600\r\n"),
        ("no number", "retry-after: soon\r\n"),
        ("a date that is over", "retry-after: Wed, 21 Oct 2015 07:28:00 GMT\r\n"),
    ] {
        for (status, make, name) in [(429, calls::create as super::Make, "create"), (503, calls::get, "get")] {
            let name = format!("{name}: {status} with retry-after of {what}");
            cases.push(Case::new(name, make, [whole(status, lines, "")]));
        }
    }
    let long = format!(r#"{{"@odata.context":"c","_id":"r1","title":"{}"}}"#, "a".repeat(70_000));
    cases.push(Case::new("get: too long", calls::get, [whole(200, "", &long)]).by(Built::Narrow));
    cases.push(Case::new("create: too long", calls::create, [whole(201, "", &long)]).by(Built::Narrow));
    let records: Vec<String> = (0..11).map(|at| format!(r#"{{"_id":"r{at}","title":"书"}}"#)).collect();
    let page = format!(r#"{{"value":[{}],"@odata.count":11}}"#, records.join(","));
    for (name, make) in
        [("list", calls::list as super::Make), ("lossy", calls::lossy), ("untyped list", calls::untyped_list)]
    {
        cases.push(Case::new(format!("{name}: too many records"), make, [whole(200, "", &page)]).by(Built::Narrow));
    }
    let cut = [whole(200, "", &page.replace(":11}", ":30}")), whole(200, "", r#"{"value":[],"@odata.count":30}"#)];
    cases.push(Case::new("list: an empty page before the end", calls::list, cut));
    let again = [whole(200, "", &page.replace(":11}", ":22}")), whole(200, "", &page.replace(":11}", ":22}"))];
    cases.push(Case::new("list: the same page again", calls::list, again));
}

/// Faults that occur once.
fn recoveries(cases: &mut Vec<Case>) {
    let dead = whole(401, "", r#"{"code":"INVALID_ACCESS_TOKEN","message":"old"}"#);
    for (name, make) in ALL {
        for (what, once) in [
            ("a dead token", dead.clone()),
            ("an internal error of the service", whole(200, "", r#"{"code":"SYS_ERR","message":"不"}"#)),
            ("too many calls", whole(429, "", "")),
            ("a gateway without a service", whole(502, "", "<html>")),
            ("a connection that ends", Reply::HangUp),
        ] {
            cases.push(Case::new(format!("{name}: {what}, once"), make, [once, Reply::Usual]));
        }
    }
}
