//! Relations: chosen, opened in place, counted from the other side.

use serde_json::{Value, json};
use weda_emulator::Definition;

use crate::Test;
use crate::devtools::Browser;
use crate::fixture::{Fixture, lose};
use crate::records::students;

pub const TESTS: &[Test] = &[
    ("relations::open_in_place_and_back", open_in_place_and_back),
    ("relations::are_chosen_by_name_or_id", are_chosen_by_name_or_id),
    ("relations::lists_lead_to_a_filtered_grid", lists_lead_to_a_filtered_grid),
    ("relations::lists_follow_their_own_other_side", lists_follow_their_own_other_side),
    ("relations::deletes_say_what_follows", deletes_say_what_follows),
    ("relations::deletes_say_what_they_cannot_count", deletes_say_what_they_cannot_count),
];

fn with_classes() -> Fixture {
    let fixture = Fixture::new();
    let classes = ["三年一班", "三年二班", "四年一班"].into_iter().enumerate();
    fixture
        .emulator
        .load("class", classes.map(|(at, name)| json!({ "_id": format!("C{}", at + 1), "name": name })))
        .unwrap();
    let of = |id: &str, class: &str| json!({ "_id": id, "name": id, "course": "语文", "class": class });
    fixture.emulator.load("student", [of("S4", "C2"), of("S5", "gone")]).unwrap();
    fixture
}

fn open_in_place_and_back(browser: &Browser) {
    let fixture = with_classes();
    let mut page = students(browser, &fixture);
    page.see("三年二班 ›");
    page.until("document.querySelectorAll('.related.missing').length === 1");
    page.click("#c-3-0");
    page.key("o", 0);
    page.until("document.querySelector('.panel h2').innerText.startsWith('S4')");
    page.click(".panel .related");
    // The class is beside the grid of students, and leads back to the student.
    page.until("document.querySelector('.panel h2').innerText.startsWith('三年二班')");
    assert_eq!(page.eval("location.pathname"), "/records/pre/student");
    assert_eq!(page.eval("new URLSearchParams(location.search).get('open')"), "class/C2");
    page.picture("relation-in-place");
    page.click(".panel [aria-label=Back]");
    page.until("document.querySelector('.panel h2').innerText.startsWith('S4')");
    page.click(".panel .related");
    page.press("Count");
    page.until("document.querySelector('.panel .plain').innerText.includes('1')");
    page.click(".panel .plain a");
    page.until("new URLSearchParams(location.search).get('filter') === \"class eq 'C2'\"");
    page.see("Row 1 of 1");
    // A record that is not there says so.
    page.open(&fixture.url("/records/pre/student?lang=en&open=class/gone"));
    page.see("There is no record gone");
    page.open(&fixture.url("/records/pre/student?lang=en&open=none/1"));
    page.see("There is no model none");
    page.end();
}

fn are_chosen_by_name_or_id(browser: &Browser) {
    let fixture = with_classes();
    let mut page = students(browser, &fixture);
    let class = |id: &str| fixture.emulator.record("student", id).unwrap().unwrap()["class"].clone();
    page.click("#c-0-0");
    page.key("End", 0);
    page.key("Enter", 0);
    page.until("document.activeElement.dataset.field === 'class'");
    page.see("三年一班");
    page.type_text("四年");
    page.until("document.querySelectorAll('[role=option]').length === 1");
    page.picture("relation-choose");
    page.key("Enter", 0);
    page.see("四年一班 ›");
    // By its id.
    page.key("Enter", 0);
    page.until("document.activeElement.dataset.field === 'class'");
    page.type_text("C1");
    // Enter waits for what is being searched.
    page.key("Enter", 0);
    page.see("三年一班 ›");
    // An id that nobody has, taken as it is.
    page.key("Enter", 0);
    page.until("document.activeElement.dataset.field === 'class'");
    page.type_text("C999");
    page.see("No record was found");
    page.key("Enter", 0);
    page.key("Enter", 2);
    page.until("document.querySelectorAll('.related.missing').length === 2");
    page.key("s", 2);
    page.see("3 records saved");
    assert_eq!([class("S1"), class("S2"), class("S3")], [json!("C3"), json!("C1"), json!("C999")]);
    // Del clears it, and nothing else does.
    page.click("#c-0-0");
    page.key("End", 0);
    page.key("Enter", 0);
    page.until("document.activeElement.dataset.field === 'class'");
    page.key("Escape", 0);
    assert_eq!(page.eval("document.querySelectorAll('.cell.staged').length"), json!(0));
    page.key("Delete", 0);
    page.key("s", 2);
    page.see("1 record saved");
    assert_eq!(class("S1"), Value::Null);
    page.end();
}

fn lists_lead_to_a_filtered_grid(browser: &Browser) {
    let fixture = Fixture::new();
    fixture.emulator.load("category", [json!({ "_id": "K1", "name": "文具" })]).unwrap();
    let product = |id: &str| json!({ "_id": id, "code": id, "name": id, "category": { "_id": "K1" } });
    fixture
        .emulator
        .load("product", [product("P1"), product("P2"), json!({ "_id": "P3", "code": "P3", "name": "P3" })])
        .unwrap();
    let mut page = fixture.page(browser, "/records/pre/category?row=K1", 1280);
    page.see("2 商品 ›");
    page.press("2 商品 ›");
    page.until("location.pathname === '/records/pre/product'");
    page.see("Row 1 of 2");
    // The chip of a relation that is an object.
    page.see("文具 ›");
    page.end();
}

