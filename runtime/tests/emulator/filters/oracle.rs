//! Records, filters, and which filter finds which record: thought through without the library.

use std::cmp::Ordering;

use serde_json::{Value, json};
use weda::prelude::*;
use weda::{Date, DateTime, Filter, TimeOfDay};

use crate::fixture::{Book, Shelf};

/// A record as the test thinks of it. Numbers are counted in quarters, which holds fractions and all 64 bits exactly.
#[derive(Debug, Clone)]
pub struct Record {
    pub title: String,
    pub note: Option<String>,
    pub price: Option<i128>,
    pub pages: Option<i64>,
    pub in_print: Option<bool>,
    pub added_at: Option<i64>,
    pub published: Option<i64>,
    pub opens: Option<i64>,
    pub genre: Option<&'static str>,
    pub shelf: Option<String>,
}

impl Record {
    pub fn json(&self, id: String) -> Value {
        let price = self.price.map(|quarters| match quarters % 4 {
            0 => json!(i64::try_from(quarters / 4).unwrap()),
            _ => json!(quarters as f64 / 4.0),
        });
        json!({
            "_id": id, "title": self.title, "备注": self.note, "price": price, "pages": self.pages,
            "inPrint": self.in_print, "addedAt": self.added_at, "published": self.published, "opens": self.opens,
            "genre": self.genre, "shelf": self.shelf,
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
    pub fn opposite(self) -> Self {
        match self {
            Eq => Ne,
            Ne => Eq,
            Gt => Le,
            Le => Gt,
            Ge => Lt,
            Lt => Ge,
        }
    }

    /// `None` is a record without a value: `ne` alone finds it.
    pub fn holds<T: Ord>(self, value: Option<T>, operand: T) -> bool {
        match (self, value.map(|value| value.cmp(&operand))) {
            (Ne, order) => order != Some(Ordering::Equal),
            (Eq, order) => order == Some(Ordering::Equal),
            (Gt, order) => order == Some(Ordering::Greater),
            (Ge, order) => matches!(order, Some(Ordering::Greater | Ordering::Equal)),
            (Lt, order) => order == Some(Ordering::Less),
            (Le, order) => matches!(order, Some(Ordering::Less | Ordering::Equal)),
        }
    }
}

/// A comparison of one field.
#[derive(Debug, Clone)]
pub enum Leaf {
    Title(Operator, String),
    TitleContains(String),
    Note(Operator, String),
    NoteContains(String),
    NoteOneOf(Vec<String>),
    Price(Operator, i128),
    PriceOneOf(Vec<i128>),
    Pages(Operator, i64),
    InPrint(bool, bool),
    AddedAt(Operator, i64),
    Published(Operator, i64),
    Opens(Operator, i64),
    Genre(bool, &'static str),
    Shelf(bool, String),
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

/// The day in Beijing that a moment belongs to.
pub fn day(millis: i64) -> i64 {
    (millis + 8 * 3_600_000).div_euclid(86_400_000)
}

macro_rules! compared {
    ($field:expr, $operator:expr, $operand:expr) => {
        match $operator {
            Eq => $field.eq($operand),
            Ne => $field.ne($operand),
            Gt => $field.gt($operand),
            Ge => $field.ge($operand),
            Lt => $field.lt($operand),
            Le => $field.le($operand),
        }
    };
}

pub fn price(quarters: i128, operator: Operator) -> Filter<Book> {
    match quarters % 4 {
        0 => compared!(Book::PRICE, operator, i64::try_from(quarters / 4).unwrap()),
        _ => compared!(Book::PRICE, operator, quarters as f64 / 4.0),
    }
}

impl Leaf {
    pub fn typed(&self) -> Filter<Book> {
        match self.clone() {
            Leaf::Title(operator, text) => compared!(Book::TITLE, operator, text),
            Leaf::TitleContains(part) => Book::TITLE.contains(part),
            Leaf::Note(operator, text) => compared!(Book::备注, operator, text.as_str()),
            Leaf::NoteContains(part) => Book::备注.contains(part),
            Leaf::NoteOneOf(texts) => Book::备注.one_of(texts),
            Leaf::Price(operator, quarters) => price(quarters, operator),
            Leaf::PriceOneOf(many) => Book::PRICE.one_of(many.into_iter().map(|quarters| quarters as f64 / 4.0)),
            Leaf::Pages(operator, pages) => compared!(Book::PAGES, operator, pages),
            Leaf::InPrint(equal, flag) => {
                if equal {
                    Book::IN_PRINT.eq(flag)
                } else {
                    Book::IN_PRINT.ne(flag)
                }
            }
            Leaf::AddedAt(operator, millis) => compared!(Book::ADDED_AT, operator, DateTime::from_millis(millis)),
            Leaf::Published(operator, millis) => compared!(Book::PUBLISHED, operator, Date::from_millis(millis)),
            Leaf::Opens(operator, millis) => compared!(Book::OPENS, operator, TimeOfDay::from_millis(millis)),
            Leaf::Genre(equal, key) => {
                if equal {
                    Book::GENRE.eq(key)
                } else {
                    Book::GENRE.ne(key)
                }
            }
            Leaf::Shelf(equal, id) => {
                let id = Id::<Shelf>::new(id);
                if equal { Book::SHELF.eq(&id) } else { Book::SHELF.ne(id) }
            }
        }
    }

    /// Whether the leaf finds the record, or, where `opposite`, whether its opposite does.
    pub fn finds(&self, record: &Record, opposite: bool) -> bool {
        let turned = |operator: Operator| if opposite { operator.opposite() } else { operator };
        let equal = |equal: bool| turned(if equal { Eq } else { Ne });
        match self {
            Leaf::Title(operator, text) => turned(*operator).holds(Some(&record.title), text),
            Leaf::TitleContains(part) => record.title.contains(part.as_str()),
            Leaf::Note(operator, text) => turned(*operator).holds(record.note.as_ref(), text),
            Leaf::NoteContains(part) => record.note.as_ref().is_some_and(|note| note.contains(part.as_str())),
            // The opposite of one of many is none of them: `ne` with each.
            Leaf::NoteOneOf(texts) => opposite != texts.iter().any(|text| record.note.as_ref() == Some(text)),
            Leaf::PriceOneOf(many) => opposite != many.iter().any(|quarters| record.price == Some(*quarters)),
            Leaf::Price(operator, quarters) => turned(*operator).holds(record.price, *quarters),
            Leaf::Pages(operator, pages) => turned(*operator).holds(record.pages, *pages),
            Leaf::InPrint(same, flag) => equal(*same).holds(record.in_print, *flag),
            Leaf::AddedAt(operator, millis) => turned(*operator).holds(record.added_at, *millis),
            // `ne` on a date is a range of its own, which a record without a value is not in.
            Leaf::Published(operator, millis) => {
                record.published.is_some_and(|value| turned(*operator).holds(Some(day(value)), day(*millis)))
            }
            Leaf::Opens(operator, millis) => turned(*operator).holds(record.opens, *millis),
            Leaf::Genre(same, key) => equal(*same).holds(record.genre, *key),
            Leaf::Shelf(same, id) => equal(*same).holds(record.shelf.as_ref(), id),
        }
    }
}

impl Expr {
    pub fn typed(&self) -> Filter<Book> {
        match self {
            Expr::Leaf(leaf) => leaf.typed(),
            Expr::Not(inner) => !inner.typed(),
            Expr::And(a, b) => a.typed() & b.typed(),
            Expr::Or(a, b) => a.typed() | b.typed(),
            Expr::All(parts) => Filter::all(parts.iter().map(Expr::typed)),
            Expr::Any(parts) => Filter::any(parts.iter().map(Expr::typed)),
            Expr::When(condition, inner) => Filter::when(*condition, || inner.typed()),
        }
    }

    /// Whether the filter finds the record; `None` where it says nothing. `!` turns around every comparison below it.
    pub fn finds(&self, record: &Record, opposite: bool) -> Option<bool> {
        let both = |parts: &[Expr], all: bool| {
            let said: Vec<bool> = parts.iter().filter_map(|part| part.finds(record, opposite)).collect();
            let found = if all { said.iter().all(|found| *found) } else { said.iter().any(|found| *found) };
            (!said.is_empty()).then_some(found)
        };
        match self {
            Expr::Leaf(leaf) => Some(leaf.finds(record, opposite)),
            Expr::Not(inner) => inner.finds(record, !opposite),
            Expr::And(a, b) => both(&[(**a).clone(), (**b).clone()], !opposite),
            Expr::Or(a, b) => both(&[(**a).clone(), (**b).clone()], opposite),
            Expr::All(parts) => both(parts, !opposite),
            // Of nothing, nothing: and everything, where it is turned around.
            Expr::Any(parts) => Some(both(parts, opposite).unwrap_or(opposite)),
            Expr::When(true, inner) => inner.finds(record, opposite),
            Expr::When(false, _) => None,
        }
    }

    /// Whether there is a `!` before a `contains`, for which the grammar has no words.
    pub fn turns_contains(&self, opposite: bool) -> bool {
        let any = |parts: &[Expr]| parts.iter().any(|part| part.turns_contains(opposite));
        match self {
            Expr::Leaf(Leaf::TitleContains(_) | Leaf::NoteContains(_)) => opposite,
            Expr::Leaf(_) | Expr::When(false, _) => false,
            Expr::Not(inner) => inner.turns_contains(!opposite),
            Expr::And(a, b) | Expr::Or(a, b) => a.turns_contains(opposite) || b.turns_contains(opposite),
            Expr::All(parts) | Expr::Any(parts) => any(parts),
            Expr::When(true, inner) => inner.turns_contains(opposite),
        }
    }
}
