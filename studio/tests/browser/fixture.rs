//! A studio over the definitions of the examples.

use std::sync::Arc;

use serde_json::json;
use weda_emulator::{Definitions, Emulator};
use weda_studio::{Emulated, Studio};

use crate::devtools::{Browser, Page};

pub struct Fixture {
    pub emulator: Arc<Emulator>,
    pub studio: Studio,
}

impl Fixture {
    pub fn new() -> Self {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/database-schemas");
        let definitions = Definitions::read(folder).unwrap();
        let emulator = Arc::new(Emulator::builder().definitions(&definitions).start().unwrap());
        emulator
            .load(
                "student",
                [
                    json!({ "_id": "S1", "name": "李四", "course": "体育", "score": 89.5 }),
                    json!({ "_id": "S2", "name": "李小明", "course": "语文", "score": 61 }),
                    json!({ "_id": "S3", "name": "王五", "course": "数学", "score": 40 }),
                ],
            )
            .unwrap();
        let studio = Studio::start(Emulated::new(Arc::clone(&emulator)), "127.0.0.1:0").unwrap();
        Self { emulator, studio }
    }

    /// The address of a page, without a token.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.studio.address())
    }

    /// A page that has the token and is in English.
    pub fn page(&self, browser: &Browser, path: &str, width: u32) -> Page {
        let mut page = browser.page(width, 900);
        let token = self.studio.url().split_once('#').unwrap().1;
        let mark = if path.contains('?') { '&' } else { '?' };
        page.open(&self.url(&format!("{path}{mark}lang=en#{token}")));
        page
    }
}
