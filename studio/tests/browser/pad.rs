//! The query pad, the values of columns, and why nothing matches.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value, json};
use weda_studio::{About, Ask, Emulated, Models, Place, Reply, Source, Studio, Write, Written};

use crate::Test;
use crate::devtools::{Browser, Page};
use crate::fixture::Fixture;

pub const TESTS: &[Test] = &[
    ("pad::a_statement_gives_a_table", a_statement_gives_a_table),
    ("pad::an_error_is_marked_at_its_place", an_error_is_marked_at_its_place),
    ("pad::a_statement_is_stopped", a_statement_is_stopped),
    ("pad::the_plot_equals_the_table", the_plot_equals_the_table),
    ("pad::a_line_has_gaps", a_line_has_gaps),
    ("pad::names_are_completed_by_keyboard", names_are_completed_by_keyboard),
    ("pad::ten_thousand_rows_are_windowed", ten_thousand_rows_are_windowed),
    ("pad::the_history_is_of_this_browser", the_history_is_of_this_browser),
    ("pad::a_filter_is_shown_grouped_and_opened", a_filter_is_shown_grouped_and_opened),
    ("pad::copies_are_guarded", copies_are_guarded),
    ("pad::why_names_the_condition", why_names_the_condition),
    ("pad::values_filter", values_filter),
    ("pad::a_request_tells_its_plan_and_why", a_request_tells_its_plan_and_why),
    ("pad::hostile_names_are_text", hostile_names_are_text),
    ("pad::fields_are_shown_as_in_the_grid", fields_are_shown_as_in_the_grid),
    ("pad::a_plain_source_counts_what_it_reads", a_plain_source_counts_what_it_reads),
    ("pad::fits_every_screen_theme_and_language", fits_every_screen_theme_and_language),
];

const BY_COURSE: &str = "select course, avg(score) as 平均, count(*) as n from student group by course";

/// Types into the statement, in place of what is there.
fn write(page: &mut Page, text: &str) {
    page.until("document.querySelector('.pad-form textarea')");
    page.eval("(() => { const e = document.querySelector('.pad-form textarea'); e.focus(); e.select(); })()");
    page.type_text(text);
    page.until(&format!("document.querySelector('.pad-form textarea').value === {}", json!(text)));
}

fn run(page: &mut Page, text: &str) {
    write(page, text);
    page.key("Enter", 2);
}

/// Opens an address and waits until the page before is gone.
fn reopen(page: &mut Page, url: &str) {
    page.eval("window.isOld = true");
    page.open(url);
    page.until("!window.isOld && document.querySelector('main')");
}

/// The texts of a table's cells, row by row.
fn cells(page: &mut Page, selector: &str) -> Value {
    page.eval(&format!(
        "[...document.querySelectorAll({})].map((row) => [...row.querySelectorAll('[role=cell], td')].map((cell) => cell.textContent))",
        json!(selector)
    ))
}

fn a_statement_gives_a_table(browser: &Browser) {
    let fixture = Fixture::new();
    let mut page = fixture.page(browser, "/pad", 1280);
    run(&mut page, BY_COURSE);
    page.see("3 rows");
    page.until("document.querySelectorAll('.rows .row').length === 3");
    let mut rows: Vec<Value> = cells(&mut page, ".rows .row").as_array().unwrap().clone();
    rows.iter_mut().for_each(|row| drop(row.as_array_mut().unwrap().remove(0)));
    rows.sort_by_key(ToString::to_string);
    assert_eq!(json!(rows), json!([["体育", "89.5", "1"], ["数学", "40", "1"], ["语文", "61", "1"]]));
    // The address is the state: it opens the same elsewhere.
    let address = page.eval("location.href");
    page.open(address.as_str().unwrap());
    page.until("document.querySelectorAll('.rows .row').length === 3");
    page.picture("pad-sql-en-1280");
    page.press("Live prod");
    page.see("There are no rows.");
    assert_eq!(page.eval("document.querySelector('.bar').className"), "bar live");
    page.end();
}

