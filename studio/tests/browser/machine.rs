//! Faults, the clock, tokens, data and the profile, as a person uses them.

use std::sync::Arc;

use serde_json::{Value, json};
use weda_emulator::{Definition, Effect, Emulator, Fault, Profile};
use weda_studio::{About, Ask, Emulated, Models, Page as RecordPage, Place, Reply, Source, Studio, Write, Written};

use crate::Test;
use crate::devtools::{Browser, Page};
use crate::fixture::{Fixture, lose};

pub const TESTS: &[Test] = &[
    ("machine::a_preset_strikes_and_marks_the_request", a_preset_strikes_and_marks_the_request),
    ("machine::a_fault_is_added_by_keyboard", a_fault_is_added_by_keyboard),
    ("machine::faults_are_healed", faults_are_healed),
    ("machine::a_request_opens_the_form", a_request_opens_the_form),
    ("machine::the_clock_expires_a_token", the_clock_expires_a_token),
    ("machine::a_reset_asks", a_reset_asks),
    ("machine::a_lost_answer_leaves_a_reset_in_doubt", a_lost_answer_leaves_a_reset_in_doubt),
    ("machine::a_switch_changes_the_next_answer", a_switch_changes_the_next_answer),
    ("machine::switches_have_editors_of_their_kind", switches_have_editors_of_their_kind),
    ("machine::a_copied_profile_starts_an_emulator", a_copied_profile_starts_an_emulator),
    ("machine::a_model_is_published", a_model_is_published),
    ("machine::an_environment_has_no_such_pages", an_environment_has_no_such_pages),
    ("machine::pages_in_both_languages_and_all_widths", pages_in_both_languages_and_all_widths),
];

const PATH: &str = "/weda/odata/v1/pre/student";

fn create(fixture: &Fixture) -> String {
    fixture.program("POST", PATH, &json!({ "name": "赵六", "course": "美术" }).to_string())
}

/// The records or the code of the answer to a list.
fn list(fixture: &Fixture, query: &str) -> Value {
    serde_json::from_str(&fixture.program("GET", &format!("{PATH}?{query}"), "")).unwrap()
}

fn focus(page: &mut Page, selector: &str) {
    page.until(&format!(
        "(document.querySelector({0}).focus(), document.activeElement === document.querySelector({0}))",
        json!(selector)
    ));
}

/// Replaces the text of a field.
fn fill(page: &mut Page, selector: &str, text: &str) {
    page.until(&format!("document.querySelector({})", json!(selector)));
    page.eval(&format!("document.querySelector({}).select()", json!(selector)));
    page.type_text(text);
}