/// A person wrote two books and checked a third; both lists have the same target.
fn lists_follow_their_own_other_side(browser: &Browser) {
    let side = |kind: &str, format: &str, title: &str, target: &str, inverse: &str| {
        json!({ "type": kind, "format": format, "title": title,
                "x-parent": { "parentDataSourceName": target, "parentFieldKey": inverse } })
    };
    let name = json!({ "type": "string", "title": "名称" });
    let person = json!({ "title": "人员", "x-primary-column": "name", "properties": {
        "name": name,
        "checked": side("array", "one-many", "审校的书", "book", "editor"),
        "written": side("array", "one-many", "写的书", "book", "author"),
        "read": side("array", "many-many", "读过的书", "book", "readers"),
    } });
    let book = json!({ "title": "图书", "x-primary-column": "name", "properties": {
        "name": name,
        "author": side("object", "many-one", "作者", "person", "written"),
        "editor": side("object", "many-one", "审校", "person", "checked"),
        "readers": side("array", "many-many", "读者", "person", "read"),
    } });
    let fixture = Fixture::new();
    for (name, model) in [("person", person), ("book", book)] {
        let definition = Definition::parse(name, &format!("{name}.json"), &model.to_string()).unwrap();
        fixture.emulator.define(definition).unwrap();
    }
    fixture.emulator.load("person", [json!({ "_id": "P1", "name": "鲁迅" })]).unwrap();
    let wrote = |id: &str| json!({ "_id": id, "name": id, "author": { "_id": "P1" } });
    let checked = json!({ "_id": "B3", "name": "B3", "editor": { "_id": "P1" } });
    fixture.emulator.load("book", [wrote("B1"), wrote("B2"), checked]).unwrap();
    let mut page = fixture.page(browser, "/records/pre/person?row=P1", 1280);
    let list = |title: &str| {
        format!("[...document.querySelectorAll('.pair')].find((one) => one.innerText.startsWith('{title}'))")
    };
    page.until(&format!("{}.innerText.includes('2 图书 ›')", list("写的书")));
    page.until(&format!("{}.innerText.includes('1 图书 ›')", list("审校的书")));
    // A filter cannot name the readers.
    page.until(&format!("{}.innerText.includes('—')", list("读过的书")));
    page.press("1 图书 ›");
    page.until("new URLSearchParams(location.search).get('filter') === \"editor eq 'P1'\"");
    page.see("Row 1 of 1");
    page.end();
}

fn deletes_say_what_follows(browser: &Browser) {
    let fixture = with_classes();
    let mut page = fixture.page(browser, "/records/pre/class", 1280);
    page.see("三年二班");
    page.click("#c-1-0");
    page.key("Backspace", 0);
    page.see("1 record of 学生");
    page.picture("delete-effects");
    page.key("Escape", 0);
    page.until("!document.querySelector('dialog') && !document.body.innerText.includes('deleting in')");
    // Nobody refers to the third.
    page.click("#c-2-0");
    page.key("Backspace", 0);
    page.see("deleting in 10 s");
    // The delete goes on while another model is looked at, and is sent.
    page.key("]", 0);
    page.until("!location.pathname.endsWith('/class')");
    page.see("Undo 1");
    page.until("!document.body.innerText.includes('Undo 1')");
    let end = std::time::Instant::now() + std::time::Duration::from_secs(5);
    while fixture.emulator.record("class", "C3").unwrap().is_some() {
        assert!(std::time::Instant::now() < end, "it was not deleted");
    }
    page.end();
}

fn deletes_say_what_they_cannot_count(browser: &Browser) {
    let fixture = with_classes();
    let many = (0..60).map(|at| json!({ "_id": format!("N{at:02}"), "name": format!("新{at}") }));
    fixture.emulator.load("class", many).unwrap();
    let mut page = fixture.page(browser, "/records/pre/class", 1280);
    page.see("三年二班");
    // Of 63, the first 50 would tell too few.
    page.key("a", 2);
    page.see("All 63 selected");
    page.key("Backspace", 0);
    page.see("Delete 63 records?");
    page.see("If records of 学生 refer to them, it will be refused.");
    let text = page.eval("document.querySelector('dialog').innerText");
    assert!(!text.as_str().unwrap().contains("1 record of 学生"), "{text}");
    page.key("Escape", 0);
    page.key("Escape", 0);
    // C3 has nobody, which cannot be known now.
    lose(&mut page, "page", "sent.at.model === 'student'");
    page.click("#c-2-0");
    page.key("Backspace", 0);
    page.see("How many is unknown: the records of 学生 could not be counted.");
    page.picture("delete-effects-unknown");
    page.key("Escape", 0);
    assert!(!page.eval("document.body.innerText").as_str().unwrap().contains("deleting in"));
    // A list of another model.
    let text = r#"{ "title": "社团", "properties": { "_id": { "type": "string", "x-system": true },
        "classes": { "type": "array", "title": "班级", "items": { "type": "string", "format": "related",
            "x-parent": { "type": "related", "parentDataSourceName": "class" } } } } }"#;
    fixture.emulator.define(weda_emulator::Definition::parse("club", "club.json", text).unwrap()).unwrap();
    page.open(&fixture.url("/records/pre/class?lang=en"));
    page.see("四年一班");
    page.click("#c-2-0");
    page.key("Backspace", 0);
    page.see("Lists in records of 社团 may refer to them");
    page.end();
}