fn an_error_is_marked_at_its_place(browser: &Browser) {
    let fixture = Fixture::new();
    let mut page = fixture.page(browser, "/pad", 1280);
    run(&mut page, "SELECT name,\n  scores\nFROM student");
    page.see("scores");
    page.until("document.querySelector('.code-field mark')?.textContent === 'scores'");
    assert_eq!(page.eval("document.querySelector('.numbers .bad').textContent"), "2");
    page.until("document.querySelector('.pad-form textarea').getAttribute('aria-invalid') === 'true'");
    let about = "document.getElementById(document.querySelector('.pad-form textarea').getAttribute('aria-describedby')).textContent";
    assert_eq!(page.eval(about), "The error is in line 2, column 3.");
    page.picture("pad-error-en-1280");
    // The mark is for the text that was run.
    write(&mut page, "SELECT name FROM student");
    page.until("!document.querySelector('.code-field mark')");
    run(&mut page, "DELETE FROM student");
    page.see("only SELECT can be run here");
    assert_eq!(fixture.emulator.records("student").unwrap().len(), 3);
    page.end();
}

/// Joins that would take hours.
const BOMB: &str =
    "select count(*) from student a, student b, student c, student d where a.score + b.score + c.score + d.score = -1";

fn a_statement_is_stopped(browser: &Browser) {
    let fixture = Fixture::new();
    let more = (0..1500).map(|index| json!({ "name": format!("学生{index}"), "course": "语文", "score": index % 100 }));
    fixture.emulator.load("student", more).unwrap();
    let mut page = fixture.page(browser, "/pad", 1280);
    // More than may run at once: each must end when it is stopped, or the last one would wait for ten seconds.
    for _ in 0..9 {
        run(&mut page, BOMB);
        page.see("Running");
        page.key("Escape", 0);
        page.see("Stopped.");
    }
    let begin = std::time::Instant::now();
    run(&mut page, "select count(*) as n from student");
    page.until("document.querySelector('.rows .row [role=cell]:last-child')?.textContent === '1503'");
    assert!(begin.elapsed() < std::time::Duration::from_secs(5), "{:?}", begin.elapsed());
    page.end();
}

fn the_plot_equals_the_table(browser: &Browser) {
    let fixture = Fixture::new();
    let more = (0..400).map(|index| json!({ "name": format!("学生{}", index % 67), "course": format!("课{:02}", index % 60), "score": index % 100 }));
    fixture.emulator.load("student", more).unwrap();
    let mut page = fixture.page(browser, "/pad", 1280);
    run(&mut page, "select course, score from student");
    page.see("403 rows");
    page.press("Bars");
    page.see("Sum of score by course");
    let plotted = "[...document.querySelectorAll('.bar-of')].map((bar) => Number(bar.dataset.value))";
    let told = "[...document.querySelectorAll('.plot-table tbody td:last-child')].map((cell) => Number(cell.textContent.replaceAll(',', '')))";
    assert_eq!(page.eval(&format!("{plotted}.length")), 51);
    assert_eq!(page.eval(plotted), page.eval(told));
    // All courses together are all students: none is lost among the others.
    let total: f64 =
        fixture.emulator.records("student").unwrap().iter().filter_map(|record| record["score"].as_f64()).sum();
    let sum = format!("{plotted}.reduce((a, b) => a + b, 0)");
    assert_eq!(page.eval(&sum).as_f64(), Some(total));
    page.eval("(() => { const e = [...document.querySelectorAll('.pick select')].at(-1); e.value = 'count'; e.dispatchEvent(new Event('input', { bubbles: true })); })()");
    page.see("count by course");
    assert_eq!(page.eval(&sum), 403);
    // Values are read by keyboard.
    page.eval("document.querySelector('.plot [role=img]').focus()");
    page.key("ArrowDown", 0);
    let first = page.eval("document.querySelector('.plot-table tbody tr').innerText.replace('\\t', ': ')");
    page.until(&format!("document.querySelector('[data-plot-value]').textContent === {first}"));
    page.picture("pad-bars-en-1280");
    page.end();
}

