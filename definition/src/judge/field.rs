//! The rules of one field, compiled.

use serde_json::Value;

use super::check::Checker;
use super::level::Level;
use super::pattern::Pattern;
use super::pattern_report::{UndecidedTexts, UnreadablePattern};
use super::violation::Violations;
use crate::{Field, Kind, RelationStyle};

/// The checks of one field of a model.
#[derive(Debug)]
pub struct FieldJudge {
    key: String,
    line: u32,
    pub(super) rule: Rule,
    pub(super) is_writable: bool,
    /// True if the service fills in a default when a new record has no value.
    pub(super) has_default: bool,
}

/// The set of checks applied to a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scope {
    required: Option<Level>,
    pub(super) limits: bool,
    pub(super) options: bool,
    pub(super) nested_limits: bool,
    pub(super) is_strict: bool,
}

/// The rule for the values of a field, a member or an element.
#[derive(Debug)]
pub(super) struct Rule {
    pub(super) shape: Shape,
    required: bool,
    x_required: bool,
    pub(super) min_length: Option<u64>,
    pub(super) max_length: Option<u64>,
    pub(super) minimum: Option<f64>,
    pub(super) maximum: Option<f64>,
    pub(super) pattern: Option<Pattern>,
}

#[derive(Debug)]
pub(super) enum Shape {
    Text,
    /// The keys of the options; empty if they are unknown.
    Choice(Vec<String>),
    Number,
    Whole {
        expected: &'static str,
    },
    TimeOfDay,
    Boolean,
    List(Box<Rule>),
    Object(Vec<(String, Rule)>),
    Location,
    Json,
    /// A relation of style `Id`.
    Id,
    /// A relation of style `Object`.
    Relation,
    Relations,
}

impl From<Level> for Scope {
    fn from(level: Level) -> Self {
        Self { required: Some(level), limits: true, options: true, nested_limits: true, is_strict: false }
    }
}

impl Scope {
    /// Checks only the kinds of values, for old records, which may violate other rules.
    #[must_use]
    pub fn kinds() -> Self {
        Self { required: None, limits: false, options: false, nested_limits: false, is_strict: false }
    }

    /// Also checks the options of choices.
    #[must_use]
    pub fn and_options(self) -> Self {
        Self { options: true, ..self }
    }

    /// Excludes the limits, patterns and required members inside lists and objects.
    #[must_use]
    pub fn without_nested_limits(self) -> Self {
        Self { nested_limits: false, ..self }
    }

    /// Requires strict JSON in JSON text.
    pub(super) fn strictly(self) -> Self {
        Self { is_strict: true, ..self }
    }

    pub(super) fn requires(self, rule: &Rule) -> bool {
        match self.required {
            None => false,
            Some(Level::Enforced) => rule.required,
            Some(Level::Creating) => rule.required || rule.x_required,
        }
    }
}

impl FieldJudge {
    /// Compiles the rules of a field.
    #[must_use]
    pub fn new(field: &Field) -> Self {
        let rule = Rule::of(field);
        // Real definitions have `""` for no default, and defaults of the wrong type.
        let default = field.default.as_ref().filter(|default| !default.is_null() && default.as_str() != Some(""));
        let mut judge = Self {
            key: field.key.clone(),
            line: field.line,
            rule,
            is_writable: field.is_writable(),
            has_default: false,
        };
        judge.has_default = default.is_some_and(|default| judge.check(default, Level::Enforced).is_ok());
        judge
    }

    /// The key of the field.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Checks a value of the field. Null is the absence of a value.
    ///
    /// # Errors
    /// Returns all violations.
    pub fn check(&self, value: &Value, scope: impl Into<Scope>) -> Result<(), Violations> {
        let mut checker = Checker::new(scope.into());
        checker.field(self, Some(value));
        checker.end()
    }

    pub(super) fn unreadable_patterns(&self) -> Vec<UnreadablePattern> {
        let mut all = Vec::new();
        self.rule.patterns(&self.key, &mut |field, pattern| {
            if let Some(reason) = pattern.unreadable() {
                let (pattern, reason) = (pattern.source().to_owned(), reason.to_owned());
                all.push(UnreadablePattern { field: field.to_owned(), line: self.line, pattern, reason });
            }
        });
        all
    }

