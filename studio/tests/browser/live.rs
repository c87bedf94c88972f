//! Changes of others: told, and never moved under the pointer. Own ones on a bad line: sent once, and in doubt where no answer
//! came.

use serde_json::{Value, json};

use crate::Test;
use crate::devtools::{Browser, Page};
use crate::fixture::Fixture;
use crate::records::{column, students};

pub const TESTS: &[Test] = &[
    ("live::changes_of_others_are_counted_and_wait", changes_of_others_are_counted_and_wait),
    ("live::own_changes_are_shown_in_place", own_changes_are_shown_in_place),
    ("live::staged_changes_stay_while_another_model_is_shown", staged_changes_stay_while_another_model_is_shown),
    ("live::a_staged_record_in_doubt_waits_for_a_person", a_staged_record_in_doubt_waits_for_a_person),
    ("live::a_new_record_in_doubt_asks_again", a_new_record_in_doubt_asks_again),
    ("live::a_change_in_doubt_is_settled_by_what_is_there", a_change_in_doubt_is_settled_by_what_is_there),
    ("live::settled_conflicts_are_sent_alone_and_in_turn", settled_conflicts_are_sent_alone_and_in_turn),
    ("live::a_saved_record_is_saved_though_it_cannot_be_read", a_saved_record_is_saved_though_it_cannot_be_read),
    ("live::what_is_edited_while_it_is_saved_stays", what_is_edited_while_it_is_saved_stays),
];

/// Keeps the calls of the page in `calls`, and does to them what `plans` say: late, or the answer lost as a whole or half way.
/// All are carried out.
const LINE: &str = "(() => { window.calls = []; window.plans = {}; const real = window.fetch; window.fetch = async (url, options) => { \
    const name = String(url).split('/').pop(); calls.push([name, String(options?.body ?? '')]); \
    const plan = plans[name]?.shift() ?? {}; const answer = await real(url, options); \
    if (plan.late) await new Promise((done) => setTimeout(done, plan.late)); \
    if (plan.lost === 'answer') throw new TypeError('lost'); \
    if (plan.lost === 'half') return { ok: true, status: 200, text: () => Promise.reject(new TypeError('cut')) }; \
    return answer; }; })()";

/// The ids of the records in the calls that write, in their order.
fn writes(page: &mut Page) -> Value {
    page.eval(
        "calls.filter(([name]) => name === 'write').map(([, body]) => JSON.parse(body).write.update?.id ?? 'new')",
    )
}

fn edit(page: &mut Page, cell: &str, text: &str) {
    page.click(cell);
    page.key("Enter", 0);
    page.until("document.activeElement.closest('.edit')");
    page.type_text(text);
    page.key("Enter", 0);
    page.until(&format!("document.querySelector('{cell}').innerText.startsWith('{text}')"));
}

fn changes_of_others_are_counted_and_wait(browser: &Browser) {
    let fixture = Fixture::new();
    let mut page = students(browser, &fixture);
    page.click("#c-1-0");
    fixture.emulator.load("student", [json!({ "_id": "S0", "name": "安一", "course": "语文" })]).unwrap();
    let changes = json!({ "name": "王伍" });
    fixture.emulator.update("student", "S3", changes.as_object().unwrap(), None).unwrap();
    page.see("2 changes elsewhere, refresh");
    page.picture("others");
    assert_eq!(column(&mut page, "name"), json!(["李四", "李小明", "王五"]));
    page.until("document.querySelector('[data-said]').innerText.includes('2 changes elsewhere') || document.querySelector('[data-said]').innerText.includes('change elsewhere')");
    page.press("2 changes elsewhere, refresh");
    page.until("document.querySelector('[data-test-count]').innerText.startsWith('4 ')");
    assert_eq!(column(&mut page, "name"), json!(["李四", "李小明", "王伍", "安一"]));
    page.until("!document.querySelector('[data-others]')");
    // The active cell stays at its record, wherever that is now.
    page.open(&fixture.url("/records/pre/student?lang=en&sort=name"));
    page.until("document.querySelector('[data-id=S3]')");
    page.click("[data-id=S3] .first");
    let before = page.eval("document.querySelector('[data-id=S3]').ariaRowIndex");
    fixture
        .emulator
        .load(
            "student",
            [
                json!({ "_id": "S9", "name": "阿九", "course": "语文" }),
                json!({ "_id": "S8", "name": "A8", "course": "语文" }),
            ],
        )
        .unwrap();
    page.press("2 changes elsewhere, refresh");
    page.until("document.querySelector('[data-id=S8]')");
    assert_ne!(page.eval("document.querySelector('[data-id=S3]').ariaRowIndex"), before);
    page.until("document.querySelector('.cell.active').closest('.row').dataset.id === 'S3'");
    page.end();
}

