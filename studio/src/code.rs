//! A logged request as code that sends it again. The token is never in it.

use serde_json::{Value, json};

/// The request as `curl`, Rust and JavaScript.
pub(crate) fn of(url: &str, method: &str, target: &str, body: &str) -> Value {
    json!({
        "curl": curl(url, method, target, body),
        "rust": rust(method, target, body),
        "javascript": javascript(url, method, target, body),
    })
}

fn curl(url: &str, method: &str, target: &str, body: &str) -> String {
    // Without `-g`, curl expands brackets and braces of the address. `--data-raw` sends a body that begins with `@` as it is,
    // where `--data-binary` would read a file.
    let mut text = format!("curl -g -sS -X {} {}", shell(method), shell(&format!("{url}{target}")));
    text += " \\\n  -H \"Authorization: Bearer $WEDA_TOKEN\"";
    if !body.is_empty() {
        text += &format!(" \\\n  -H 'Content-Type: application/json' --data-raw {}", shell(body));
    }
    text
}

/// A word of a POSIX shell.
fn shell(text: &str) -> String {
    let is_plain = |one: char| one.is_ascii_alphanumeric() || "-_./:".contains(one);
    if !text.is_empty() && text.chars().all(is_plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

fn rust(method: &str, target: &str, body: &str) -> String {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut text = format!("let answer: serde_json::Value = client\n    .request({method:?}, {path:?})\n");
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        text += &format!("    .query({:?}, {:?})\n", decoded(name), decoded(value));
    }
    if !body.is_empty() {
        // The body is JSON already: its text is the shortest form that is certainly the same.
        text += &format!("    .json(&serde_json::from_str::<serde_json::Value>({body:?})?)\n");
    }
    text + "    .await?;"
}

fn javascript(url: &str, method: &str, target: &str, body: &str) -> String {
    let mut text = format!(
        "const answer = await fetch({}, {{\n  method: {},\n",
        quoted(&format!("{url}{target}")),
        quoted(method)
    );
    text += "  headers: { authorization: `Bearer ${process.env.WEDA_TOKEN}`";
    if body.is_empty() {
        text += " },\n";
    } else {
        text += &format!(", \"content-type\": \"application/json\" }},\n  body: {},\n", quoted(body));
    }
    // Errors of the service come under 200 too.
    text + "}).then((r) => r.json());\nif (answer.code || answer.Response?.Error) throw new Error(JSON.stringify(answer));"
}

/// A text of JavaScript. JSON is one, but for two characters that end lines in older engines.
fn quoted(text: &str) -> String {
    Value::from(text).to_string().replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

/// A part of a query without its escapes.
fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let escaped = (bytes[at] == b'%').then(|| text.get(at + 1..at + 3)).flatten();
        match escaped.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(if bytes[at] == b'+' { b' ' } else { bytes[at] });
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::{decoded, of, quoted, shell};

    #[test]
    fn texts_stay_texts_in_each_language() {
        assert_eq!(shell("/weda/odata/v1/pre/book"), "/weda/odata/v1/pre/book");
        assert_eq!(shell("it's $HOME `x`"), r"'it'\''s $HOME `x`'");
        assert_eq!(shell(""), "''");
        assert_eq!(quoted("a\"b\u{2028}\n"), r#""a\"b\u2028\n""#);
        assert_eq!(decoded("name%20eq%20%27%E6%9D%8E%27+x%2"), "name eq '李' x%2");
    }

    #[test]
    fn a_request_in_each_language() {
        let code = of("http://127.0.0.1:4010", "POST", "/weda/odata/v1/pre/book?a=%27", r#"{"title":"it's"}"#);
        let text = |name: &str| code[name].as_str().unwrap().to_owned();
        assert!(text("curl").contains(r#"--data-raw '{"title":"it'\''s"}'"#), "{}", text("curl"));
        assert!(text("rust").contains(r#".query("a", "'")"#), "{}", text("rust"));
        assert!(text("javascript").contains(r#"body: "{\"title\":\"it's\"}""#), "{}", text("javascript"));
        assert!(!code.to_string().contains("eyJ"));
        // A file of the user, and patterns of curl.
        let code = of("http://127.0.0.1:4010", "POST", "/weda/odata/v1/pre/book?x={a,b}[1-9]", "@/etc/hostname");
        let curl = code["curl"].as_str().unwrap();
        assert!(
            curl.starts_with("curl -g -sS -X POST 'http") && curl.ends_with("--data-raw '@/etc/hostname'"),
            "{curl}"
        );
    }
}
