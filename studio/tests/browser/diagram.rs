//! The diagram of relations.

use serde_json::{Value, json};
use weda_emulator::Definition;

use crate::Test;
use crate::devtools::{Browser, Page};
use crate::fixture::Fixture;

pub const TESTS: &[Test] = &[
    ("diagram::boxes_are_links_and_do_not_overlap", boxes_are_links_and_do_not_overlap),
    ("diagram::it_is_zoomed_moved_and_fitted", it_is_zoomed_moved_and_fitted),
    ("diagram::it_is_walked_by_keys", it_is_walked_by_keys),
    ("diagram::models_are_found", models_are_found),
    ("diagram::the_list_says_the_same", the_list_says_the_same),
    ("diagram::hostile_titles_are_text", hostile_titles_are_text),
    ("diagram::language_theme_and_widths", language_theme_and_widths),
];

fn related(target: &str) -> Value {
    json!({ "type": "string", "format": "related", "title": "关联", "x-parent": { "type": "related", "parentDataSourceName": target } })
}

/// Models in a cycle, one that refers to itself, and one whose target does not exist.
fn more(fixture: &Fixture) {
    for (name, title, fields) in [
        ("company", "公司", json!({ "name": { "type": "string" }, "boss": related("employee") })),
        (
            "employee",
            "员工",
            json!({ "name": { "type": "string" }, "works_at": related("company"), "reports_to": related("employee") }),
        ),
        ("order", "订单", json!({ "buyer": related("employee"), "shop": related("elsewhere") })),
    ] {
        let text = json!({ "title": title, "properties": fields }).to_string();
        fixture.emulator.define(Definition::parse(name, &format!("{name}.json"), &text).unwrap()).unwrap();
    }
}

fn opened(browser: &Browser, fixture: &Fixture, query: &str) -> Page {
    more(fixture);
    let mut page = fixture.page(browser, &format!("/models/diagram{query}"), 1280);
    page.until("document.querySelectorAll('.sheet .model').length > 3");
    page
}

/// Position and scale of the sheet.
fn view(page: &mut Page) -> (f64, f64, f64) {
    let view = page.eval(
        "(() => { const m = new DOMMatrix(getComputedStyle(document.querySelector('.sheet')).transform); return [m.e, m.f, m.a]; })()",
    );
    (view[0].as_f64().unwrap(), view[1].as_f64().unwrap(), view[2].as_f64().unwrap())
}

fn boxes_are_links_and_do_not_overlap(browser: &Browser) {
    let fixture = Fixture::new();
    let mut page = opened(browser, &fixture, "");
    let places = page.eval(
        "[...document.querySelectorAll('.sheet .model')].map((e) => { const r = e.getBoundingClientRect(); return [r.left, r.top, r.right, r.bottom]; })",
    );
    let places: Vec<[f64; 4]> = serde_json::from_value(places).unwrap();
    for (at, one) in places.iter().enumerate() {
        for other in &places[at + 1..] {
            let is_apart = one[2] < other[0] || other[2] < one[0] || one[3] < other[1] || other[3] < one[1];
            assert!(is_apart, "{one:?} {other:?}");
        }
        // All of it is in the window at the beginning.
        assert!(one[0] >= 0.0 && one[1] >= 0.0 && one[2] <= 1280.0 && one[3] <= 900.0, "{one:?}");
    }
    assert_eq!(page.eval("document.querySelectorAll('.relation.gone').length"), 1);
    page.picture("diagram-1280");
    page.click("[data-box][href='/models/student']");
    page.see("Student::NAME");
    page.eval("history.back()");
    page.until("document.querySelector('.sheet')");
    page.end();
}

fn it_is_zoomed_moved_and_fitted(browser: &Browser) {
    let fixture = Fixture::new();
    let mut page = opened(browser, &fixture, "");
    let first = view(&mut page);
    page.click("[aria-label='Zoom in']");
    page.until(&format!(
        "new DOMMatrix(getComputedStyle(document.querySelector('.sheet')).transform).a > {}",
        first.2 * 1.2
    ));
    page.click(".zoom button:last-child");
    assert_eq!(view(&mut page), first);

    // The wheel zooms about the pointer.
    let under = |page: &mut Page| {
        let (x, y, scale) = view(page);
        ((300.0 - 168.0 - x) / scale, (400.0 - y) / scale)
    };
    let point = under(&mut page);
    page.send(
        "Input.dispatchMouseEvent",
        json!({ "type": "mouseWheel", "x": 300, "y": 400, "deltaX": 0, "deltaY": -200 }),
    );
    page.until(&format!(
        "new DOMMatrix(getComputedStyle(document.querySelector('.sheet')).transform).a > {}",
        first.2 * 1.2
    ));
    let after = under(&mut page);
    assert!((point.0 - after.0).abs() < 1.0, "{point:?} {after:?}");

    // The pointer moves it.
    let before = view(&mut page);
    for (kind, x, y) in [("mousePressed", 400, 850), ("mouseMoved", 460, 820), ("mouseReleased", 460, 820)] {
        let event = json!({ "type": kind, "x": x, "y": y, "button": "left", "buttons": 1, "clickCount": 1 });
        page.send("Input.dispatchMouseEvent", event);
    }
    let moved = view(&mut page);
    assert_eq!(((moved.0 - before.0).round(), (moved.1 - before.1).round(), moved.2), (60.0, -30.0, before.2));

    page.eval("document.querySelector('.canvas').focus()");
    page.key("0", 0);
    assert_eq!(view(&mut page), first);
    page.key("-", 0);
    assert!(view(&mut page).2 < first.2);
    let before = view(&mut page);
    page.key("ArrowRight", 0);
    assert!(view(&mut page).0 < before.0);
    page.end();
}