fn a_line_has_gaps(browser: &Browser) {
    let fixture = Fixture::new();
    let day = |days: i64| 1_756_656_000_000_i64 + days * 86_400_000;
    let more = [0, 0, 1, 2, 5, 6, 40]
        .map(|days| json!({ "name": "新生", "course": "语文", "admittedAt": day(days), "score": days }));
    fixture.emulator.load("student", more).unwrap();
    let mut page = fixture.page(browser, "/pad?form=filter&model=student&view=line", 1280);
    page.see("count by 入学日期, each day");
    page.until("document.querySelectorAll('.plot .dot').length === 6");
    let keys =
        "[...document.querySelectorAll('.plot .dot')].map((dot) => [dot.dataset.key, Number(dot.dataset.value)])";
    let expected = json!([
        ["2025-09-01", 2],
        ["2025-09-02", 1],
        ["2025-09-03", 1],
        ["2025-09-06", 1],
        ["2025-09-07", 1],
        ["2025-10-11", 1]
    ]);
    assert_eq!(page.eval(keys), expected);
    // A stroke for each run of days.
    assert_eq!(page.eval("document.querySelector('.plot .stroke').getAttribute('d').match(/M/g).length"), 3);
    page.see("35 periods have no value");
    page.see("3 records have no time");
    page.picture("pad-line-en-1280");
    page.eval("(() => { const e = [...document.querySelectorAll('.pick select')].at(-1); e.value = 'month'; e.dispatchEvent(new Event('input', { bubbles: true })); })()");
    page.until("document.querySelectorAll('.plot .dot').length === 2");
    assert_eq!(page.eval(keys), json!([["2025-09", 6], ["2025-10", 1]]));
    // The same from a statement, which is grouped in the page.
    page.press("SQL");
    run(&mut page, "select score, name from student");
    page.see("10 rows");
    assert_eq!(
        page.eval("[...document.querySelectorAll('.stages.buttons button')].at(-1).disabled"),
        true,
        "amounts are not times"
    );
    run(&mut page, "select score, name, admittedAt from student");
    page.until("![...document.querySelectorAll('.stages.buttons button')].at(-1).disabled");
    page.press("Line");
    page.eval("(() => { const e = [...document.querySelectorAll('.pick select')].find((one) => one.innerText.includes('count')); e.value = 'count'; e.dispatchEvent(new Event('input', { bubbles: true })); })()");
    page.until("document.querySelectorAll('.plot .dot').length === 6");
    assert_eq!(page.eval(keys), expected);
    page.end();
}

fn names_are_completed_by_keyboard(browser: &Browser) {
    let fixture = Fixture::new();
    let mut page = fixture.page(browser, "/pad", 1280);
    write(&mut page, "select  from stud");
    page.until("document.querySelector('[role=listbox] [role=option]')");
    assert_eq!(page.eval("document.querySelector('[aria-selected=true] code').textContent"), "student");
    let active = "document.getElementById(document.querySelector('textarea').getAttribute('aria-activedescendant'))?.getAttribute('aria-selected')";
    assert_eq!(page.eval(active), "true");
    page.picture("pad-completion-en-1280");
    page.key("Enter", 0);
    page.until("document.querySelector('textarea').value === 'select  from student'");
    page.eval("document.querySelector('textarea').setSelectionRange(7, 7)");
    // A field by its title.
    page.type_text("成");
    page.until("document.querySelector('[aria-selected=true] code')?.textContent === 'score'");
    page.key("Tab", 0);
    page.until("document.querySelector('textarea').value === 'select score from student'");
    page.type_text(", coun");
    page.until("[...document.querySelectorAll('[role=option]')].some((one) => one.innerText.startsWith('count()'))");
    page.key("Escape", 0);
    page.until("!document.querySelector('[role=listbox]')");
    // In a text nothing is completed.
    write(&mut page, "select 'stud");
    assert_eq!(page.eval("document.querySelectorAll('[role=option]').length"), 0);
    reopen(&mut page, &fixture.url("/pad?lang=en&form=filter&model=student"));
    page.until("document.querySelector('.pad-form [role=combobox]')");
    page.eval("document.querySelector('.pad-form [role=combobox]').focus()");
    page.type_text("sco");
    page.until("document.querySelector('[role=combobox]').getAttribute('aria-expanded') === 'true'");
    page.key("Enter", 0);
    page.until("document.querySelector('[role=combobox]').value === 'score'");
    page.type_text(" gt 60");
    page.key("Enter", 0);
    page.see("2 records");
    page.end();
}

