//! The line of the filter: what it completes, and what it says.

use serde_json::json;

use crate::Test;
use crate::devtools::{Browser, Page};
use crate::fixture::Fixture;
use crate::records::{column, students};

pub const TESTS: &[Test] = &[
    ("filter::completes_fields_operators_and_values", completes_fields_operators_and_values),
    ("filter::completes_names_of_related_records", completes_names_of_related_records),
    ("filter::tells_what_a_program_may_not_send", tells_what_a_program_may_not_send),
    ("filter::cells_filter_with_alt", cells_filter_with_alt),
    ("filter::a_condition_never_widens_an_or", a_condition_never_widens_an_or),
];

fn line(page: &mut Page) -> String {
    page.eval("document.getElementById('filter').value").as_str().unwrap().to_owned()
}

fn options(page: &mut Page) -> Vec<String> {
    page.until("document.querySelector('.filter-line [role=option]')");
    let texts = page.eval("[...document.querySelectorAll('.filter-line [role=option] > bdi')].map((e) => e.innerText)");
    texts.as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect()
}

fn completes_fields_operators_and_values(browser: &Browser) {
    let fixture = Fixture::new();
    let mut page = students(browser, &fixture);
    page.key("/", 0);
    // The initials of 成绩; by the title and the identifier below.
    page.type_text("cj");
    assert_eq!(options(&mut page)[0], "成绩");
    page.key("Tab", 0);
    assert_eq!(line(&mut page), "score ");
    page.type_text(">");
    page.until("document.querySelector('.filter-line [role=option]').innerText.includes('greater than')");
    page.key("ArrowDown", 0);
    page.key("Enter", 0);
    assert_eq!(line(&mut page), "score gt ");
    page.type_text("50 an");
    assert_eq!(options(&mut page), ["and"]);
    page.key("Tab", 0);
    page.type_text("年级");
    assert_eq!(options(&mut page)[0], "年级");
    page.key("Tab", 0);
    page.type_text("is");
    page.until("document.querySelector('.filter-line [role=option]').innerText.startsWith('is')");
    page.picture("filter-operators");
    page.key("Tab", 0);
    assert_eq!(line(&mut page), "score gt 50 and grade eq ");
    page.until("document.querySelectorAll('.filter-line [role=option]').length >= 3");
    page.key("ArrowDown", 0);
    page.key("Enter", 0);
    let filter = line(&mut page);
    assert!(filter.starts_with("score gt 50 and grade eq '"), "{filter}");
    // Enter without a choice filters.
    page.key("Escape", 0);
    page.key("Enter", 0);
    page.see("No record matches the filter");
    page.press("Clear the filter");
    page.see("李小明");
    // A function of texts: the cursor stands where the text goes.
    page.key("/", 0);
    page.type_text("name ");
    page.until("document.querySelectorAll('.filter-line [role=option]').length >= 5");
    page.key("Tab", 0);
    page.key("ArrowDown", 0);
    page.key("Enter", 0);
    page.until("document.getElementById('filter').value.startsWith('contains(')");
    page.until("document.getElementById('filter').selectionStart === 15");
    page.type_text("李");
    page.key("Enter", 0);
    page.until("document.querySelector('[data-test-count]').innerText.startsWith('2 ')");
    assert_eq!(page.eval("new URLSearchParams(location.search).get('filter')"), "contains(name,'李')");
    page.end();
}

fn completes_names_of_related_records(browser: &Browser) {
    let fixture = Fixture::new();
    fixture
        .emulator
        .load("class", [json!({ "_id": "C'1", "name": "三年二班" }), json!({ "_id": "C2", "name": "一班" })])
        .unwrap();
    fixture
        .emulator
        .load("student", [json!({ "_id": "S4", "name": "赵六", "course": "语文", "class": "C'1" })])
        .unwrap();
    let mut page = students(browser, &fixture);
    page.key("/", 0);
    page.type_text("class eq 三年");
    page.until("document.querySelector('.filter-line [role=option]')?.innerText.includes('三年二班')");
    page.key("ArrowDown", 0);
    page.key("Enter", 0);
    assert_eq!(line(&mut page), "class eq 'C''1' ");
    page.key("Enter", 0);
    page.until("document.querySelector('[data-test-count]').innerText.startsWith('1 ')");
    assert_eq!(column(&mut page, "name"), json!(["赵六"]));
    page.end();
}

