//! The page of models, and what concerns every page.

use std::thread;

use serde_json::json;
use weda_emulator::Definition;

use crate::Test;
use crate::devtools::Browser;
use crate::fixture::Fixture;

pub const TESTS: &[Test] = &[
    ("models::are_listed_with_titles_and_counts", are_listed_with_titles_and_counts),
    ("models::show_fields_rust_and_definition", show_fields_rust_and_definition),
    ("models::are_reached_by_keyboard", are_reached_by_keyboard),
    ("models::the_token_leaves_the_address_and_is_needed", the_token_leaves_the_address_and_is_needed),
    ("models::hostile_definitions_are_text", hostile_definitions_are_text),
    ("models::language_theme_and_widths", language_theme_and_widths),
    ("models::other_pages_read_and_write_nothing", other_pages_read_and_write_nothing),
];

fn are_listed_with_titles_and_counts(browser: &Browser) {
    let fixture = Fixture::new();
    let mut page = fixture.page(browser, "/", 1280);
    page.see("学生");
    let row = page.eval("[...document.querySelectorAll('tr')].find((e) => e.innerText.includes('学生')).innerText");
    let row = row.as_str().unwrap();
    assert!(row.contains("student") && row.contains("\t3\t0\tPublished"), "{row}");
    assert_eq!(page.eval("location.pathname"), "/models");
    page.press("学生");
    page.see("Student::NAME");
    assert_eq!(page.eval("location.pathname"), "/models/student");
    page.eval("history.back()");
    page.see("System models");
    page.end();
}

fn show_fields_rust_and_definition(browser: &Browser) {
    let fixture = Fixture::new();
    let mut page = fixture.page(browser, "/models/student", 1280);
    page.see("Student::SCORE");
    page.see("成绩");
    page.press("Rust");
    page.see("pub struct Student");
    assert_eq!(page.eval("new URLSearchParams(location.search).get('tab')"), "rust");
    page.press("Definition");
    page.see("\"x-primary-column\": \"name\"");
    let source = page.eval("document.querySelector('pre').innerText");
    assert_eq!(source.as_str().unwrap().trim(), fixture_text().trim());
    page.end();
}

fn fixture_text() -> String {
    std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/database-schemas/student.json")).unwrap()
}

fn are_reached_by_keyboard(browser: &Browser) {
    let fixture = Fixture::new();
    let mut page = fixture.page(browser, "/models", 1280);
    page.see("学生");
    for _ in 0..40 {
        if page.eval("document.activeElement.innerText") == "学生" {
            break;
        }
        page.key("Tab", 0);
    }
    page.key("Enter", 0);
    page.see("Student::NAME");
    page.end();
}

fn the_token_leaves_the_address_and_is_needed(browser: &Browser) {
    let fixture = Fixture::new();
    let mut page = fixture.page(browser, "/models", 1280);
    page.see("学生");
    assert_eq!(page.eval("location.hash"), "");
    // A reload keeps it, as does another page of the studio.
    page.open(&fixture.url("/models/student"));
    page.see("Student::NAME");
    page.end();

    let mut stranger = browser.page(1280, 900);
    stranger.open(&fixture.url("/models?lang=en"));
    stranger.see("Open the address that the command printed");
    assert!(!stranger.eval("document.body.innerText").as_str().unwrap().contains("学生"));
    stranger.end();
}

