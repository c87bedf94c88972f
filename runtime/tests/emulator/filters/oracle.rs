//! The oracle: records, filters and their evaluation, independent of the library.

use std::cmp::Ordering;
use std::ops::Bound;

use serde_json::{Value, json};

/// A record of the oracle. Numbers are in quarters, which represent fractions and all 64 bits exactly.
#[derive(Debug, Clone)]
pub struct Record {
    pub id: String,
    pub title: String,
    pub note: Option<String>,
    pub price: Option<i128>,
    pub pages: Option<i64>,
    pub in_print: Option<bool>,
    pub added_at: Option<i64>,
    pub published: Option<i64>,
    pub opens: Option<i64>,
    pub genre: Option<String>,
    pub shelf: Option<String>,
    pub author: Option<String>,
}

impl Record {
    pub fn json(&self) -> Value {
        let price = self.price.map(|quarters| match quarters % 4 {
            0 => json!(i64::try_from(quarters / 4).unwrap()),
            _ => json!(quarters as f64 / 4.0),
        });
        json!({
            "_id": self.id, "title": self.title, "备注": self.note, "price": price, "pages": self.pages,
            "inPrint": self.in_print, "addedAt": self.added_at, "published": self.published, "opens": self.opens,
            "genre": self.genre, "shelf": self.shelf, "author": self.author,
        })
    }
}

#[derive(Debug, Clone, Copy)]
pub enum Operator {
    Eq,
    Ne,
    Gt,
    Ge,
    Lt,
    Le,
}
use Operator::{Eq, Ge, Gt, Le, Lt, Ne};

impl Operator {
    fn opposite(self) -> Self {
        match self {
            Eq => Ne,
            Ne => Eq,
            Gt => Le,
            Le => Gt,
            Ge => Lt,
            Lt => Ge,
        }
    }

    fn fits(self, order: Ordering) -> bool {
        match self {
            Eq => order.is_eq(),
            Ne => order.is_ne(),
            Gt => order.is_gt(),
            Ge => order.is_ge(),
            Lt => order.is_lt(),
            Le => order.is_le(),
        }
    }
}

/// A condition on one field.
#[derive(Debug, Clone)]
pub enum Ask<T> {
    Compare(Operator, T),
    OneOf(Vec<T>),
    /// At least one bound exists.
    Range(Bound<T>, Bound<T>),
    Contains(String),
    StartsWith(String),
    EndsWith(String),
    /// `is_null`, otherwise `is_not_null`.
    Null(bool),
}

/// A condition with its field.
#[derive(Debug, Clone)]
pub enum Leaf {
    Id(Ask<String>),
    Title(Ask<String>),
    Note(Ask<String>),
    Price(Ask<i128>),
    Pages(Ask<i64>),
    InPrint(Ask<bool>),
    AddedAt(Ask<i64>),
    Published(Ask<i64>),
    Opens(Ask<i64>),
    Genre(Ask<String>),
    Shelf(Ask<String>),
    Author(Ask<String>),
    /// The title equals this one, as a raw filter.
    Raw(String),
}

#[derive(Debug, Clone)]
pub enum Expr {
    Leaf(Leaf),
    Not(Box<Expr>),
    And(Box<Expr>, Box<Expr>),
    Or(Box<Expr>, Box<Expr>),
    All(Vec<Expr>),
    Any(Vec<Expr>),
    When(bool, Box<Expr>),
}

/// The result of a comparison for a missing value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Missing {
    /// Differs from every value, and `not` inverts every result.
    Differs,
    /// Only `is_null` matches.
    IsNeverFound,
    /// Like the first, except for a date, whose `ne` is a range.
    DiffersButForRanges,
}

/// Returns the day in China of a time, for the times in these tests.
pub fn day(millis: i64) -> i64 {
    // June 1988, during summer time.
    let hours = if (580_000_000_000..583_000_000_000).contains(&millis) { 9 } else { 8 };
    (millis + hours * 3_600_000).div_euclid(86_400_000)
}

impl<T: Ord> Ask<T> {
    /// Returns true if the condition, or its opposite if `opposite`, matches the value.
    fn finds(&self, value: Option<&T>, opposite: bool, missing: Missing, text: impl Fn(&T) -> &str) -> bool {
        let holds = |operator: Operator, operand: &T| {
            let operator = if opposite { operator.opposite() } else { operator };
            match value {
                Some(value) => operator.fits(value.cmp(operand)),
                None => matches!(operator, Ne) && missing == Missing::Differs,
            }
        };
        let searched = |fits: &dyn Fn(&str) -> bool| match value {
            Some(value) => fits(text(value)) != opposite,
            None => opposite && missing != Missing::IsNeverFound,
        };
        match self {
            Ask::Compare(operator, operand) => holds(*operator, operand),
            // The opposite of `one_of` is `ne` with each value.
            Ask::OneOf(many) if opposite => many.iter().all(|operand| holds(Eq, operand)),
            Ask::OneOf(many) => many.iter().any(|operand| holds(Eq, operand)),
            Ask::Range(from, to) => {
                let ends = [(from, Ge, Gt), (to, Le, Lt)].map(|(end, included, excluded)| match end {
                    Bound::Included(operand) => Some(holds(included, operand)),
                    Bound::Excluded(operand) => Some(holds(excluded, operand)),
                    Bound::Unbounded => None,
                });
                let mut ends = ends.into_iter().flatten();
                if opposite { ends.any(|holds| holds) } else { ends.all(|holds| holds) }
            }
            Ask::Contains(part) => searched(&|text| text.contains(part.as_str())),
            Ask::StartsWith(part) => searched(&|text| text.starts_with(part.as_str())),
            Ask::EndsWith(part) => searched(&|text| text.ends_with(part.as_str())),
            Ask::Null(is) => (value.is_none() == *is) != opposite,
        }
    }

