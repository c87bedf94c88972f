//! Accessibility of each page, by axe-core: no finding that it calls serious or critical.
//!
//! ```sh
//! npm install --prefix oracle axe-core@4.14.1
//! NODE_PATH="$PWD/oracle/node_modules" cargo test -p weda-studio --test browser axe
//! ```

use std::path::PathBuf;

use serde_json::{Value, json};
use weda_emulator::{Effect, Fault, Profile};

use crate::Test;
use crate::devtools::{Browser, Page};
use crate::fixture::Fixture;

pub const TESTS: &[Test] = &[
    ("axe::pages", pages),
    ("axe::narrow", narrow),
    ("axe::states_of_records", states_of_records),
    ("axe::finds_what_is_wrong", finds),
];

/// The script of axe-core, or `None` if it is not installed.
pub fn script() -> Option<PathBuf> {
    let folders = std::env::var_os("NODE_PATH")?;
    std::env::split_paths(&folders).map(|folder| folder.join("axe-core/axe.min.js")).find(|path| path.is_file())
}

/// Each page with something on it.
const PAGES: &[&str] = &[
    "/models",
    "/models/student",
    "/models/student?tab=rust",
    "/models/student?tab=definition",
    "/records/pre/student",
    "/records/pre/student?row=S1",
    "/records/pre/student?filter=score%20gt%20900",
    "/records/prod/student",
    "/requests",
    "/requests/1",
    "/faults",
    "/faults?effect=status&argument=600&times=0",
    "/profile",
    "/profile?find=lists",
    "/pad",
    "/pad?sql=select%20name%2C%20score%20from%20student",
    "/pad?sql=select%20none%20from%20student",
    "/pad?sql=select%20name%2C%20score%20from%20student&view=bars",
    "/pad?form=filter&model=student&filter=score%20gt%2050",
    "/pad?form=filter&model=student&view=line&x=createdAt",
];

fn pages(browser: &Browser) {
    let mut found = Vec::new();
    for theme in ["light", "dark"] {
        for lang in ["zh", "en"] {
            // Each page has connections of its own for some seconds, and a studio has a limited number of them.
            let fixture = busy();
            for path in PAGES {
                let mut page = open(&fixture, browser, path, 1280, theme, lang);
                found.extend(serious(&mut page).into_iter().map(|one| format!("{theme} {lang} {path}: {one}")));
                page.end();
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

fn narrow(browser: &Browser) {
    let fixture = busy();
    let mut found = Vec::new();
    for path in PAGES {
        let mut page = open(&fixture, browser, path, 390, "light", "zh");
        found.extend(serious(&mut page).into_iter().map(|one| format!("390 {path}: {one}")));
        page.end();
    }
    assert!(found.is_empty(), "{found:#?}");
}

/// A name, the keys that lead there, and what is there then.
type State = (&'static str, &'static [(&'static str, u32)], &'static str);

/// States of the grid with something open over it, by the keys that lead there.
fn states_of_records(browser: &Browser) {
    let fixture = busy();
    let mut found = Vec::new();
    let states: [State; 8] = [
        ("search", &[("k", 2)], "dialog.search"),
        ("help", &[("?", 0)], "dialog.help"),
        ("new", &[("n", 0)], ".panel form"),
        ("bulk", &[("a", 2), ("e", 0)], "dialog.bulk table"),
        ("filter", &[("/", 0), ("s", 0)], ".filter-line [role=option]"),
        ("editor", &[("Enter", 0)], ".grid .edit input"),
        ("menu", &[("ArrowDown", 1)], "[role=menu]"),
        ("staged", &[("Delete", 0)], ".cell.staged"),
    ];
    for theme in ["light", "dark"] {
        for (name, keys, shown) in states {
            let mut page = open(&fixture, browser, "/records/pre/student", 1280, theme, "en");
            page.click("#c-0-1");
            keys.iter().for_each(|(key, modifiers)| page.key(key, *modifiers));
            page.until(&format!("document.querySelector('{shown}')"));
            found.extend(serious(&mut page).into_iter().map(|one| format!("{theme} {name}: {one}")));
            page.end();
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

/// A button without a name and a grey text on grey are found: the check reaches the page.
fn finds(browser: &Browser) {
    let fixture = busy();
    let mut page = open(&fixture, browser, "/models", 1280, "light", "en");
    page.eval(
        "(() => { const button = document.createElement('button'); const text = document.createElement('p'); \
         text.textContent = 'pale'; text.style.color = '#ccc'; document.querySelector('main').append(button, text); })()",
    );
    let found = serious(&mut page);
    assert!(found.iter().any(|one| one.starts_with("button-name")), "{found:?}");
    assert!(found.iter().any(|one| one.starts_with("color-contrast")), "{found:?}");
    page.end();
}

/// A fixture with requests of a program, one that succeeds and one that is refused, an active fault and changed switches.
fn busy() -> Fixture {
    let fixture = Fixture::new();
    fixture.program("GET", "/weda/odata/v1/pre/student?$top=1", "");
    fixture.program("POST", "/weda/odata/v1/pre/student", r#"{"score":"many"}"#);
    let fault = Fault::new(Effect::Refuse("SYS_ERR".to_owned())).path("/nowhere").probability(0.2, 7);
    fixture.emulator.inject_fault(fault).unwrap();
    let change = |profile: &mut Profile| {
        (profile.accept.put, profile.lists.top_max) = (true, 200);
        profile.identity.user = "1700000000000000009".to_owned();
    };
    fixture.emulator.change_profile(change);
    fixture
}

fn open(fixture: &Fixture, browser: &Browser, path: &str, width: u32, theme: &str, lang: &str) -> Page {
    let mut page = browser.page(width, 900);
    let media = json!({ "features": [{ "name": "prefers-color-scheme", "value": theme }] });
    page.send("Emulation.setEmulatedMedia", media);
    let token = fixture.studio.url().split_once('#').unwrap().1;
    let mark = if path.contains('?') { '&' } else { '?' };
    page.open(&fixture.url(&format!("{path}{mark}lang={lang}#{token}")));
    page.until("document.querySelector('main') && document.querySelector('main').innerText.length > 10");
    page.until("!document.querySelector('.bone')");
    if path.starts_with("/faults") || path.starts_with("/profile") {
        page.until("document.querySelector('.effect, .switch')");
    }
    if path.contains("argument=") {
        page.until("document.querySelector('.problem')");
    }
    page
}

/// The findings that are serious or critical: the rule, and the elements.
fn serious(page: &mut Page) -> Vec<String> {
    let path = script().expect("the test is left out without axe-core");
    page.eval(&std::fs::read_to_string(path).unwrap());
    let result = page.eval("axe.run(document, { resultTypes: ['violations'] }).then((result) => result.violations)");
    let is_serious = |one: &&Value| one["impact"] == "serious" || one["impact"] == "critical";
    let text = |one: &Value| {
        let nodes = one["nodes"].as_array().unwrap().iter().take(3);
        let nodes: Vec<String> = nodes.map(|node| format!("{} {}", node["html"], node["any"][0]["message"])).collect();
        format!("{}: {}", one["id"].as_str().unwrap(), nodes.join(", "))
    };
    result.as_array().expect("axe answers with a list").iter().filter(is_serious).map(text).collect()
}
