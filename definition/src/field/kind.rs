use super::Field;

/// The kind of a field's values, by `type` and `format` of the definition.
///
/// The kind of an unknown format follows from the type; an unknown type is [`Kind::Json`].
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Kind {
    /// A text: plain, long, rich, e-mail, phone, web address.
    Text,
    /// A number with a fraction.
    Number,
    /// A whole number: a number field that shows no decimals.
    Integer,
    /// True or false.
    Boolean,
    /// A point in time: Unix milliseconds.
    DateTime,
    /// A day: Unix milliseconds of its midnight in China.
    Date,
    /// A time of day: milliseconds since midnight.
    Time,
    /// A reference to a stored file or image: a text.
    File,
    /// A region: the names from province to district in one text.
    AreaCode,
    /// A place: an object of an address and a point.
    Location,
    /// A text that the platform generates from a sequence number.
    AutoNumber(AutoNumber),
    /// One key of a set of options.
    Choice(Options),
    /// A list of values of one kind.
    List(Box<Kind>),
    /// An object with declared members.
    Object(Vec<Field>),
    /// Any JSON value.
    Json,
    /// A reference to one record of another model.
    Relation(Relation),
    /// References to several records of another model.
    Relations(Relation),
}

/// The declaration of an automatic number.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct AutoNumber {
    /// The first number.
    pub start: u64,
    /// The text around it, such as `GSPU-{SEQNUM:5}`; empty if none is declared.
    pub template: String,
}

impl AutoNumber {
    /// An automatic number with this first number and text around it.
    pub fn new(start: u64, template: impl Into<String>) -> Self {
        Self { start, template: template.into() }
    }
}

/// The options of a choice, in the declared order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// The name of the shared option set (通用选项集) that the field refers to.
    pub set: Option<String>,
    /// The options in the definition itself; empty if they are unknown.
    pub items: Vec<OptionItem>,
}

/// An option of a choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OptionItem {
    /// The stored text.
    pub key: String,
    /// The displayed text, if it is declared.
    pub label: Option<String>,
}

/// A reference to another model.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Relation {
    /// The identifier of the target model, which may be outside the set of definitions.
    pub target: Option<String>,
    /// The style of relation, which determines how the value is sent.
    pub style: RelationStyle,
    /// The effect on this record when the target record is deleted.
    pub on_delete: OnDelete,
}

/// The two styles of relations, which coexist in one model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RelationStyle {
    /// `father-son` and `related`: the id of the other record as text.
    Id,
    /// `one-one`, `many-one`, `one-many`, `many-many`: an object with the other record's `_id`.
    Object,
}

/// The effect of deleting a record on the records that refer to it.
///
/// Source: "Data model relation fields" of the vendor's manual.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum OnDelete {
    /// The deletion is refused.
    Refuse,
    /// The referring records are deleted too.
    Cascade,
    /// The references are cleared.
    Clear,
    /// The referring records are not changed.
    Nothing,
}

impl Kind {
    /// Returns the kind of the innermost elements of a list, or the kind itself.
    #[must_use]
    pub fn innermost(&self) -> &Kind {
        match self {
            Kind::List(item) => item.innermost(),
            other => other,
        }
    }

    /// Returns the kind in words, for docs and messages: `text`, `list of text`, ``relation to `course` ``.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Kind::Text => "text".into(),
            Kind::Number => "number".into(),
            Kind::Integer => "integer".into(),
            Kind::Boolean => "boolean".into(),
            Kind::DateTime => "datetime".into(),
            Kind::Date => "date".into(),
            Kind::Time => "time of day".into(),
            Kind::File => "file".into(),
            Kind::AreaCode => "region".into(),
            Kind::Location => "location".into(),
            Kind::AutoNumber(_) => "automatic number".into(),
            Kind::Choice(_) => "choice".into(),
            Kind::List(item) => format!("list of {}", item.name()),
            Kind::Object(_) => "object".into(),
            Kind::Json => "JSON".into(),
            Kind::Relation(Relation { target: Some(target), .. }) => format!("relation to `{target}`"),
            Kind::Relation(_) => "relation".into(),
            Kind::Relations(Relation { target: Some(target), .. }) => format!("list of relations to `{target}`"),
            Kind::Relations(_) => "list of relations".into(),
        }
    }
}