    fn map<U>(&self, change: impl Fn(&T) -> U) -> Ask<U> {
        let end = |end: &Bound<T>| end.as_ref().map(&change);
        match self {
            Ask::Compare(operator, operand) => Ask::Compare(*operator, change(operand)),
            Ask::OneOf(many) => Ask::OneOf(many.iter().map(&change).collect()),
            Ask::Range(from, to) => Ask::Range(end(from), end(to)),
            Ask::Contains(part) => Ask::Contains(part.clone()),
            Ask::StartsWith(part) => Ask::StartsWith(part.clone()),
            Ask::EndsWith(part) => Ask::EndsWith(part.clone()),
            Ask::Null(is) => Ask::Null(*is),
        }
    }

    /// Returns true if it is not documented.
    fn waits(&self, opposite: bool) -> bool {
        match self {
            Ask::Contains(_) => opposite,
            Ask::StartsWith(_) | Ask::EndsWith(_) | Ask::Null(_) => true,
            Ask::Compare(..) | Ask::OneOf(_) | Ask::Range(..) => false,
        }
    }
}

impl Leaf {
    fn finds(&self, record: &Record, opposite: bool, missing: Missing) -> bool {
        fn none<T>(_: &T) -> &str {
            unreachable!("only texts are searched")
        }
        let text = |ask: &Ask<String>, value: Option<&String>| ask.finds(value, opposite, missing, |text| text);
        let whole = |ask: &Ask<i64>, value: &Option<i64>| ask.finds(value.as_ref(), opposite, missing, none);
        match self {
            Leaf::Id(ask) => text(ask, Some(&record.id)),
            Leaf::Title(ask) => text(ask, Some(&record.title)),
            Leaf::Note(ask) => text(ask, record.note.as_ref()),
            Leaf::Price(ask) => ask.finds(record.price.as_ref(), opposite, missing, none),
            Leaf::Pages(ask) => whole(ask, &record.pages),
            Leaf::InPrint(ask) => ask.finds(record.in_print.as_ref(), opposite, missing, none),
            Leaf::AddedAt(ask) => whole(ask, &record.added_at),
            // `ne` on a date is a range, which does not match a missing value.
            Leaf::Published(ask) => {
                let missing = if missing == Missing::Differs { Missing::DiffersButForRanges } else { missing };
                let ask = ask.map(|millis| day(*millis));
                ask.finds(record.published.map(day).as_ref(), opposite, missing, none)
            }
            Leaf::Opens(ask) => whole(ask, &record.opens),
            Leaf::Genre(ask) => text(ask, record.genre.as_ref()),
            Leaf::Shelf(ask) => text(ask, record.shelf.as_ref()),
            Leaf::Author(ask) => text(ask, record.author.as_ref()),
            Leaf::Raw(title) => (record.title == *title) != opposite,
        }
    }

    fn waits(&self, opposite: bool) -> bool {
        match self {
            Leaf::Id(ask) | Leaf::Title(ask) | Leaf::Note(ask) | Leaf::Genre(ask) | Leaf::Shelf(ask) => {
                ask.waits(opposite)
            }
            Leaf::Pages(ask) | Leaf::AddedAt(ask) | Leaf::Published(ask) | Leaf::Opens(ask) => ask.waits(opposite),
            Leaf::Price(ask) => ask.waits(opposite),
            Leaf::InPrint(ask) => ask.waits(opposite),
            Leaf::Author(_) => true,
            Leaf::Raw(_) => opposite,
        }
    }
}

impl Expr {
    /// Returns true if the filter matches the record, or `None` for a neutral filter. `!` inverts every comparison
    /// below it.
    pub fn finds(&self, record: &Record, opposite: bool, missing: Missing) -> Option<bool> {
        let both = |parts: &[&Expr], all: bool| {
            let said: Vec<bool> = parts.iter().filter_map(|part| part.finds(record, opposite, missing)).collect();
            let found = if all { said.iter().all(|found| *found) } else { said.iter().any(|found| *found) };
            (!said.is_empty()).then_some(found)
        };
        match self {
            Expr::Leaf(leaf) => Some(leaf.finds(record, opposite, missing)),
            Expr::Not(inner) => inner.finds(record, !opposite, missing),
            Expr::And(a, b) => both(&[a, b], !opposite),
            Expr::Or(a, b) => both(&[a, b], opposite),
            Expr::All(parts) => both(&Vec::from_iter(parts), !opposite),
            // Without members, nothing matches, or everything if inverted.
            Expr::Any(parts) => Some(both(&Vec::from_iter(parts), opposite).unwrap_or(opposite)),
            Expr::When(true, inner) => inner.finds(record, opposite, missing),
            Expr::When(false, _) => None,
        }
    }

    /// Returns true if a part of it is not documented.
    pub fn waits(&self, opposite: bool) -> bool {
        match self {
            Expr::Leaf(leaf) => leaf.waits(opposite),
            Expr::Not(inner) => inner.waits(!opposite),
            Expr::And(a, b) | Expr::Or(a, b) => a.waits(opposite) || b.waits(opposite),
            Expr::All(parts) | Expr::Any(parts) => parts.iter().any(|part| part.waits(opposite)),
            Expr::When(condition, inner) => *condition && inner.waits(opposite),
        }
    }
}
