use super::Field;

/// What a field holds, decided by the `type` of the definition and refined by its `format`.
///
/// An unknown format is taken by its type, an unknown type is [`Kind::Json`]: no field is ever refused for its kind.
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
    /// A moment: Unix milliseconds.
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
    /// A text that the platform makes from a running number.
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

/// How automatic numbers are made.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct AutoNumber {
    /// The first number.
    pub start: u64,
    /// The text around it, such as `GSPU-{SEQNUM:5}`; empty where none is declared.
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
    /// The options that stand in the definition itself; none when they are unknown.
    pub items: Vec<OptionItem>,
}

/// One option: what records store and what people see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OptionItem {
    /// The stored text.
    pub key: String,
    /// The displayed text, where it is declared.
    pub label: Option<String>,
}

/// A reference to another model.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Relation {
    /// The identifier of the model referred to; it may lie outside the set at hand.
    pub target: Option<String>,
    /// Which of the two kinds of relation it is; they travel differently.
    pub style: RelationStyle,
    /// What becomes of this record when the one referred to is deleted.
    pub on_delete: OnDelete,
}

/// The two generations of relations, which coexist in one model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RelationStyle {
    /// `father-son` and `related`: the text of the other record's id.
    Id,
    /// `one-one`, `many-one`, `one-many`, `many-many`: an object with the other record's `_id`.
    Object,
}

/// What the deletion of a record does to the records that refer to it.
///
/// Source: "Data model relation fields" of the vendor's manual.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum OnDelete {
    /// The deletion is refused.
    Refuse,
    /// They are deleted too.
    Cascade,
    /// Their reference is cleared.
    Clear,
    /// Nothing happens to them.
    Nothing,
}

impl Kind {
    /// What a list holds in the end, however deep; any other kind itself.
    #[must_use]
    pub fn innermost(&self) -> &Kind {
        match self {
            Kind::List(item) => item.innermost(),
            other => other,
        }
    }

    /// The kind in words, for docs and messages: `text`, `list of text`, ``relation to `course` ``.
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