fn ten_thousand_rows_are_windowed(browser: &Browser) {
    let fixture = Fixture::new();
    let more = (0..10_500)
        .map(|index| json!({ "name": format!("学生{index}"), "course": "语文", "score": f64::from(index) / 200.0 }));
    fixture.emulator.load("student", more).unwrap();
    let mut page = fixture.page(browser, "/pad", 1280);
    run(&mut page, "select name, score from student where score >= 0 order by score desc");
    page.see("The first 10,000 rows, there are more");
    assert!(page.eval("document.querySelectorAll('.rows .row').length").as_u64() < Some(80));
    page.eval("(() => { const e = document.querySelector('.rows'); e.scrollTop = e.scrollHeight; })()");
    page.until(
        "[...document.querySelectorAll('.rows .row')].at(-1).querySelectorAll('[role=cell]')[2].textContent === '2.515'",
    );
    let last = "[...document.querySelectorAll('.rows .row')].at(-1)";
    assert_eq!(page.eval(&format!("{last}.querySelector('[role=cell]').textContent")), "10000");
    assert_eq!(page.eval(&format!("{last}.getAttribute('aria-rowindex')")), "10001");
    // Each step of a scroll is drawn within two frames, even on a busy machine.
    let slowest = page.eval(
        "new Promise((done) => { const e = document.querySelector('.rows'); let step = 0, slow = 0, before = performance.now(); \
         const next = () => { const now = performance.now(); slow += now - before; before = now; \
         if (++step > 60) return done(slow / 60); e.scrollTop = e.scrollHeight * (step % 20) / 20; requestAnimationFrame(next); }; next(); })",
    );
    assert!(slowest.as_f64() < Some(100.0), "{slowest} ms a frame");
    page.end();
}

fn the_history_is_of_this_browser(browser: &Browser) {
    let fixture = Fixture::new();
    let mut page = fixture.page(browser, "/pad", 1280);
    for index in 0..52 {
        let item = json!([{ "query": { "form": "sql" }, "text": format!("select {index}"), "time": index }]);
        page.until("document.querySelector('textarea')");
        page.eval(&format!("localStorage.setItem('weda-studio-pad', JSON.stringify([...{item}, ...JSON.parse(localStorage.getItem('weda-studio-pad') ?? '[]')]))"));
    }
    assert_eq!(page.eval("JSON.parse(localStorage.getItem('weda-studio-pad')).length"), 52);
    reopen(&mut page, &fixture.url("/pad?lang=en"));
    assert_eq!(page.eval("JSON.parse(localStorage.getItem('weda-studio-pad')).length"), 52);
    run(&mut page, "select 'last' as word");
    page.see("1 row ");
    page.press("History ▾");
    page.until("document.querySelectorAll('.history li').length === 50");
    assert_eq!(page.eval("document.querySelector('.history li code:last-child').textContent"), "select 'last' as word");
    page.click(".history li:nth-child(2) button");
    page.until("document.querySelector('textarea').value === 'select 51'");
    page.press("History ▾");
    page.press("Clear");
    page.until("document.querySelectorAll('.history li').length === 0");
    assert_eq!(page.eval("localStorage.getItem('weda-studio-pad')"), Value::Null);
    // A statement that is too long for the address still runs.
    let long = format!("select '{}' as word", "长".repeat(2000));
    run(&mut page, &long);
    page.until("document.querySelector('.rows .row [role=cell]:last-child')?.textContent.startsWith('长')");
    assert!(page.eval("location.search.length").as_u64() < Some(100));
    page.end();
}

fn a_filter_is_shown_grouped_and_opened(browser: &Browser) {
    let fixture = Fixture::new();
    let mut page =
        fixture.page(browser, "/pad?form=filter&model=student&filter=score%20gt%2050&cols=name,score,none", 1280);
    page.see("2 records");
    page.until("document.querySelectorAll('.grid .row').length === 2");
    page.see("do not exist were ignored: none");
    assert_eq!(page.eval("document.querySelectorAll('.grid .head .cell').length"), 3, "a box and two columns");
    page.picture("pad-filter-en-1280");
    page.press("Bars");
    page.until("document.querySelectorAll('.bar-of').length > 0");
    page.eval("(() => { const e = [...document.querySelectorAll('.pad-result .pick select')][0]; e.value = 'course'; e.dispatchEvent(new Event('input', { bubbles: true })); })()");
    page.see("count by 课程");
    let told = cells(&mut page, ".plot-table tbody tr");
    assert_eq!(told.as_array().unwrap().len(), 2, "{told}");
    page.press("To the grid ›");
    page.until("location.pathname === '/records/pre/student' && document.querySelectorAll('.grid .row:not(.blank)').length === 2");
    page.open(&fixture.url("/pad?lang=en&form=filter&model=student&filter=score%20is%205"));
    page.until("document.querySelector('.code-field mark')?.textContent === 'is'");
    page.end();
}

