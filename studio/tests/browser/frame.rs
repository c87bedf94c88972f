//! The frame of all pages: search, keys, titles, and the semantics of the grid.

use serde_json::json;

use crate::Test;
use crate::devtools::Browser;
use crate::fixture::Fixture;
use crate::records::students;

pub const TESTS: &[Test] = &[
    ("frame::search_finds_models_fields_and_records", search_finds_models_fields_and_records),
    ("frame::keys_lead_to_pages_models_and_stages", keys_lead_to_pages_models_and_stages),
    ("frame::single_keys_are_switched_off", single_keys_are_switched_off),
    ("frame::links_have_columns_and_no_token", links_have_columns_and_no_token),
    ("frame::wide_pages_keep_the_record_open", wide_pages_keep_the_record_open),
    ("frame::the_grid_is_told_to_screen_readers", the_grid_is_told_to_screen_readers),
];

fn search_finds_models_fields_and_records(browser: &Browser) {
    let fixture = Fixture::new();
    let mut page = fixture.page(browser, "/models", 1280);
    page.see("学生");
    page.key("k", 2);
    page.until("document.activeElement.getAttribute('role') === 'combobox'");
    page.type_text("成绩");
    page.until("document.querySelector('dialog [role=option]').innerText.includes('student.score')");
    page.picture("search");
    page.key("Enter", 0);
    page.until("location.pathname === '/models/student'");
    assert_eq!(page.eval("new URLSearchParams(location.search).get('field')"), "score");
    // A model by the initials of its title.
    page.key("k", 2);
    page.type_text("xssd");
    page.see("Nothing was found");
    page.key("a", 2);
    page.type_text("xsd");
    page.until("document.querySelector('dialog [role=option]').innerText.includes('sale')");
    page.key("Enter", 0);
    page.until("location.pathname === '/records/pre/sale'");
    // A record by its id, in whatever model.
    page.key("k", 2);
    page.type_text("S2");
    page.until("document.querySelector('dialog [role=option]').innerText.includes('李小明')");
    page.key("Enter", 0);
    page.until("location.pathname === '/records/pre/student'");
    page.until("document.querySelector('.panel h2').innerText.startsWith('李小明')");
    page.key("k", 2);
    page.key("Escape", 0);
    page.until("!document.querySelector('dialog')");
    page.end();
}

fn keys_lead_to_pages_models_and_stages(browser: &Browser) {
    let fixture = Fixture::new();
    let mut page = students(browser, &fixture);
    let port = fixture.studio.address().port();
    assert_eq!(page.eval("document.title"), json!(format!("学生 · pre · :{port}")));
    page.key("p", 0);
    page.until("location.pathname === '/records/prod/student'");
    page.until("document.title.includes('· prod ·')");
    page.key("p", 0);
    page.until("location.pathname === '/records/pre/student'");
    page.key("[", 0);
    page.until("location.pathname === '/records/pre/shop_order'");
    page.key("]", 0);
    page.until("location.pathname === '/records/pre/student'");
    page.key("g", 0);
    page.key("m", 0);
    page.until("location.pathname === '/models'");
    page.key("g", 0);
    page.key("q", 0);
    page.until("location.pathname === '/requests'");
    page.key("g", 0);
    page.key("r", 0);
    page.until("location.pathname.startsWith('/records/pre/')");
    // Letters in a field are text.
    page.key("/", 0);
    page.until("document.activeElement.id === 'filter'");
    page.key("g", 0);
    page.key("m", 0);
    assert_eq!(page.eval("document.getElementById('filter').value"), "gm");
    assert_eq!(page.eval("location.pathname.startsWith('/records/')"), json!(true));
    page.end();
}

fn single_keys_are_switched_off(browser: &Browser) {
    let fixture = Fixture::new();
    let mut page = students(browser, &fixture);
    page.key("?", 0);
    page.see("Edit in bulk");
    page.picture("help");
    page.click("[data-single-keys]");
    page.key("Escape", 0);
    page.until("!document.querySelector('dialog')");
    page.key("n", 0);
    page.key("p", 0);
    page.key("?", 0);
    page.click("#c-0-0");
    page.until("document.querySelector('.cell.active')");
    assert_eq!(page.eval("document.querySelector('.panel, dialog')"), json!(null));
    assert_eq!(page.eval("location.pathname"), "/records/pre/student");
    // Those of the grid, and those with Ctrl, stay.
    page.key("a", 2);
    page.see("All 3 selected");
    page.end();
}

fn links_have_columns_and_no_token(browser: &Browser) {
    let fixture = Fixture::new();
    let mut page = students(browser, &fixture);
    page.click("[data-columns]");
    page.click(".column-list li[title=course] input");
    page.until("!document.querySelector('.head [data-field=course]')");
    page.key("Escape", 0);
    page.click("#c-0-0");
    page.key("y", 0);
    page.see("The link is copied, without the token");
    let link = page.clipboard();
    assert!(link.starts_with(&fixture.url("/records/pre/student?")), "{link}");
    assert!(link.contains("cols=name%2Cscore%2C") && !link.contains("course") && !link.contains("token"), "{link}");
    page.end();
}

fn wide_pages_keep_the_record_open(browser: &Browser) {
    let fixture = Fixture::new();
    let mut page = fixture.page(browser, "/records/pre/student", 1920);
    page.see("李小明");
    page.until("document.querySelector('.panel h2')?.innerText.startsWith('李四')");
    page.click("#c-0-0");
    page.key("ArrowDown", 0);
    page.until("document.querySelector('.panel h2')?.innerText.startsWith('李小明')");
    // The keys stay with the grid.
    assert_eq!(page.eval("document.activeElement.id"), "grid");
    page.key("o", 0);
    page.until("!document.querySelector('.panel')");
    page.open(&fixture.url("/records/pre/student?lang=en"));
    page.see("李小明");
    assert_eq!(page.eval("document.querySelector('.panel')"), json!(null));
    page.end();
}

fn the_grid_is_told_to_screen_readers(browser: &Browser) {
    let fixture = Fixture::new();
    let mut page = students(browser, &fixture);
    page.click("#c-1-0");
    page.key("ArrowRight", 0);
    let grid = page.eval(
        "(() => { const g = document.getElementById('grid'); const a = document.getElementById(g.getAttribute('aria-activedescendant')); \
         return [g.getAttribute('role'), g.ariaRowCount, a.innerText, a.parentElement.ariaRowIndex, a.ariaColIndex, g.querySelectorAll('[tabindex=\"0\"], input, select').length]; })()",
    );
    // Three records, the header, and the empty row.
    assert_eq!(grid, json!(["grid", "5", "语文", "3", "3", 0]));
    // A tab leaves the grid at once.
    page.key("Tab", 0);
    assert_eq!(page.eval("!!document.activeElement.closest('#grid')"), json!(false));
    page.key("Tab", 8);
    assert_eq!(page.eval("document.activeElement.id"), "grid");
    page.end();
}