    pub(super) fn undecided_texts(&self) -> Vec<UndecidedTexts> {
        let mut all = Vec::new();
        self.rule.patterns(&self.key, &mut |field, pattern| {
            let texts = pattern.undecided();
            if texts > 0 {
                all.push(UndecidedTexts { field: field.to_owned(), pattern: pattern.source().to_owned(), texts });
            }
        });
        all
    }
}

impl Rule {
    fn of(field: &Field) -> Self {
        Self {
            shape: Shape::of(&field.kind, field.extra.get("items")),
            required: field.required,
            x_required: field.x_required,
            min_length: field.min_length,
            max_length: field.max_length,
            minimum: field.minimum,
            maximum: field.maximum,
            pattern: field.pattern.as_deref().map(Pattern::new),
        }
    }

    /// The rule of the elements of a list. Their limits are not part of the kind; they are in `items`.
    fn of_items(kind: &Kind, items: Option<&Value>) -> Self {
        let member = |key: &str| items.and_then(|items| items.get(key));
        let pattern = member("pattern").and_then(Value::as_str).filter(|pattern| !pattern.is_empty());
        Self {
            shape: Shape::of(kind, member("items")),
            required: false,
            x_required: false,
            min_length: member("minLength").and_then(Value::as_u64),
            max_length: member("maxLength").and_then(Value::as_u64),
            minimum: member("minimum").and_then(Value::as_f64),
            maximum: member("maximum").and_then(Value::as_f64),
            pattern: pattern.map(Pattern::new),
        }
    }

    /// Calls `visit` with each pattern at every depth and its path.
    fn patterns(&self, path: &str, visit: &mut impl FnMut(&str, &Pattern)) {
        if let Some(pattern) = &self.pattern {
            visit(path, pattern);
        }
        match &self.shape {
            Shape::List(item) => item.patterns(&format!("{path}[]"), visit),
            Shape::Object(members) => {
                members.iter().for_each(|(key, rule)| rule.patterns(&format!("{path}.{key}"), visit));
            }
            _ => {}
        }
    }
}

impl Shape {
    fn of(kind: &Kind, items: Option<&Value>) -> Self {
        match kind {
            Kind::Text | Kind::File | Kind::AreaCode | Kind::AutoNumber(_) => Self::Text,
            Kind::Choice(options) => Self::Choice(options.items.iter().map(|item| item.key.clone()).collect()),
            Kind::Number => Self::Number,
            Kind::Integer => Self::Whole { expected: "a whole number" },
            Kind::DateTime | Kind::Date => Self::Whole { expected: "whole milliseconds, a number" },
            Kind::Time => Self::TimeOfDay,
            Kind::Boolean => Self::Boolean,
            Kind::List(item) => Self::List(Box::new(Rule::of_items(item, items))),
            Kind::Object(members) => {
                Self::Object(members.iter().map(|member| (member.key.clone(), Rule::of(member))).collect())
            }
            Kind::Location => Self::Location,
            Kind::Json => Self::Json,
            Kind::Relation(relation) if relation.style == RelationStyle::Id => Self::Id,
            Kind::Relation(_) => Self::Relation,
            Kind::Relations(_) => Self::Relations,
        }
    }

    /// Returns true if the value may be sent as JSON text.
    pub(super) fn allows_json_text(&self) -> bool {
        matches!(self, Self::List(_) | Self::Object(_) | Self::Location | Self::Json)
    }

    /// The expected kind, for messages.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Text | Self::Choice(_) => "a text",
            Self::Number => "a number",
            Self::Whole { expected } => expected,
            Self::TimeOfDay => "milliseconds since midnight, a whole number from 0 to 86399999",
            Self::Boolean => "true or false",
            Self::List(_) => "a list",
            Self::Object(_) | Self::Location => "an object",
            Self::Json => "JSON",
            Self::Id => "the id of a record, a text",
            Self::Relation => "a relation: an id or {\"_id\": id}",
            Self::Relations => "a list of relations",
        }
    }
}