fn own_changes_are_shown_in_place(browser: &Browser) {
    let fixture = Fixture::new();
    let mut page = students(browser, &fixture);
    page.open(&fixture.url("/records/pre/student?lang=en&filter=score%20gt%2050"));
    page.see("Row 1 of 2");
    page.click("#c-0-2");
    page.key("Enter", 0);
    page.type_text("10");
    page.key("Enter", 0);
    page.key("s", 2);
    // It no longer matches, and stays, dimmed, until the list is read anew.
    page.until("document.querySelector('.row.unmatched')?.dataset.id === 'S1'");
    page.until("document.querySelector('#c-0-2').innerText === '10'");
    // What was written here is nothing new.
    std::thread::sleep(std::time::Duration::from_millis(2500));
    assert_eq!(page.eval("document.querySelector('[data-others]')"), json!(null));
    page.click("[data-more]");
    page.press("Refresh");
    page.see("Row 1 of 1");
    page.end();
}

fn staged_changes_stay_while_another_model_is_shown(browser: &Browser) {
    let fixture = Fixture::new();
    let mut page = students(browser, &fixture);
    page.click("#c-0-0");
    page.key("Enter", 0);
    page.type_text("李肆");
    page.key("Enter", 0);
    page.see("Save 1");
    page.key("[", 0);
    page.until("!location.pathname.endsWith('/student')");
    page.until("!document.body.innerText.includes('Save 1')");
    page.key("]", 0);
    page.see("Save 1");
    page.key("s", 2);
    page.see("1 record saved");
    assert_eq!(fixture.emulator.record("student", "S1").unwrap().unwrap()["name"], "李肆");
    page.end();
}

fn a_staged_record_in_doubt_waits_for_a_person(browser: &Browser) {
    let fixture = Fixture::new();
    let count = || fixture.emulator.records("student").unwrap().len();
    let mut page = students(browser, &fixture);
    page.eval(LINE);
    page.click("#c-3-0");
    page.paste("赵六\t语文");
    page.see("Save 1");
    page.eval("plans.write = [{ lost: 'half' }]");
    page.key("s", 2);
    // Carried out and unknown: neither saved nor refused.
    page.see("1 new record may have been created: no answer came");
    page.see("0 saved, 0 refused, 1 in doubt");
    // Said at the record itself, where it is seen.
    page.until("document.querySelector('.row.new .countdown').getBoundingClientRect().right <= innerWidth");
    assert_eq!(page.eval("document.querySelector('.row.new .countdown').innerText"), "may have been created");
    page.picture("doubt");
    page.resize(390, 900);
    assert_eq!(page.eval("document.documentElement.scrollWidth <= innerWidth"), true);
    page.until(
        "[...document.querySelectorAll('.strip button')].every((e) => e.getBoundingClientRect().right <= innerWidth)",
    );
    page.until("document.querySelector('.row.new .countdown').getBoundingClientRect().right <= innerWidth");
    page.until("document.querySelector('.strip.warning').offsetHeight < 200");
    page.picture("doubt-390");
    page.resize(1600, 900);
    assert_eq!(count(), 4);
    assert_eq!(page.eval("document.querySelectorAll('.row.new').length"), 1);
    page.until("!document.body.innerText.includes('Save 1')");
    // Neither the next save nor one of something else sends it.
    page.key("s", 2);
    edit(&mut page, "#c-0-0", "李肆");
    page.see("Save 1");
    page.key("s", 2);
    page.see("1 record saved");
    assert_eq!(writes(&mut page), json!(["new", "S1"]));
    assert_eq!(count(), 4);
    page.press("Send again");
    page.until("!document.querySelector('.row.new')");
    page.until("!document.body.innerText.includes('no answer came')");
    assert_eq!(writes(&mut page), json!(["new", "S1", "new"]));
    assert_eq!(count(), 5);
    // Or it is given up, and what else is staged stays.
    page.until("document.querySelector('[data-test-count]').innerText.startsWith('5 ')");
    page.click("#c-5-0");
    page.paste("孙七\t语文");
    page.eval("plans.write = [{ lost: 'answer' }]");
    page.key("s", 2);
    page.see("no answer came");
    edit(&mut page, "#c-0-0", "李五");
    page.press("Drop");
    page.until("!document.querySelector('.row.new')");
    page.until("!document.body.innerText.includes('no answer came')");
    page.see("Save 1");
    assert_eq!(count(), 6);
    page.press("Discard");
    page.end();
}

fn a_new_record_in_doubt_asks_again(browser: &Browser) {
    let fixture = Fixture::new();
    let count = || fixture.emulator.records("student").unwrap().len();
    let mut page = students(browser, &fixture);
    page.eval(LINE);
    page.eval("plans.write = [{ lost: 'answer' }]");
    page.key("n", 0);
    page.until("document.activeElement.dataset.field === 'name'");
    page.type_text("赵六");
    page.click("#f-course");
    page.type_text("美术");
    page.key("Enter", 2);
    page.see("It may have been carried out");
    page.see("Create again…");
    page.picture("doubt-new");
    assert_eq!(count(), 4);
    page.key("Enter", 2);
    page.see("Create it again?");
    page.key("Escape", 0);
    page.until("!document.querySelector('dialog')");
    assert_eq!(count(), 4);
    page.press("Create again… Ctrl Enter");
    page.press("Go on");
    page.see("1 created");
    assert_eq!(count(), 5);
    // What is known is not asked again.
    page.until("!document.body.innerText.includes('Create again')");
    page.end();
}