fn hostile_definitions_are_text(browser: &Browser) {
    let fixture = Fixture::new();
    let title = "<img src=x onerror=\"window.hit=1\"><script>window.hit=1</script>\u{202e}正\u{0}反";
    let text = json!({ "title": title, "description": title, "properties": {
        "a": { "type": "string", "title": title, "description": title, "default": title },
        "b": { "type": "string", "format": "x-enum", "title": title, "enum": [title] },
    } });
    let odd = Definition::parse("odd", "<b>odd</b>.json", &text.to_string()).unwrap();
    fixture.emulator.define(odd).unwrap();
    let mut page = fixture.page(browser, "/models", 1280);
    page.see("<script>window.hit=1</script>");
    page.open(&fixture.url("/models/odd"));
    page.see("<script>window.hit=1</script>");
    // Marks that turn or hide text are visible.
    page.see("202E");
    page.see("0000");
    page.open(&fixture.url("/models/odd?tab=rust"));
    page.see("pub struct Odd");
    page.open(&fixture.url("/models/odd?tab=definition"));
    page.see("<b>odd</b>.json");
    assert_eq!(page.eval("window.hit ?? null"), json!(null));
    assert_eq!(page.eval("document.querySelectorAll('main img, main script, main b').length"), 0);
    page.end();
}

fn language_theme_and_widths(browser: &Browser) {
    let fixture = Fixture::new();
    let mut page = fixture.page(browser, "/models", 1280);
    page.see("Own models");
    page.press("中文");
    page.see("自建模型");
    assert_eq!(page.eval("document.documentElement.lang"), "zh-CN");
    let color = |page: &mut crate::devtools::Page| page.eval("getComputedStyle(document.body).backgroundColor");
    let light = color(&mut page);
    page.press("☀");
    assert_ne!(color(&mut page), light);
    for width in [390, 1280, 1920] {
        page.resize(width, 900);
        page.open(&fixture.url("/models/student"));
        page.see("Student::NAME");
        // The theme is kept, and nothing but a table's own box scrolls sideways.
        assert_ne!(color(&mut page), light);
        assert_eq!(page.eval("document.documentElement.scrollWidth <= innerWidth"), true, "{width}");
        page.picture(&format!("models-zh-dark-{width}"));
    }
    page.press("English");
    page.press("☾");
    page.see("Models");
    page.picture("models-en-light-1920");
    page.end();
}

/// A page of another port of this machine, which a browser lets call anything, with what it could learn of the studio.
fn other_pages_read_and_write_nothing(browser: &Browser) {
    use std::io::{Read as _, Write as _};
    let fixture = Fixture::new();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let own = format!("http://{}/", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(
                b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok",
            );
        }
    });
    let mut page = browser.page(1280, 900);
    page.open(&own);
    page.see("ok");
    let address = fixture.studio.address();
    let token = fixture.studio.url().split("#token=").nth(1).unwrap();
    // Even with the token, which it cannot know.
    let tried = page.eval(&format!(
        r#"(async () => {{
            const done = [];
            const attempt = async (name, options, path = "/api/v1/models") => {{
                try {{ const a = await fetch("http://{address}" + path, options); done.push(name + " " + a.type + " " + (await a.text()).length); }}
                catch {{ done.push(name + " refused"); }}
            }};
            const headers = {{ authorization: "Bearer {token}", "content-type": "application/json" }};
            await attempt("cors", {{ method: "POST", headers, body: "{{}}" }});
            await attempt("plain", {{ method: "POST", mode: "no-cors", body: "{{}}" }});
            await attempt("file", {{}}, "/studio.js");
            await new Promise((end) => {{ const f = document.createElement("iframe"); f.onload = end; f.src = "http://{address}/models"; document.body.append(f); }});
            const frame = document.querySelector("iframe");
            let inside = "closed";
            try {{ inside = frame.contentDocument.body.innerText || "closed"; }} catch {{}}
            done.push("frame " + inside);
            await new Promise((end) => {{ const s = document.createElement("script"); s.onload = () => {{ done.push("script ran"); end(); }}; s.onerror = end; s.src = "http://{address}/studio.js"; document.head.append(s); }});
            await new Promise((end) => {{ const w = new WebSocket("ws://{address}/api/v1/calls"); w.onopen = () => {{ done.push("socket open"); end(); }}; w.onerror = end; }});
            return done;
        }})()"#
    ));
    assert_eq!(tried, json!(["cors refused", "plain refused", "file refused", "frame closed"]));
    assert_eq!(fixture.emulator.records("student").unwrap().len(), 3);
}
