//! The pages of an attached studio.

use serde_json::json;

use crate::devtools::{Browser, Page};
use crate::support::{Attached, SECRET_ID, SECRET_KEY, at, builder, environment, fill};

type Test = (&'static str, fn(&Browser));

pub const TESTS: &[Test] = &[
    ("browser::read_only_offers_no_change", read_only_offers_no_change),
    ("browser::a_write_to_prod_asks_each_time", a_write_to_prod_asks_each_time),
    ("browser::an_environment_that_comes_back_is_shown_again", an_environment_that_comes_back_is_shown_again),
    ("browser::a_file_is_dropped_checked_and_imported", a_file_is_dropped_checked_and_imported),
    ("browser::records_are_exported", records_are_exported),
];

fn open(browser: &Browser, studio: &Attached, path: &str) -> Page {
    let mut page = browser.page(1280, 900);
    page.open(&format!("http://{}{path}?lang=en#token={}", studio.address(), studio.token()));
    page
}

fn read_only_offers_no_change(browser: &Browser) {
    let emulator = environment();
    let studio = Attached::start(&emulator, &[]);
    let mut page = open(browser, &studio, "/records/pre/student");
    page.see("李四");
    page.see("三年二班");
    page.see("This environment is read-only");
    page.picture("attached-read-only");
    let rail = page.eval("document.querySelector('.rail').innerText");
    let rail = rail.as_str().unwrap();
    assert!(rail.contains("Records") && !rail.contains("Requests") && !rail.contains("Faults"), "{rail}");
    let buttons = page.eval("[...document.querySelectorAll('main button')].map((e) => e.innerText).join()");
    assert!(!buttons.as_str().unwrap().contains("New"), "{buttons}");
    // Its keys do nothing either.
    page.eval("document.querySelector('.grid').focus()");
    for key in ["n", "Delete", "Backspace"] {
        page.key(key, 0);
    }
    page.key("Enter", 0);
    page.see("JSON");
    assert_eq!(page.eval("document.querySelectorAll('.panel input, .staged, .leaving, form.new').length"), 0);
    let stored = page.eval(
        "JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie, document.documentElement.outerHTML])",
    );
    let stored = stored.as_str().unwrap();
    assert!(stored.contains("李四") && !stored.contains(SECRET_ID) && !stored.contains(SECRET_KEY));
    assert_eq!(emulator.records("student").unwrap().len(), 2);
    page.end();
}

fn a_write_to_prod_asks_each_time(browser: &Browser) {
    let emulator = environment();
    emulator.load("prod/student", [json!({ "_id": "P1", "name": "正式" })]).unwrap();
    let studio = Attached::start(&emulator, &["--write"]);
    let mut page = open(browser, &studio, "/records/prod/student");
    page.see("正式");
    for (count, name) in [(2, "甲"), (3, "乙")] {
        page.until("!document.querySelector('dialog')");
        page.eval("document.querySelector('form.new') || document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'n', bubbles: true }))");
        page.click("#f-name");
        page.type_text(name);
        page.key("Enter", 2);
        page.see("Write to the live environment?");
        page.picture("attached-prod-asks");
        assert_eq!(page.eval("document.querySelector('dialog .danger').disabled"), true);
        assert_eq!(emulator.records("prod/student").unwrap().len(), count - 1);
        page.click("dialog input");
        page.type_text("student");
        page.key("Enter", 0);
        page.until("!document.querySelector('dialog')");
        page.see(name);
        assert_eq!(emulator.records("prod/student").unwrap().len(), count);
    }
    // Without the answer nothing is written.
    page.click("#f-name");
    page.type_text("丙");
    page.key("Enter", 2);
    page.see("Write to the live environment?");
    page.key("Escape", 0);
    page.see("Not confirmed");
    assert_eq!(emulator.records("prod/student").unwrap().len(), 3);
    page.end();
}

fn an_environment_that_comes_back_is_shown_again(browser: &Browser) {
    let emulator = environment();
    let studio = Attached::start(&emulator, &["--timeout", "1"]);
    let mut page = open(browser, &studio, "/records/pre/student");
    page.see("李四");
    let address = emulator.address().to_string();
    emulator.stop();
    drop(emulator);
    page.click("[data-more]");
    page.press("Refresh");
    page.see("The source cannot be reached");
    page.picture("attached-away");
    let emulator = builder().listen(address).start().unwrap();
    fill(&emulator);
    // By itself.
    page.until("!document.querySelector('.strip')");
    page.see("李四");
    page.end();
}

/// Drops a file on the page.
fn drop_file(page: &mut Page, name: &str, content: &str) {
    page.eval(&format!(
        "(() => {{ const data = new DataTransfer(); data.items.add(new File([{}], {})); \
         for (const kind of ['dragover', 'drop']) document.querySelector('main').dispatchEvent( \
         new DragEvent(kind, {{ dataTransfer: data, bubbles: true, cancelable: true }})); }})()",
        json!(content),
        json!(name)
    ));
}

fn a_file_is_dropped_checked_and_imported(browser: &Browser) {
    let emulator = environment();
    let studio = Attached::start(&emulator, &["--write"]);
    let mut page = open(browser, &studio, "/records/pre/student");
    page.see("李四");
    let content = "姓名,score\n赵六,77\n钱七,不是数字\n=孙八,60\n";
    drop_file(&mut page, "../<img src=x onerror=alert(1)>.csv", content);
    page.see("../<img src=x onerror=alert(1)>.csv");
    page.see("=孙八");
    page.picture("import-preview");
    page.press("Dry run");
    page.see("Checked, nothing written");
    page.see("Row 2");
    assert_eq!(emulator.records("student").unwrap().len(), 2);
    page.click("dialog .main-action");
    page.see("Imported:");
    page.see("Download rejected rows");
    page.picture("import-done");
    assert_eq!(emulator.records("student").unwrap().len(), 4);
    page.press("Close");
    page.see("赵六");
    // The dialog has let go of the file: it is gone with the next that has its content.
    let file = studio.upload(content.as_bytes());
    studio.ok("discard", &json!({ "file": file }));
    studio.refused("preview", &json!({ "at": at("pre", "student"), "file": file, "format": "csv" }), 404);
    drop_file(&mut page, "photo.png", "x");
    page.see("This kind of file is unknown");
    page.end();
}

fn records_are_exported(browser: &Browser) {
    let emulator = environment();
    let studio = Attached::start(&emulator, &[]);
    let mut page = open(browser, &studio, "/records/pre/student");
    page.see("李四");
    // What the browser would save.
    page.eval("HTMLAnchorElement.prototype.click = function () { window.saved = fetch(this.href).then((answer) => answer.text()) }");
    page.eval("document.querySelector('.grid').focus()");
    page.key(" ", 0);
    page.press("Export");
    page.see("The 1 selected");
    page.picture("export");
    page.key("Enter", 0);
    page.see("1 records exported");
    let text = page.eval("window.saved");
    let text = text.as_str().unwrap();
    assert!(text.contains("李四") && !text.contains("王五"), "{text}");
    // Read-only: there is nothing to drop a file on.
    page.press("Close");
    drop_file(&mut page, "a.csv", "name\na\n");
    assert_eq!(page.eval("!!document.querySelector('dialog')"), false);
    page.end();
}