fn copies_are_guarded(browser: &Browser) {
    let fixture = Fixture::new();
    let evil = "=HYPERLINK(\"http://x\",\"y\")";
    fixture.emulator.load("student", [json!({ "name": evil, "course": "a\"b", "score": 5 })]).unwrap();
    let mut page = fixture.page(browser, "/pad", 1280);
    // What is saved is seen where it is made.
    page.until("document.querySelector('textarea')");
    page.eval("URL.createObjectURL = (blob) => { blob.text().then((text) => { window.saved = text; }); return 'blob:none'; }; HTMLAnchorElement.prototype.click = () => {};");
    run(&mut page, "select name, course, score from student where score = 5");
    page.see("1 row ");
    page.press("CSV");
    page.see("1 cell begins like formulas");
    page.see("name, row 1");
    page.picture("pad-guard-en-1280");
    page.press("Save");
    page.until("window.saved");
    let guarded = "\u{feff}name,course,score\n\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\",\"a\"\"b\",5\n";
    // Reading the blob as text takes the mark off.
    assert_eq!(
        page.eval("window.saved").as_str().map(|text| text.trim_start_matches('\u{feff}')),
        Some(guarded.trim_start_matches('\u{feff}'))
    );
    page.press("CSV");
    page.click(".strip.warning input");
    page.eval("window.saved = ''");
    page.press("Save");
    page.until("window.saved");
    assert_eq!(
        page.eval("window.saved"),
        "name,course,score\n\"=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\",\"a\"\"b\",5\n"
    );
    page.eval("window.saved = ''");
    page.press("JSON");
    page.until("window.saved");
    let saved: Value = serde_json::from_str(page.eval("window.saved").as_str().unwrap()).unwrap();
    assert_eq!(saved, json!([{ "name": evil, "course": "a\"b", "score": 5 }]));
    page.end();
}

fn why_names_the_condition(browser: &Browser) {
    let fixture = Fixture::new();
    fixture.emulator.load("prod/student", [json!({ "name": "赵六", "course": "美术" })]).unwrap();
    let mut page = fixture.page(
        browser,
        "/records/pre/student?filter=score%20gt%2050%20and%20course%20eq%20%27语文%20%27%20and%20name%20ne%20%27x%27",
        1280,
    );
    page.see("Why nothing matches");
    page.until("document.querySelectorAll('.why li').length === 3");
    assert_eq!(page.eval("document.querySelector('.why .culprit code').textContent"), "course eq '语文 '");
    page.see("2 records match it alone");
    page.see("A record differs only by case or spaces:");
    page.picture("why-en-1280");
    // One key removes the condition that leaves nothing.
    page.key("x", 0);
    page.until("new URLSearchParams(location.search).get('filter') === \"score gt 50 and name ne 'x'\"");
    page.until("document.querySelectorAll('.grid .row:not(.blank)').length === 2 && !document.querySelector('.why')");
    page.open(&fixture.url("/records/pre/student?lang=en&filter=name%20eq%20%27赵六%27"));
    page.see("1 record matches in prod.");
    page.press("Look ›");
    page.until("location.pathname === '/records/prod/student' && document.querySelectorAll('.grid .row:not(.blank)').length === 1");
    page.end();
}

