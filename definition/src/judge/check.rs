//! Checks a value, recursively, by the rules of its field.

use serde_json::{Map, Number, Value};

use super::field::{FieldJudge, Rule, Scope, Shape};
use super::pattern::Verdict;
use super::read;
use super::step::Step;
use super::violation::{MAX_VIOLATIONS, Reason, Violation, Violations};

/// Last millisecond of a day.
const DAY_END: i64 = 86_399_999;
/// Below this limit doubles represent integers exactly.
const MAX_EXACT: f64 = 9_007_199_254_740_992.0;

/// Checks one record and collects the violations.
pub(super) struct Checker<'a> {
    scope: Scope,
    found: Vec<Violation>,
    /// The current position: the key of the field, and the steps into its value.
    key: &'a str,
    steps: Vec<Step<'a>>,
}

impl<'a> Checker<'a> {
    pub(super) fn new(scope: Scope) -> Self {
        Self { scope, found: Vec::new(), key: "", steps: Vec::new() }
    }

    pub(super) fn end(self) -> Result<(), Violations> {
        Violations::of(self.found).map_or(Ok(()), Err)
    }

    /// Checks a field of a record, which may have no value.
    pub(super) fn field(&mut self, field: &'a FieldJudge, value: Option<&Value>) {
        self.key = field.key();
        let is_required = self.scope.requires(&field.rule) && field.is_writable;
        match value {
            None if field.has_default => {}
            None | Some(Value::Null) if is_required => self.add(Reason::Missing),
            None | Some(Value::Null) => {}
            Some(value) => self.outermost(&field.rule, value),
        }
    }

    /// Checks the value of a field of a record, where lists and objects may be JSON text.
    fn outermost(&mut self, rule: &'a Rule, value: &Value) {
        let (Value::String(text), true) = (value, rule.shape.allows_json_text()) else {
            return self.value(rule, value);
        };
        let parsed = match self.scope.is_strict {
            true => read::strict(text).map_err(|violations| violations.first().clone()),
            false => serde_json::from_str(text)
                .map_err(|error| Violation::new(String::new(), Reason::NotJson { reason: read::reason_of(&error) })),
        };
        match parsed {
            Ok(parsed) => self.value(rule, &parsed),
            Err(violation) => self.add_inside(violation),
        }
    }

    fn value(&mut self, rule: &'a Rule, value: &Value) {
        match (&rule.shape, value) {
            (Shape::Text, Value::String(text)) => self.text(rule, text),
            (Shape::Choice(options), Value::String(text)) => {
                self.text(rule, text);
                if self.scope.options && !options.is_empty() && !options.iter().any(|key| key == text) {
                    self.add(Reason::Option { options: options.clone() });
                }
            }
            (Shape::Number, Value::Number(number)) => self.limits(rule, number.as_f64().unwrap_or(f64::NAN)),
            (Shape::Whole { expected }, value) => match whole(value) {
                Whole::Exact(whole) => self.limits(rule, whole as f64),
                Whole::TooLarge => {
                    self.add(Reason::Kind { expected: (*expected).into(), found: "one too large to be exact" })
                }
                Whole::Other => self.add(Reason::kind(*expected, value)),
            },
            (Shape::TimeOfDay, value) => match whole(value) {
                Whole::Exact(time) if (0..=DAY_END).contains(&time) => self.limits(rule, time as f64),
                _ => self.add(Reason::kind(rule.shape.name(), value)),
            },
            (Shape::List(item), Value::Array(values)) => self.list(item, values),
            (Shape::Object(members), Value::Object(values)) => self.object(members, values),
            (Shape::Location, value) => self.location(value),
            (Shape::Relation, Value::String(text)) if !text.trim_start().starts_with('{') => {}
            (Shape::Relation, Value::String(text)) => {
                let object: Option<Value> = serde_json::from_str(text).ok();
                if !object.is_some_and(|object| names_a_record(&object)) {
                    self.add(Reason::kind(rule.shape.name(), value));
                }
            }
            (Shape::Relation, Value::Object(_)) if names_a_record(value) => {}
            (Shape::Id, Value::String(_)) | (Shape::Boolean, Value::Bool(_)) | (Shape::Relations, Value::Array(_)) => {}
            (Shape::Json, _) => {}
            (shape, value) => self.add(Reason::kind(shape.name(), value)),
        }
    }

    fn text(&mut self, rule: &Rule, text: &str) {
        if !self.checks_limits() {
            return;
        }
        let bytes = text.len() as u64;
        if let Some(limit) = rule.max_length.filter(|limit| bytes > *limit) {
            self.add(Reason::TooLong { bytes, limit });
        }
        if let Some(limit) = rule.min_length.filter(|limit| bytes < *limit) {
            self.add(Reason::TooShort { bytes, limit });
        }
        if let Some(pattern) = &rule.pattern
            && pattern.judge(text) == Verdict::Mismatch
        {
            self.add(Reason::Pattern { pattern: pattern.source().to_owned() });
        }
    }