fn a_preset_strikes_and_marks_the_request(browser: &Browser) {
    let fixture = Fixture::new();
    // Before the fault, which matches the token call of another path anyway.
    let mut page = fixture.page(browser, "/faults", 1280);
    page.see("No fault is active");
    page.press("Answer lost after a create");
    page.see("emulator.inject_fault(Fault::new(Effect::DropAfter).method(\"POST\").path(\"/odata/\").times(1))?;");
    let line = page.eval("document.querySelector('[data-line=json]').textContent");
    assert_eq!(line, r#"--fault '{"effect":"drop-after","method":"POST","path":"/odata/","times":1}'"#);
    assert_eq!(page.eval("document.activeElement.innerText"), "Add", "Enter adds it");
    page.key("Enter", 0);
    page.see("Active faults (1)");
    page.until("document.querySelector('.rail .badge').innerText === '1'");
    page.picture("faults-en-1280");
    assert_eq!(create(&fixture), "");
    page.see("Active faults (0)");
    page.until("!document.querySelector('.rail .badge')");
    assert_eq!(fixture.emulator.records("student").unwrap().len(), 4, "it was carried out");
    page.press("Requests");
    page.see("⚡ drop-after");
    page.key("/", 0);
    page.type_text("fault");
    page.key("Enter", 0);
    page.until("document.querySelectorAll('.log tbody tr').length === 1");
    page.click(".log tbody tr");
    page.see("injected fault");
    page.see("\"赵六\"");
    page.picture("faults-requests-1280");
    page.end();
}

fn a_fault_is_added_by_keyboard(browser: &Browser) {
    let fixture = Fixture::new();
    let mut page = fixture.page(browser, "/faults", 1280);
    focus(&mut page, "[name=effect][value=html]");
    page.key("ArrowRight", 0);
    page.until("document.querySelector('[name=effect][value=status]').checked");
    focus(&mut page, "[name=argument]");
    page.type_text("600");
    page.see("Write a number from 200 to 599.");
    page.until("document.querySelector('[name=argument]').getAttribute('aria-describedby') === 'problem-argument'");
    focus(&mut page, "[name=times]");
    page.type_text("0");
    page.see("“0” is not a whole number from 1; empty means without end.");
    page.picture("faults-problems");
    page.key("Enter", 0);
    assert!(fixture.emulator.faults().is_empty());
    fill(&mut page, "[name=times]", "2");
    fill(&mut page, "[name=argument]", "503");
    focus(&mut page, "[name=share]");
    page.type_text("50%");
    page.see(".times(2).probability(0.5, 0))?;");
    page.key("Enter", 0);
    page.see("Active faults (1)");
    let fault = &fixture.emulator.faults()[0].fault;
    assert_eq!(*fault, Fault::new(Effect::Status(503)).times(2).probability(0.5, 0));
    // The address is the form.
    let address = page.eval("location.search").as_str().unwrap().to_owned();
    page.open(&fixture.url(&format!("/faults{address}&lang=zh")));
    page.until("document.querySelector('[name=argument]').value === '503'");
    page.see("执行请求，返回结果使用这个 HTTP 状态。");
    page.end();
}

fn faults_are_healed(browser: &Browser) {
    let fixture = Fixture::new();
    let inject = |effect: Effect| fixture.emulator.inject_fault(Fault::new(effect).path("/odata/")).unwrap();
    let first = inject(Effect::Delay(1));
    inject(Effect::Status(503));
    inject(Effect::Refuse("<b>SYS_ERR</b>".to_owned()));
    let mut page = fixture.page(browser, "/faults", 1280);
    page.see("Active faults (3)");
    create(&fixture);
    page.until("document.querySelector('[data-fault] td:nth-child(5)').innerText === '1'");
    page.see("<b>SYS_ERR</b>");
    page.click("[data-fault] td:last-child button:last-child");
    page.see("Active faults (2)");
    assert!(!fixture.emulator.clear_fault(first), "it was the first");
    page.press("Heal all");
    page.see("No fault is active");
    assert!(fixture.emulator.faults().is_empty());
    page.end();
}

fn a_request_opens_the_form(browser: &Browser) {
    let fixture = Fixture::new();
    list(&fixture, "$filter=score%20ge%205");
    let mut page = fixture.page(browser, "/requests", 1280);
    page.click(".log tbody tr");
    page.see("depends on the switch");
    page.key("f", 0);
    page.until("document.querySelector('[name=path]').value === '/weda/odata/v1/pre/student'");
    page.until("document.querySelector('[name=method]').value === 'GET'");
    page.press("Requests");
    page.click(".log tbody tr");
    page.press("accept.ge_le ›");
    page.until("location.pathname === '/profile' && document.querySelectorAll('[data-switch]').length === 1");
    page.until("document.querySelector('[data-switch=\"accept.ge_le\"]')");
    page.end();
}

fn the_clock_expires_a_token(browser: &Browser) {
    let fixture = Fixture::new();
    let token = fixture.token();
    let mut page = fixture.page(browser, "/faults", 1280);
    page.until("document.querySelector('[data-fact=alive]').innerText === '1'");
    page.see("As this machine's.");
    page.press("+1 min");
    page.see("Ahead of this machine by 1 min.");
    page.press("To tomorrow in Shanghai");
    page.until("document.querySelector('.reading time').innerText.includes(' 00:00:0')");
    page.press("To the token's end");
    page.until("document.querySelector('[data-fact=alive]').innerText === '0'");
    assert!(fixture.emulator.clock().offset.unwrap() > 4 * 86_400_000);
    assert_eq!(fixture.emulator.token_state().alive, 0);
    let expired = fixture.program_with(&token, "GET", PATH, "");
    assert!(expired.contains("INVALID_ACCESS_TOKEN"), "{expired}");
    assert!(list(&fixture, "")["value"].is_array(), "a program that asks for a new token goes on");
    page.until("document.querySelector('[data-fact=issued]').innerText === '2'");
    page.press("Expire all");
    page.until("document.querySelector('[data-fact=alive]').innerText === '0'");
    page.press("Requests");
    // The first token, the call that it was too old for, the second token, its call.
    page.until("document.querySelectorAll('.log tbody tr').length === 4");
    page.see("INVALID_ACCESS_TOKEN");
    page.end();
}

fn a_reset_asks(browser: &Browser) {
    let fixture = Fixture::new();
    create(&fixture);
    let mut page = fixture.page(browser, "/faults", 1280);
    page.press("Reset data");
    page.see("Reset all data?");
    page.key("Escape", 0);
    assert_eq!(fixture.emulator.records("student").unwrap().len(), 4);
    page.press("Reset data");
    page.press("Go on");
    page.see("Done.");
    assert_eq!(fixture.emulator.records("student").unwrap().len(), 3);
    page.end();
}

fn a_lost_answer_leaves_a_reset_in_doubt(browser: &Browser) {
    let fixture = Fixture::new();
    let mut page = fixture.page(browser, "/faults", 1280);
    page.press("Reset data");
    lose(&mut page, "reset", "true");
    page.press("Go on");
    page.until("document.querySelector('.strip')?.innerText.includes('It may have been carried out')");
    // What only reads leaves none.
    page.open(&fixture.url("/models?lang=en"));
    page.see("学生");
    lose(&mut page, "page", "true");
    page.click(".rail a[href^='/records']");
    page.until("document.querySelector('.strip')");
    let text = page.eval("document.querySelector('.strip').innerText");
    assert!(!text.as_str().unwrap().contains("may have been"), "{text}");
    page.end();
}

fn a_switch_changes_the_next_answer(browser: &Browser) {
    let fixture = Fixture::new();
    let filter = "$filter=score%20ge%2061";
    assert!(list(&fixture, filter)["Response"]["Error"].is_object());
    let mut page = fixture.page(browser, "/profile", 1280);
    page.see("0 changed");
    page.key("/", 0);
    page.type_text("u8 ge");
    page.until("document.querySelector('[data-switch=\"accept.ge_le\"]')");
    page.until("!document.querySelector('[data-switch=\"accept.put\"]')");
    focus(&mut page, "[data-switch=\"accept.ge_le\"] input");
    page.key(" ", 0);
    page.see("1 changed");
    assert_eq!(list(&fixture, filter)["value"].as_array().unwrap().len(), 2);
    page.open(&fixture.url("/profile?lang=en"));
    page.until(
        "document.querySelector('[aria-labelledby=group-changed] [data-switch]').dataset.switch === 'accept.ge_le'",
    );
    page.picture("profile-en-1280");
    page.click("[data-switch=\"accept.ge_le\"] .was button");
    page.see("0 changed");
    assert!(list(&fixture, filter)["Response"]["Error"].is_object());
    page.end();
}

fn switches_have_editors_of_their_kind(browser: &Browser) {
    let fixture = Fixture::new();
    let mut page = fixture.page(browser, "/profile", 1280);
    let input = |path: &str| format!("[data-switch=\"{path}\"] .editor input");
    fill(&mut page, &input("lists.top_max"), "-1");
    page.key("Enter", 0);
    page.see("`lists.top_max` takes a whole number from 0 to 4294967295, found \"-1\"");
    page.until(
        "document.querySelector('[data-switch=\"lists.top_max\"] input').getAttribute('aria-invalid') === 'true'",
    );
    assert_eq!(fixture.emulator.profile(), Profile::documented());
    fill(&mut page, &input("lists.top_max"), "2");
    page.key("Enter", 0);
    page.see("1 changed");
    assert_eq!(list(&fixture, "")["value"].as_array().unwrap().len(), 2);
    fill(&mut page, &input("gateway.forbidden_models"), "class， student");
    page.key("Tab", 0);
    page.see("2 changed");
    assert_eq!(fixture.emulator.profile().gateway.forbidden_models, ["class", "student"]);
    fill(&mut page, &input("identity.user"), "1700000000000000009");
    page.key("Enter", 0);
    page.see("takes effect at the next start");
    focus(&mut page, "[data-switch=\"lists.excess\"] select");
    page.type_text("");
    page.key("ArrowDown", 0);
    page.see("4 changed");
    assert_eq!(fixture.emulator.profile().lists.excess, weda_emulator::profile::Excess::Refused);
    page.see("Rejects the call.");
    page.end();
}

fn a_copied_profile_starts_an_emulator(browser: &Browser) {
    let fixture = Fixture::new();
    let mut page = fixture.page(browser, "/profile?compare=strict", 1280);
    page.until("Number(document.querySelector('[data-changed]').dataset.changed) > 40");
    page.press("Set all to strict");
    page.see("Set all to strict?");
    page.press("Go on");
    page.until("document.querySelector('[data-changed]').dataset.changed === '0'");
    assert_eq!(fixture.emulator.profile(), Profile::strict());
    page.eval("Object.defineProperty(navigator, 'clipboard', { value: { writeText: async (text) => { window.copied = text } } })");
    page.press("Copy as TOML");
    page.until("window.copied");
    let toml = page.eval("window.copied").as_str().unwrap().to_owned();
    let copied = Emulator::builder().profile(Profile::parse("copied.toml", &toml).unwrap()).start().unwrap();
    assert_eq!(copied.profile(), Profile::strict());
    page.end();
}

fn a_model_is_published(browser: &Browser) {
    let fixture = Fixture::new();
    let text = r#"{ "title": "书评", "properties": { "text": { "type": "string", "title": "内容" } } }"#;
    fixture.emulator.define(Definition::parse("review", "review.json", text).unwrap()).unwrap();
    let mut page = fixture.page(browser, "/records/prod/review", 1280);
    page.see("it is not published");
    page.press("Publish");
    page.see("Publish review to prod?");
    page.key("Escape", 0);
    assert_eq!(fixture.emulator.unpublished(), ["review"]);
    page.press("Publish");
    page.press("Go on");
    page.see("内容");
    assert!(fixture.emulator.unpublished().is_empty());
    page.end();
}

/// The same records, as of an environment.
struct Environment(Emulated);

impl Source for Environment {
    fn about(&self) -> About {
        let mut about = self.0.about();
        about.emulator = false;
        about
    }

    fn models(&self) -> Reply<'_, Models> {
        self.0.models()
    }

    fn page(&self, ask: Ask) -> Reply<'_, RecordPage> {
        self.0.page(ask)
    }

    fn record(&self, at: Place, id: String) -> Reply<'_, Option<Value>> {
        self.0.record(at, id)
    }

    fn names(&self, at: Place, ids: Vec<String>) -> Reply<'_, std::collections::BTreeMap<String, Option<String>>> {
        self.0.names(at, ids)
    }

    fn write(&self, at: Place, write: Write) -> Reply<'_, Written> {
        self.0.write(at, write)
    }
}