fn values_filter(browser: &Browser) {
    let fixture = Fixture::new();
    let more = (0..200).map(|index| json!({ "name": format!("学生{index}"), "course": if index % 4 == 0 { "体育" } else { "语文" }, "boarding": index % 2 == 0 }));
    fixture.emulator.load("student", more).unwrap();
    let mut page = fixture.page(browser, "/records/pre/student", 1280);
    page.until("document.querySelectorAll('.grid .row').length > 3");
    page.key("v", 0);
    page.see("203 different values");
    page.see("the first 50");
    assert_eq!(page.eval("document.querySelectorAll('.values li').length"), 50);
    page.eval("(() => { const e = document.querySelector('.values select'); e.value = 'course'; e.dispatchEvent(new Event('input', { bubbles: true })); })()");
    page.see("3 different values");
    let shown =
        page.eval("[...document.querySelectorAll('.values li')].map((one) => one.innerText.replace(/\\s+/g, ' '))");
    assert_eq!(shown, json!(["语文 151", "体育 51", "数学 1"]));
    page.picture("values-en-1280");
    page.click(".values li:nth-child(2) button");
    page.until("new URLSearchParams(location.search).get('filter') === \"course eq '体育'\"");
    page.until("document.querySelector('[data-test-count]').innerText.startsWith('51')");
    page.see("1 different value");
    page.press("Plot ›");
    page.see("count by 课程");
    page.until(
        "document.querySelectorAll('.bar-of').length === 1 && document.querySelector('.bar-of').dataset.value === '51'",
    );
    page.end();
}

fn a_request_tells_its_plan_and_why(browser: &Browser) {
    let fixture = Fixture::new();
    let target = "/weda/odata/v1/pre/student?$filter=score%20gt%2050%20and%20course%20eq%20%27%E9%9F%B3%E4%B9%90%27";
    fixture.program("GET", target, "");
    let mut page = fixture.page(browser, "/requests", 1600);
    page.click(".log tbody tr");
    page.press("SQL and plan");
    page.see("3 rows read, 0 matched, 0 returned.");
    page.see("scans the table");
    page.see("\"score\" > ?1 AND \"course\" = ?2");
    page.picture("plan-en-1600");
    page.press("Why");
    page.until("document.querySelector('.why .culprit code')?.textContent === \"course eq '音乐'\"");
    fixture.program("GET", target, "");
    page.until("document.querySelectorAll('.log tbody tr').length === 4");
    page.click(".log tbody tr");
    page.press("SQL and plan");
    page.see("Answered from a kept page");
    page.end();
}

fn hostile_names_are_text(browser: &Browser) {
    let fixture = Fixture::new();
    let evil = "<img src=x onerror=alert(1)>\u{202e}";
    fixture.emulator.load("student", [json!({ "name": evil, "course": evil, "score": 1 })]).unwrap();
    let mut page = fixture.page(browser, "/pad?form=filter&model=student&view=bars&x=course", 1280);
    page.until("document.querySelectorAll('.bar-of').length === 4");
    page.press("SQL");
    run(&mut page, "select name as `<script>alert(2)</script>`, course from student");
    page.see("<script>alert(2)</script>");
    page.see("<img src=x");
    page.open(&fixture.url("/records/pre/student?lang=en&filter=name%20eq%20%27%3Cscript%3E%27"));
    page.see("Why nothing matches");
    page.key("v", 0);
    page.until("document.querySelector('.values')");
    assert_eq!(page.eval("document.querySelectorAll('main img, main script').length"), 0);
    page.end();
}

fn fields_are_shown_as_in_the_grid(browser: &Browser) {
    let fixture = Fixture::new();
    let record =
        json!({ "_id": "N1", "name": "新生", "course": "语文", "boarding": true, "admittedAt": 1_756_656_000_000_i64 });
    fixture.emulator.load("student", [record]).unwrap();
    let mut page = fixture.page(browser, "/pad", 1280);
    // A statement that runs as it is.
    page.press("SELECT * FROM category LIMIT 100");
    page.see("There are no rows.");
    run(&mut page, "select boarding, admittedAt, admittedAt + 1 as later from student where _id = 'N1'");
    page.until("document.querySelectorAll('.rows .row').length === 1");
    let found = cells(&mut page, ".rows .row");
    assert_eq!(found, json!([["1", "yes", "2025-09-01", "1756656000001"]]));
    assert_eq!(page.eval("document.querySelectorAll('.rows .row [role=cell]')[2].title"), "1756656000000");
    page.end();
}

