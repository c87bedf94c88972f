//! The log of requests: outcomes, code, replays.

use std::process::Command;

use serde_json::json;
use weda_emulator::{Effect, Fault};

use crate::Test;
use crate::devtools::Browser;
use crate::fixture::Fixture;

pub const TESTS: &[Test] = &[
    ("requests::are_live_and_filtered", are_live_and_filtered),
    ("requests::a_lost_answer_is_told_from_a_refusal", a_lost_answer_is_told_from_a_refusal),
    ("requests::copied_curl_sends_the_same_request", copied_curl_sends_the_same_request),
    ("requests::replays_of_writes_ask", replays_of_writes_ask),
    ("requests::are_listed_once_on_a_slow_line", are_listed_once_on_a_slow_line),
    ("requests::hostile_requests_are_text", hostile_requests_are_text),
];

const LIST: &str =
    "/weda/odata/v1/pre/student?$filter=score%20gt%2050%20and%20contains(name,%27%E6%9D%8E%27)&$count=true";

fn are_live_and_filtered(browser: &Browser) {
    let fixture = Fixture::new();
    let mut page = fixture.page(browser, "/requests", 1600);
    page.see("There are no requests");
    fixture.program("GET", LIST, "");
    page.see("score gt 50 and contains(name,'李')");
    page.see("POST token");
    fixture.program("GET", "/weda/odata/v1/pre/none", "");
    page.see("refused");
    page.key("/", 0);
    page.type_text("errors");
    page.key("Enter", 0);
    page.until("document.querySelectorAll('.log tbody tr').length === 1");
    page.open(&fixture.url("/requests?lang=en&q=call:list%20model:student%20-errors"));
    page.until("document.querySelectorAll('.log tbody tr').length === 1");
    page.key("l", 0);
    page.see("paused, 0 new");
    fixture.program("GET", LIST, "");
    page.see("paused, 2 new");
    page.picture("requests-en-1600");
    page.end();
}

/// Reads that overlap would be answered by the same requests.
fn are_listed_once_on_a_slow_line(browser: &Browser) {
    let fixture = Fixture::new();
    let mut page = fixture.page(browser, "/requests", 1600);
    page.see("There are no requests");
    page.eval(
        "(() => { window.running = window.most = 0; const real = window.fetch; window.fetch = async (url, options) => { \
         if (!String(url).endsWith('/log')) return real(url, options); \
         most = Math.max(most, ++running); const answer = await real(url, options); \
         await new Promise((done) => setTimeout(done, 1800)); running--; return answer; }; })()",
    );
    fixture.program("GET", LIST, "");
    page.until("document.querySelectorAll('.log tbody tr').length >= 2");
    std::thread::sleep(std::time::Duration::from_secs(3));
    assert_eq!(page.eval("document.querySelectorAll('.log tbody tr').length"), 2);
    assert_eq!(page.eval("most"), 1);
    fixture.program("GET", LIST, "");
    page.until("document.querySelectorAll('.log tbody tr').length === 4");
    page.end();
}

fn a_lost_answer_is_told_from_a_refusal(browser: &Browser) {
    let fixture = Fixture::new();
    fixture.emulator.inject_fault(Fault::new(Effect::DropAfter).method("POST").path("/odata/").times(1)).unwrap();
    let body = json!({ "name": "赵六", "course": "美术" }).to_string();
    assert_eq!(fixture.program("POST", "/weda/odata/v1/pre/student", &body), "");
    fixture.program("POST", "/weda/odata/v1/pre/student", r#"{"name":5}"#);
    let mut page = fixture.page(browser, "/requests", 1600);
    page.see("carried out, no answer sent");
    page.until("document.querySelector('.log .warn') && document.querySelector('.log .bad')");
    page.click(".log .warn");
    page.see("\"赵六\"");
    page.press("Open in the grid ›");
    page.see("赵六");
    page.end();
}

fn copied_curl_sends_the_same_request(browser: &Browser) {
    let fixture = Fixture::new();
    let body = json!({ "name": "it's 赵六", "course": "\"$HOME\" `美术` \\" }).to_string();
    fixture.program("POST", "/weda/odata/v1/pre/student", &body);
    let mut page = fixture.page(browser, "/requests", 1600);
    page.see("POST create");
    page.click(".log tbody tr");
    page.until("document.querySelector('[data-code=curl]')");
    let code = |page: &mut crate::devtools::Page, name: &str| {
        page.eval(&format!("document.querySelector('[data-code={name}]').textContent")).as_str().unwrap().to_owned()
    };
    let curl = code(&mut page, "curl");
    assert!(code(&mut page, "rust").contains(".request(\"POST\", \"/weda/odata/v1/pre/student\")"));
    assert!(code(&mut page, "javascript").contains("process.env.WEDA_TOKEN"));
    let text = page.eval("document.body.innerText");
    assert!(!text.as_str().unwrap().contains(&fixture.token()), "a token is on the page");
    if Command::new("curl").arg("--version").output().is_ok() {
        let done = Command::new("sh").args(["-c", &curl]).env("WEDA_TOKEN", fixture.token()).output().unwrap();
        assert!(done.status.success(), "{curl}: {}", String::from_utf8_lossy(&done.stderr));
        let records = fixture.emulator.records("student").unwrap();
        assert_eq!(
            (&records[4]["name"], &records[4]["course"]),
            (&records[3]["name"], &records[3]["course"]),
            "{curl}"
        );
        assert_eq!(records[4]["name"], "it's 赵六");
    } else {
        eprintln!(
            "copied_curl_sends_the_same_request: left out, since there is no curl: the copied commands were not run"
        );
    }
    page.end();
}

fn replays_of_writes_ask(browser: &Browser) {
    let fixture = Fixture::new();
    fixture.program("POST", "/weda/odata/v1/pre/student", &json!({ "name": "赵六", "course": "美术" }).to_string());
    let mut page = fixture.page(browser, "/requests", 1600);
    page.see("POST create");
    page.click(".log tbody tr");
    page.press("Replay");
    page.see("Send it again?");
    page.key("Escape", 0);
    assert_eq!(fixture.emulator.records("student").unwrap().len(), 4);
    page.press("Replay");
    page.press("Go on");
    page.see("Answer of the replay: 201");
    assert_eq!(fixture.emulator.records("student").unwrap().len(), 5);
    page.until("document.querySelectorAll('.log tbody tr').length === 4");
    page.picture("requests-detail");
    page.end();
}

fn hostile_requests_are_text(browser: &Browser) {
    let fixture = Fixture::new();
    fixture.program("GET", "/weda/odata/v1/pre/%3Cscript%3Ewindow.hit=1%3C%2Fscript%3E?%24filter=%E2%80%AE%00%ff", "");
    let mut page = fixture.page(browser, "/requests", 1600);
    page.until("document.querySelectorAll('.log tbody tr').length >= 2");
    page.click(".log tbody tr");
    page.until("document.querySelector('.panel')");
    page.until("document.querySelector('.panel').innerText.includes('script')");
    assert_eq!(page.eval("window.hit ?? null"), json!(null));
    assert_eq!(page.eval("document.querySelectorAll('main script, main img').length"), 0);
    page.end();
}
