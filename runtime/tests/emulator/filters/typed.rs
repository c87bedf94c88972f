//! The filters of the oracle with the typed API.

use std::ops::Bound;

use weda::field::{Comparable, Number, Ordered, Textual};
use weda::prelude::*;
use weda::value::{IntoValue, Operand, Value};
use weda::{Date, DateTime, Field, Filter, TimeOfDay};

use super::oracle::Operator::{Eq, Ge, Gt, Le, Lt, Ne};
use super::oracle::{Ask, Expr, Leaf};
use crate::fixture::{Author, Book, Shelf};

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
}

impl Leaf {
    fn typed(&self) -> Filter<Book> {
        let filter = match self.clone() {
            Leaf::Id(ask) => equal(Book::ID, ask, Id::<Book>::new).or_else(|ask| null(Book::ID, ask)).ok(),
            Leaf::Title(ask) => equal(Book::TITLE, ask, |text| text)
                .or_else(|ask| ordered(Book::TITLE, ask, |text| text))
                .or_else(|ask| searched(Book::TITLE, ask))
                .ok(),
            Leaf::Note(ask) => comparable(Book::备注, ask, |text| text).or_else(|ask| searched(Book::备注, ask)).ok(),
            Leaf::Price(ask) => comparable(Book::PRICE, ask, Price).ok(),
            Leaf::Pages(ask) => comparable(Book::PAGES, ask, |pages| pages).ok(),
            Leaf::InPrint(ask) => equal(Book::IN_PRINT, ask, |flag| flag).or_else(|ask| null(Book::IN_PRINT, ask)).ok(),
            Leaf::AddedAt(ask) => comparable(Book::ADDED_AT, ask, DateTime::from_millis).ok(),
            Leaf::Published(ask) => comparable(Book::PUBLISHED, ask, Date::from_millis).ok(),
            Leaf::Opens(ask) => comparable(Book::OPENS, ask, TimeOfDay::from_millis).ok(),
            Leaf::Genre(ask) => equal(Book::GENRE, ask, |key| key).or_else(|ask| null(Book::GENRE, ask)).ok(),
            Leaf::Shelf(ask) => equal(Book::SHELF, ask, Id::<Shelf>::new).or_else(|ask| null(Book::SHELF, ask)).ok(),
            Leaf::Author(ask) => {
                equal(Book::AUTHOR, ask, Id::<Author>::new).or_else(|ask| null(Book::AUTHOR, ask)).ok()
            }
            Leaf::Raw(title) => Some(Filter::raw_unchecked(format!("title eq '{}'", title.replace('\'', "''")))),
        };
        filter.unwrap_or_else(|| panic!("the kind has no such operator: {self:?}"))
    }
}

/// Converts a condition with one family of operators, or returns it.
type Asked<T> = Result<Filter<Book>, Ask<T>>;

/// For kinds with an order.
fn comparable<K, A, T, V>(field: Field<Book, K, A>, ask: Ask<T>, value: impl Fn(T) -> V + Copy) -> Asked<T>
where
    K: Comparable + Ordered,
    V: Operand<<K as Comparable>::Operand> + Operand<<K as Ordered>::Operand>,
{
    equal(field, ask, value).or_else(|ask| ordered(field, ask, value)).or_else(|ask| null(field, ask))
}

fn equal<K: Comparable, A, T, V>(field: Field<Book, K, A>, ask: Ask<T>, value: impl Fn(T) -> V) -> Asked<T>
where
    V: Operand<K::Operand>,
{
    Ok(match ask {
        Ask::Compare(Eq, operand) => field.eq(value(operand)),
        Ask::Compare(Ne, operand) => field.ne(value(operand)),
        Ask::OneOf(many) => field.one_of(many.into_iter().map(value)),
        other => return Err(other),
    })
}

fn ordered<K: Ordered, A, T, V>(field: Field<Book, K, A>, ask: Ask<T>, value: impl Fn(T) -> V) -> Asked<T>
where
    V: Operand<K::Operand>,
{
    use Bound::{Excluded, Included, Unbounded};
    Ok(match ask {
        Ask::Compare(Gt, operand) => field.gt(value(operand)),
        Ask::Compare(Ge, operand) => field.ge(value(operand)),
        Ask::Compare(Lt, operand) => field.lt(value(operand)),
        Ask::Compare(Le, operand) => field.le(value(operand)),
        Ask::Range(Included(from), Excluded(to)) => field.in_range(value(from)..value(to)),
        Ask::Range(Included(from), Included(to)) => field.in_range(value(from)..=value(to)),
        Ask::Range(Included(from), Unbounded) => field.in_range(value(from)..),
        Ask::Range(Unbounded, Excluded(to)) => field.in_range(..value(to)),
        Ask::Range(Unbounded, Included(to)) => field.in_range(..=value(to)),
        Ask::Range(from, to) => field.in_range((from.map(&value), to.map(&value))),
        other => return Err(other),
    })
}

fn searched<K: Textual, A, T>(field: Field<Book, K, A>, ask: Ask<T>) -> Asked<T> {
    Ok(match ask {
        Ask::Contains(part) => field.contains(part),
        Ask::StartsWith(part) => field.starts_with(part),
        Ask::EndsWith(part) => field.ends_with(part),
        other => return Err(other),
    })
}

fn null<K: Comparable, A, T>(field: Field<Book, K, A>, ask: Ask<T>) -> Asked<T> {
    Ok(match ask {
        Ask::Null(true) => field.is_null(),
        Ask::Null(false) => field.is_not_null(),
        other => return Err(other),
    })
}

/// Integers are sent as integers, to keep all digits; fractions as doubles.
struct Price(i128);

impl IntoValue<Number> for Price {
    fn into_value(self) -> Value {
        match self.0 % 4 {
            0 => IntoValue::<Number>::into_value(i64::try_from(self.0 / 4).unwrap()),
            _ => IntoValue::<Number>::into_value(self.0 as f64 / 4.0),
        }
    }
}
