//! Checks of records against a definition, shared by the emulator, imports and programs.

mod check;
mod field;
mod level;
mod pattern;
mod pattern_report;
mod read;
mod row_hashes;
mod step;
mod unique;
mod violation;

use serde_json::{Map, Value};

use crate::Definition;
pub use field::{FieldJudge, Scope};
pub use level::Level;
pub use pattern_report::{UndecidedTexts, UnreadablePattern};
pub use unique::{Duplicate, UniqueValues};
pub use violation::{Reason, Violation, Violations};

/// Checks records against a definition.
///
/// A judge compiles the patterns of a definition once; it owns its data and can be shared between threads. It checks kinds,
/// limits, lengths, patterns, options and required fields at every depth. Lists, objects, locations and relations may be
/// JSON values or JSON text, as they are sent. Null is the absence of a value. Unknown fields and fields that the platform
/// fills in are ignored: see [`unknown_fields`](Self::unknown_fields) and [`check_field`](Self::check_field).
///
/// ```
/// use weda_definition::{Definition, Judge, Level};
///
/// let text = r#"{ "type": "object", "required": ["name"], "properties": {
///     "name":  { "type": "string", "title": "姓名", "maxLength": 30 },
///     "score": { "type": "number", "title": "成绩", "maximum": 100 }
/// } }"#;
/// let judge = Judge::new(&Definition::parse("student", "database-schemas/student.json", text)?);
///
/// assert!(judge.check_text(r#"{ "name": "李四", "score": 89 }"#, Level::Creating).is_ok());
/// let violations = judge.check_text(r#"{ "score": 101 }"#, Level::Creating).unwrap_err();
/// let fields: Vec<&str> = violations.iter().map(|violation| violation.field()).collect();
/// assert_eq!(fields, ["name", "score"]);
/// # Ok::<(), weda_definition::Error>(())
/// ```
#[derive(Debug)]
pub struct Judge {
    fields: Vec<FieldJudge>,
    /// The sorted keys, each with the index of its field.
    by_key: Vec<(String, usize)>,
}

impl Judge {
    /// Compiles the rules of a definition.
    #[must_use]
    pub fn new(definition: &Definition) -> Self {
        let fields: Vec<FieldJudge> = definition.fields.iter().map(FieldJudge::new).collect();
        let mut by_key: Vec<_> = fields.iter().map(|field| field.key().to_owned()).zip(0..).collect();
        by_key.sort_unstable();
        Self { fields, by_key }
    }

    /// Checks a record.
    ///
    /// ```
    /// use serde_json::json;
    /// use weda_definition::{Definition, Judge, Level};
    ///
    /// let text = r#"{ "properties": { "grade": { "type": "string", "title": "年级", "enum": ["一年级", "二年级"] } } }"#;
    /// let judge = Judge::new(&Definition::parse("student", "student.json", text)?);
    /// assert!(judge.check(&json!({ "grade": "一年级" }), Level::Enforced).is_ok());
    /// assert!(judge.check(&json!({ "grade": "三年级" }), Level::Enforced).is_err());
    /// # Ok::<(), weda_definition::Error>(())
    /// ```
    ///
    /// # Errors
    /// Returns all violations, or that the value is not an object.
    pub fn check(&self, record: &Value, level: Level) -> Result<(), Violations> {
        match record {
            Value::Object(members) => self.check_members(members, level),
            other => Err(Violation::new(String::new(), Reason::kind("an object", other)).into()),
        }
    }

    /// Checks the members of a record.
    ///
    /// # Errors
    /// Returns all violations.
    pub fn check_members(&self, record: &Map<String, Value>, level: Level) -> Result<(), Violations> {
        self.members(record, Scope::from(level))
    }

    /// Checks a record in JSON text and returns it. The text must be strict JSON: without half a surrogate pair, a number
    /// that a double cannot hold, or a duplicate key.
    ///
    /// # Errors
    /// Returns the reason if the text cannot be read, or all violations.
    pub fn check_text(&self, text: &str, level: Level) -> Result<Map<String, Value>, Violations> {
        let record = Self::read(text)?;
        self.members(&record, Scope::from(level).strictly())?;
        Ok(record)
    }

    /// Reads the JSON text of a record as strictly as [`check_text`](Self::check_text), without checking it.
    ///
    /// # Errors
    /// Returns the reason if the text cannot be read.
    pub fn read(text: &str) -> Result<Map<String, Value>, Violations> {
        match read::strict(text)? {
            Value::Object(record) => Ok(record),
            other => Err(Violation::new(String::new(), Reason::kind("an object", &other)).into()),
        }
    }

    /// Checks the new value of one field. An unknown field accepts anything; null is accepted unless the field is in
    /// `required`.
    ///
    /// # Errors
    /// Returns all violations.
    pub fn check_field(&self, key: &str, value: &Value) -> Result<(), Violations> {
        self.field(key).map_or(Ok(()), |field| field.check(value, Scope::from(Level::Enforced)))
    }

    /// Returns the checks of one field.
    #[must_use]
    pub fn field(&self, key: &str) -> Option<&FieldJudge> {
        self.index(key).map(|index| &self.fields[index])
    }

    /// Returns the members of a record that are not fields of the model, in the order of the map.
    pub fn unknown_fields<'r>(&self, record: &'r Map<String, Value>) -> impl Iterator<Item = &'r str> {
        record.keys().map(String::as_str).filter(|key| self.index(key).is_none())
    }

    /// Returns the patterns that are not checked because they cannot be read.
    #[must_use]
    pub fn unreadable_patterns(&self) -> Vec<UnreadablePattern> {
        self.fields.iter().flat_map(FieldJudge::unreadable_patterns).collect()
    }

    /// Returns the patterns with texts that could not be matched within the bound, and their number.
    #[must_use]
    pub fn undecided_texts(&self) -> Vec<UndecidedTexts> {
        self.fields.iter().flat_map(FieldJudge::undecided_texts).collect()
    }

    fn index(&self, key: &str) -> Option<usize> {
        let at = self.by_key.binary_search_by(|(known, _)| known.as_str().cmp(key)).ok()?;
        Some(self.by_key[at].1)
    }

    fn members(&self, record: &Map<String, Value>, scope: Scope) -> Result<(), Violations> {
        let mut checker = check::Checker::new(scope);
        for field in self.fields.iter().filter(|field| field.is_writable) {
            checker.field(field, record.get(field.key()));
        }
        checker.end()
    }
}