fn tells_what_a_program_may_not_send(browser: &Browser) {
    let fixture = Fixture::new();
    let mut page = students(browser, &fixture);
    page.open(&fixture.url("/records/pre/student?lang=en&filter=score%20ge%2061"));
    page.see("Row 1 of 2");
    page.see("Programs may not send this");
    let reason = page.eval("document.querySelector('[data-refused]').title");
    assert!(reason.as_str().unwrap().contains("ge"), "{reason}");
    page.open(&fixture.url("/records/pre/student?lang=en&filter=score%20gt%2061"));
    page.see("Row 1 of 1");
    // It would come within moments.
    std::thread::sleep(std::time::Duration::from_millis(300));
    assert_eq!(page.eval("document.querySelector('[data-refused]')"), json!(null));
    page.end();
}

fn cells_filter_with_alt(browser: &Browser) {
    let fixture = Fixture::new();
    let mut page = students(browser, &fixture);
    page.click_with("#c-0-1", 9);
    page.until("new URLSearchParams(location.search).get('filter') === \"course ne '体育'\"");
    page.until("document.querySelector('[data-test-count]').innerText.startsWith('2 ')");
    page.click_with("#c-0-0", 1);
    page.until("new URLSearchParams(location.search).get('filter') === \"course ne '体育' and name eq '李小明'\"");
    page.see("Row 1 of 1");
    assert_eq!(column(&mut page, "course"), json!(["语文"]));
    page.end();
}

fn a_condition_never_widens_an_or(browser: &Browser) {
    let fixture = Fixture::new();
    let mut page = students(browser, &fixture);
    let filtered = |page: &mut Page, filter: &str| {
        let filter: String = filter.bytes().map(|byte| format!("%{byte:02X}")).collect();
        page.open(&fixture.url(&format!("/records/pre/student?lang=en&filter={filter}")));
        page.until("document.querySelector('.chip')");
    };
    let is = |page: &mut Page, filter: &str| {
        page.until(&format!("new URLSearchParams(location.search).get('filter') === {}", json!(filter)));
    };
    // It begins and ends with a parenthesis, and is not in parentheses.
    let either = "(course eq '体育') or (course eq '语文')";
    filtered(&mut page, either);
    page.see("Row 1 of 2");
    page.click_with("#c-0-0", 1);
    is(&mut page, &format!("({either}) and name eq '李四'"));
    page.see("Row 1 of 1");
    assert_eq!(column(&mut page, "name"), json!(["李四"]));
    // Its chips are both, and each goes by itself.
    assert_eq!(page.eval("document.querySelectorAll('.chip').length"), 2);
    page.click("[aria-label=\"Remove name eq '李四'\"]");
    is(&mut page, &format!("({either})"));
    page.see("Row 1 of 2");
    // By the list of values.
    filtered(&mut page, either);
    page.see("Row 1 of 2");
    page.click("#c-0-0");
    page.key("v", 0);
    page.until("document.querySelector('.values li')");
    page.click(".values li button");
    page.until("new URLSearchParams(location.search).get('filter').includes(' and name eq ')");
    let filter = page.eval("new URLSearchParams(location.search).get('filter')");
    assert!(filter.as_str().unwrap().starts_with(&format!("({either}) and ")), "{filter}");
    // By the builder; an environment may take words in capitals, and tabs.
    let built = |page: &mut Page, filter: &str, expected: &str| {
        filtered(page, filter);
        page.press("+ Filter");
        page.eval("(() => { const e = document.querySelector('.builder [aria-label=Operator]'); e.value = 'null'; e.dispatchEvent(new Event('input', { bubbles: true })); })()");
        page.press("Add");
        page.until("new URLSearchParams(location.search).get('filter').includes('null')");
        let filter = page.eval("new URLSearchParams(location.search).get('filter')");
        assert!(filter.as_str().unwrap().starts_with(&format!("{expected} and ")), "{filter}");
    };
    for either in ["score eq 1 OR score eq 2", "(score eq 1)or(score eq 2)", "score eq 1\tor\tscore eq 2"] {
        built(&mut page, either, &format!("({either})"));
    }
    // What is in a text or in parentheses joins nothing.
    for one in ["name eq '甲 or 乙'", "(score eq 1 or score eq 2)", "name eq 'O''or or' and score gt 1"] {
        built(&mut page, one, one);
    }
    page.end();
}