fn fits_every_screen_theme_and_language(browser: &Browser) {
    let fixture = Fixture::new();
    let day = |index: i64| 1_756_656_000_000_i64 + index * index % 60 * 86_400_000;
    let courses = ["语文", "数学", "英语", "体育", "美术", "音乐"];
    let more = (0..150_i64).map(|index| {
        let course = courses[(index * index % 6) as usize];
        json!({ "name": format!("学生{index}"), "course": course, "score": index * 7 % 100, "admittedAt": day(index) })
    });
    fixture.emulator.load("student", more).unwrap();
    let mut page = fixture.page(browser, "/pad", 1280);
    page.until("document.querySelector('.start')");
    let pages = [
        ("start", "/pad"),
        ("table", "/pad?sql=select%20*%20from%20student"),
        (
            "bars",
            "/pad?sql=select%20course%2C%20avg(score)%20as%20%E5%B9%B3%E5%9D%87%20from%20student%20group%20by%20course&view=bars",
        ),
        ("line", "/pad?form=filter&model=student&view=line&how=mean&y=score&period=day"),
        ("why", "/records/pre/student?filter=score%20gt%2050%20and%20course%20eq%20'%E5%8E%86%E5%8F%B2'"),
    ];
    for (width, theme, lang) in [(390, "light", "zh"), (1280, "dark", "zh"), (1920, "light", "en")] {
        page.resize(width, 900);
        page.eval(&format!("localStorage.setItem('weda-studio-theme', '{theme}')"));
        for (name, path) in pages {
            let mark = if path.contains('?') { '&' } else { '?' };
            reopen(&mut page, &fixture.url(&format!("{path}{mark}lang={lang}")));
            page.until("document.querySelector('.start, .rows .row, .plot svg, .why li')");
            let overflow = page.eval("document.documentElement.scrollWidth - document.documentElement.clientWidth");
            assert_eq!(overflow, 0, "{name} at {width}");
            if lang == "zh" {
                // No word of the page is left in English.
                let text = page.eval("document.querySelector('main').innerText");
                assert!(
                    !["Query pad", "rows", "Nothing", "match"].iter().any(|word| text.as_str().unwrap().contains(word)),
                    "{text}"
                );
            }
            page.picture(&format!("pad-{name}-{lang}-{theme}-{width}"));
        }
    }
    page.end();
}

/// An emulator of which the studio sees no more than pages, as of an environment.
struct Plain(Emulated);

impl Source for Plain {
    fn about(&self) -> About {
        let mut about = self.0.about();
        (about.emulator, about.sql) = (false, false);
        about
    }

    fn models(&self) -> Reply<'_, Models> {
        self.0.models()
    }

    fn page(&self, ask: Ask) -> Reply<'_, weda_studio::Page> {
        self.0.page(ask)
    }

    fn record(&self, at: Place, id: String) -> Reply<'_, Option<Value>> {
        self.0.record(at, id)
    }

    fn names(&self, at: Place, ids: Vec<String>) -> Reply<'_, BTreeMap<String, Option<String>>> {
        self.0.names(at, ids)
    }

    fn write(&self, at: Place, write: Write) -> Reply<'_, Written> {
        self.0.write(at, write)
    }
}

fn a_plain_source_counts_what_it_reads(browser: &Browser) {
    let Fixture { emulator, .. } = Fixture::new();
    let more = (0..6000).map(|index| json!({ "name": "学生", "course": format!("课{}", index % 3) }));
    emulator.load("student", more).unwrap();
    let studio = Studio::start(Plain(Emulated::new(Arc::clone(&emulator))), "127.0.0.1:0").unwrap();
    let fixture = Fixture { emulator, studio };
    let mut page = fixture.page(browser, "/pad?model=student&view=bars&x=course&form=filter", 1280);
    page.see("of the 5,000 rows read");
    assert_eq!(
        page.eval("[...document.querySelectorAll('.pad-tools a')].some((link) => link.innerText === 'SQL')"),
        false
    );
    let counts = "[...document.querySelectorAll('.bar-of')].reduce((sum, bar) => sum + Number(bar.dataset.value), 0)";
    assert_eq!(page.eval(counts), 5000);
    // A statement in the address of another source is left out here.
    reopen(&mut page, &fixture.url("/pad?lang=en&sql=select%201"));
    page.until("document.querySelector('.pad-form [role=combobox]')");
    reopen(&mut page, &fixture.url("/records/pre/student?lang=en&filter=name%20eq%20'x'"));
    page.see("No record matches the filter");
    assert_eq!(page.eval("document.querySelectorAll('.strip').length"), 0);
    page.end();
}