    fn limits(&mut self, rule: &Rule, number: f64) {
        if !self.checks_limits() {
            return;
        }
        if let Some(minimum) = rule.minimum.filter(|minimum| number < *minimum) {
            self.add(Reason::Below { minimum });
        }
        if let Some(maximum) = rule.maximum.filter(|maximum| number > *maximum) {
            self.add(Reason::Above { maximum });
        }
    }

    fn list(&mut self, item: &'a Rule, values: &[Value]) {
        for (index, value) in values.iter().enumerate() {
            self.steps.push(Step::Index(index));
            self.member(item, Some(value));
            self.steps.pop();
        }
    }

    fn object(&mut self, members: &'a [(String, Rule)], values: &Map<String, Value>) {
        for (key, rule) in members {
            self.steps.push(Step::Key(key));
            self.member(rule, values.get(key));
            self.steps.pop();
        }
    }

    /// Checks a value inside another one.
    fn member(&mut self, rule: &'a Rule, value: Option<&Value>) {
        match value {
            None | Some(Value::Null) => {
                if self.scope.nested_limits && self.scope.requires(rule) {
                    self.add(Reason::Missing);
                }
            }
            Some(value) => self.value(rule, value),
        }
    }

    /// Checks a location. Each part and each coordinate may be missing or null, as in a location that was left blank.
    fn location(&mut self, value: &Value) {
        let Value::Object(place) = value else { return self.add(Reason::kind("an object", value)) };
        self.part("address", place.get("address"), "a text", Value::is_string);
        self.part("geopoint", place.get("geopoint"), "an object", Value::is_object);
        let Some(Value::Object(point)) = place.get("geopoint") else { return };
        self.steps.push(Step::Key("geopoint"));
        self.part("type", point.get("type"), "a text", Value::is_string);
        let is_pair = |value: &Value| value.as_array().is_some_and(|values| values.len() == 2);
        match point.get("coordinates") {
            Some(Value::Array(values)) if values.len() == 2 => {
                self.steps.push(Step::Key("coordinates"));
                for (index, value) in values.iter().enumerate().filter(|(_, value)| !value.is_null()) {
                    if !value.is_number() {
                        self.steps.push(Step::Index(index));
                        self.add(Reason::kind("a number", value));
                        self.steps.pop();
                    }
                }
                self.steps.pop();
            }
            other => self.part("coordinates", other, "a list of two numbers", is_pair),
        }
        self.steps.pop();
    }

    fn part(
        &mut self,
        key: &'static str,
        value: Option<&Value>,
        expected: &'static str,
        fits: impl Fn(&Value) -> bool,
    ) {
        if let Some(value) = value.filter(|value| !value.is_null() && !fits(value)) {
            self.steps.push(Step::Key(key));
            self.add(Reason::kind(expected, value));
            self.steps.pop();
        }
    }

    /// Returns true if lengths, limits and patterns are checked at the current position.
    fn checks_limits(&self) -> bool {
        self.scope.limits && (self.scope.nested_limits || self.steps.is_empty())
    }

    fn add(&mut self, reason: Reason) {
        if self.found.len() < MAX_VIOLATIONS {
            self.found.push(Violation::new(self.path(), reason));
        }
    }

    fn path(&self) -> String {
        Step::path([Step::Key(self.key)].into_iter().chain(self.steps.iter().copied()))
    }

    /// Adds a violation in a JSON text, whose path begins at the current position.
    fn add_inside(&mut self, violation: Violation) {
        let here = self.path();
        let path = match violation.field() {
            "" => here,
            inside if inside.starts_with('[') => format!("{here}{inside}"),
            inside => format!("{here}.{inside}"),
        };
        if self.found.len() < MAX_VIOLATIONS {
            self.found.push(Violation::new(path, violation.reason().clone()));
        }
    }
}

/// Returns true if an object has the `_id` of a record.
fn names_a_record(object: &Value) -> bool {
    object.get("_id").is_some_and(Value::is_string)
}

enum Whole {
    Exact(i64),
    /// Whole, but too large to be represented exactly.
    TooLarge,
    Other,
}

/// Returns a value as a whole number: `89.0` and `89` are the same.
fn whole(value: &Value) -> Whole {
    let Value::Number(number) = value else { return Whole::Other };
    match number.as_i64() {
        Some(whole) => Whole::Exact(whole),
        None => whole_double(number),
    }
}

fn whole_double(number: &Number) -> Whole {
    match number.as_f64() {
        Some(double) if double.fract() != 0.0 => Whole::Other,
        Some(double) if double.abs() < MAX_EXACT => Whole::Exact(double as i64),
        Some(_) => Whole::TooLarge,
        None => Whole::Other,
    }
}