fn it_is_walked_by_keys(browser: &Browser) {
    let fixture = Fixture::new();
    let mut page = opened(browser, &fixture, "");
    page.eval("document.querySelector('[data-box]').focus()");
    let start = page.eval("document.activeElement.id");
    let mut seen = vec![start.clone()];
    for key in ["ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp", "ArrowRight", "ArrowDown"] {
        page.key(key, 0);
        seen.push(page.eval("document.activeElement.id"));
        assert!(page.eval("document.activeElement.matches('[data-box]')") == true);
    }
    seen.dedup();
    assert!(seen.len() > 2, "the focus moves: {seen:?}");
    // What is reached is seen, however near the view is.
    for _ in 0..6 {
        page.key("+", 0);
    }
    page.key("Tab", 0);
    page.until(
        "(() => { const r = document.activeElement.getBoundingClientRect(), f = document.querySelector('.canvas').getBoundingClientRect(); \
         return r.left >= f.left - 1 && r.right <= f.right + 1 && r.top >= f.top - 1 && r.bottom <= f.bottom + 1; })()",
    );
    let label = page.eval("document.activeElement.getAttribute('aria-label')");
    assert!(label.as_str().unwrap().contains("relations to others"), "{label}");
    page.key("Enter", 0);
    page.until("!location.pathname.endsWith('/diagram')");
    page.end();
}

fn models_are_found(browser: &Browser) {
    let fixture = Fixture::new();
    let mut page = opened(browser, &fixture, "");
    page.key("/", 0);
    page.until("document.activeElement.id === 'diagram-find'");
    page.type_text("员工");
    page.until("document.querySelectorAll('.found').length === 1");
    assert_eq!(page.eval("new URLSearchParams(location.search).get('find')"), "员工");
    page.key("Enter", 0);
    assert_eq!(page.eval("document.activeElement.getAttribute('href')"), "/models/employee");
    let all = page.eval("document.querySelectorAll('[data-box]').length").as_u64().unwrap();
    page.click("label input[type=checkbox]");
    page.until(&format!("document.querySelectorAll('[data-box]').length < {all}"));
    assert_eq!(page.eval("!!document.querySelector('[href=\"/models/sys_user\"][data-box]')"), false);
    page.end();
}

fn the_list_says_the_same(browser: &Browser) {
    let fixture = Fixture::new();
    let mut page = opened(browser, &fixture, "");
    let names = "[...document.querySelectorAll('[data-box]')].map((e) => e.getAttribute('href')).join()";
    let boxes = page.eval(names);
    let routes = page.eval("document.querySelectorAll('.relation').length");
    page.key("l", 0);
    page.until("document.querySelector('.relations')");
    let listed =
        page.eval("[...document.querySelectorAll('.relations h2 a')].map((e) => e.getAttribute('href')).join()");
    assert_eq!(listed, boxes);
    assert_eq!(page.eval("document.querySelectorAll('.relations ul > li:not(.dim)').length"), routes);
    let company = page.eval(
        "[...document.querySelectorAll('.relations > li')].find((e) => e.innerText.includes('company')).innerText",
    );
    let company = company.as_str().unwrap();
    assert!(company.contains("员工") && company.contains("Referred to by"), "{company}");
    page.picture("diagram-list");
    page.end();
}

fn hostile_titles_are_text(browser: &Browser) {
    let fixture = Fixture::new();
    let title = "<script>window.hit=1</script>\u{202e}反";
    let text =
        json!({ "title": title, "properties": { "a": related("</text><script>window.hit=1</script>") } }).to_string();
    fixture.emulator.define(Definition::parse("odd", "odd.json", &text).unwrap()).unwrap();
    let mut page = opened(browser, &fixture, "");
    page.until("document.querySelector('.sheet .mark')");
    page.see("</text><script>");
    assert_eq!(page.eval("typeof window.hit"), "undefined");
    page.end();
}

fn language_theme_and_widths(browser: &Browser) {
    let fixture = Fixture::new();
    let mut page = opened(browser, &fixture, "");
    page.press("中文");
    page.see("只看有关联的");
    page.click("[aria-label='深色或浅色']");
    page.picture("diagram-zh-dark-1280");
    for width in [390, 1920] {
        page.resize(width, 900);
        page.eval("document.querySelector('.zoom button:last-child').click()");
        page.picture(&format!("diagram-zh-dark-{width}"));
        assert_eq!(page.eval("document.documentElement.scrollWidth <= innerWidth"), true, "{width}");
    }
    page.end();
}