fn an_environment_has_no_such_pages(browser: &Browser) {
    let mut fixture = Fixture::new();
    fixture.studio = Studio::start(Environment(Emulated::new(Arc::clone(&fixture.emulator))), "127.0.0.1:0").unwrap();
    let mut page = fixture.page(browser, "/models", 1280);
    page.see("student");
    let rail = page.eval("document.querySelector('.rail').innerText").as_str().unwrap().to_owned();
    assert!(!rail.contains("Faults") && !rail.contains("Profile"), "{rail}");
    for path in ["/faults?lang=en", "/profile?lang=en"] {
        page.open(&fixture.url(path));
        page.until("document.querySelector('main .empty')");
        assert_eq!(page.eval("document.querySelectorAll('main button').length"), 0);
    }
    page.end();
}

fn pages_in_both_languages_and_all_widths(browser: &Browser) {
    let fixture = Fixture::new();
    let fault = Fault::new(Effect::Refuse("SYS_ERR".into())).path("/odata/").probability(0.2, 7);
    fixture.emulator.inject_fault(fault).unwrap();
    fixture.emulator.inject_fault(Fault::new(Effect::DropAfter).method("POST").path("/odata/").times(1)).unwrap();
    let switches = |profile: &mut Profile| {
        (profile.accept.ge_le, profile.lists.top_max, profile.gateway.calls_per_day) = (true, 200, 1000);
        profile.identity.user = "1700000000000000009".to_owned();
    };
    fixture.emulator.change_profile(switches);
    list(&fixture, "");
    fixture.emulator.advance_clock(std::time::Duration::from_secs(2 * 86_400));
    for (width, theme, lang) in [
        (390, "light", "zh"),
        (390, "dark", "en"),
        (1280, "light", "zh"),
        (1280, "dark", "en"),
        (1920, "light", "en"),
        (1920, "dark", "zh"),
    ] {
        let mut page = fixture.page(browser, "/models", width);
        page.until("document.querySelector('.rail')");
        page.eval(&format!("localStorage.setItem('weda-studio-theme', '{theme}')"));
        for (path, title) in [
            ("faults?effect=drop-after&times=1&method=POST", ["故障注入", "Faults"]),
            ("profile", ["行为配置", "Profile"]),
        ] {
            let mark = if path.contains('?') { '&' } else { '?' };
            page.open(&fixture.url(&format!("/{path}{mark}lang={lang}")));
            page.see(title[usize::from(lang == "en")]);
            page.until("document.querySelector('.effect, .switch')");
            page.until("document.querySelector('[data-line=rust], .switch')");
            // Nothing is wider than the window.
            page.until("document.querySelector('main').scrollWidth <= document.querySelector('main').clientWidth");
            let name = path.split('?').next().unwrap();
            page.picture(&format!("{name}-{lang}-{width}-{theme}"));
        }
        page.end();
    }
}