fn a_change_in_doubt_is_settled_by_what_is_there(browser: &Browser) {
    let fixture = Fixture::new();
    let mut page = students(browser, &fixture);
    page.eval(LINE);
    edit(&mut page, "#c-0-0", "李肆");
    std::thread::sleep(std::time::Duration::from_millis(5));
    page.eval("plans.write = [{ lost: 'half' }]");
    page.key("s", 2);
    page.see("0 saved, 0 refused, 1 in doubt");
    page.see("It may have been carried out");
    assert_eq!(page.eval("document.querySelectorAll('.cell.staged').length"), 1);
    // It stands there already: this is not a conflict.
    page.key("s", 2);
    page.see("1 record saved");
    assert_eq!(page.eval("document.querySelectorAll('.cell.staged, dialog').length"), 0);
    assert_eq!(writes(&mut page), json!(["S1", "S1"]));
    page.end();
}

fn settled_conflicts_are_sent_alone_and_in_turn(browser: &Browser) {
    let fixture = Fixture::new();
    let mut page = students(browser, &fixture);
    page.eval(LINE);
    edit(&mut page, "#c-0-0", "李肆");
    edit(&mut page, "#c-1-0", "李大明");
    // Refused by the definition.
    edit(&mut page, "#c-2-2", "1000");
    std::thread::sleep(std::time::Duration::from_millis(5));
    for id in ["S1", "S2"] {
        let changes = json!({ "name": "别人" });
        fixture.emulator.update("student", id, changes.as_object().unwrap(), None).unwrap();
    }
    page.key("s", 2);
    page.see("Changed meanwhile");
    page.eval("calls.length = 0; plans.write = [{ late: 1500 }]");
    page.press("Save the choice");
    // The second is settled while the first is on its way.
    page.until("document.querySelector('dialog')?.innerText.includes('李大明')");
    page.press("Save the choice");
    page.until("document.querySelectorAll('.cell.staged').length === 1");
    page.until(
        "![...document.querySelectorAll('button')].some((one) => one.innerText.startsWith('Save') && one.disabled)",
    );
    assert_eq!(writes(&mut page), json!(["S1", "S2"]));
    for (id, name) in [("S1", "李肆"), ("S2", "李大明")] {
        assert_eq!(fixture.emulator.record("student", id).unwrap().unwrap()["name"], name);
    }
    // What was refused before is still said to be.
    page.until("document.querySelector('#c-2-2.wrong.staged')");
    page.press("Discard");
    page.end();
}

fn a_saved_record_is_saved_though_it_cannot_be_read(browser: &Browser) {
    let fixture = Fixture::new();
    let mut page = students(browser, &fixture);
    page.eval(LINE);
    edit(&mut page, "#c-0-0", "李肆");
    page.eval("plans.record = [{ lost: 'half' }]");
    page.key("s", 2);
    page.see("1 record saved");
    page.until("!document.querySelector('.cell.staged, .cell.wrong, .strip')");
    // The list is read anew instead.
    page.until("document.querySelector('#c-0-0').innerText === '李肆'");
    assert_eq!(writes(&mut page), json!(["S1"]));
    page.end();
}

fn what_is_edited_while_it_is_saved_stays(browser: &Browser) {
    let fixture = Fixture::new();
    let mut page = students(browser, &fixture);
    page.eval(LINE);
    edit(&mut page, "#c-0-0", "李肆");
    page.eval("plans.write = [{ late: 2000 }]");
    page.key("s", 2);
    page.until("calls.some(([name]) => name === 'write')");
    edit(&mut page, "#c-0-1", "美术");
    // The value of before is a change while another one is on its way.
    edit(&mut page, "#c-0-0", "李四");
    page.see("1 record saved");
    page.see("Save 1");
    assert_eq!(page.eval("document.querySelectorAll('.cell.staged').length"), 2);
    // It is over the record as it was saved: a change from outside since then is a conflict.
    std::thread::sleep(std::time::Duration::from_millis(5));
    let changes = json!({ "score": 90 });
    fixture.emulator.update("student", "S1", changes.as_object().unwrap(), None).unwrap();
    page.key("s", 2);
    page.see("Changed meanwhile");
    page.press("Save the choice");
    page.until("!document.querySelector('.cell.staged')");
    let record = fixture.emulator.record("student", "S1").unwrap().unwrap();
    assert_eq!((&record["name"], &record["course"], &record["score"]), (&json!("李四"), &json!("美术"), &json!(90)));
    page.end();
}
