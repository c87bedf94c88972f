//! Changes since a page was read, and the judgement of a filter before a program sends it.

use super::super::Emulator;
use super::place;
use super::refusal::{Refusal, from_operation};
use crate::face;

impl Emulator {
    /// The number of records of a model, named as in [`load`](Self::load), that were created, changed or deleted since the
    /// emulator started. While it stays the same, a list that was read is still right.
    ///
    /// # Errors
    /// Returns an error if the model is unknown.
    pub fn changes(&self, model: &str) -> Result<u64, Refusal> {
        let (stage, model) = place(model)?;
        let mut session = self.service.session();
        let model = session.model(stage, model).map_err(from_operation)?;
        Ok(session.changes_of(&model))
    }

    /// Checks a filter as a call of a program would be checked, by the switches of the profile. [`list`](Self::list) takes
    /// more.
    ///
    /// ```
    /// use weda_emulator::{Definition, Emulator};
    ///
    /// let text = r#"{ "properties": { "pages": { "type": "number" } } }"#;
    /// let emulator = Emulator::builder().definitions(Definition::parse("book", "book.json", text)?).start()?;
    /// emulator.check_filter("book", "pages gt 100")?;
    /// // Nothing says that the service knows `ge`, so that the default profile refuses it.
    /// assert_eq!(emulator.check_filter("book", "pages ge 100").unwrap_err().at, Some(7));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Returns an error if the model is unknown, or the profile refuses the filter.
    pub fn check_filter(&self, model: &str, filter: &str) -> Result<(), Refusal> {
        let (stage, model) = place(model)?;
        let mut session = self.service.session();
        let model = session.model(stage, model).map_err(from_operation)?;
        if filter.trim().is_empty() {
            return Ok(());
        }
        face::compile_filter(filter, &model, &self.service.profile()).map(drop).map_err(Refusal::filter)
    }
}
