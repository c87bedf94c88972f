//! Joined and negated filters, and the values in them.

use std::ops::Bound;

use weda::prelude::*;
use weda::{Filter, Location};

use super::Cases;
use crate::models::{Book, Kinds, Specimen, Stand};

pub fn cases() -> Cases {
    let mut cases = Cases::of("filter");
    let (a, b, c, d) = (Book::PRICE.gt(1), Book::TITLE.contains("红"), Book::PAGES.lt(9), Book::IN_PRINT.eq(true));
    let any = |filters: &[&Filter<Book>]| Filter::any(filters.iter().map(|it| (*it).clone()));
    let all = |filters: &[&Filter<Book>]| Filter::all(filters.iter().map(|it| (*it).clone()));
    let filters: Vec<(&str, Filter<Book>)> = vec![
        ("and", a.clone() & b.clone()),
        ("or", a.clone() | b.clone()),
        ("and, and", a.clone() & b.clone() & c.clone()),
        ("and of and", a.clone() & (b.clone() & c.clone())),
        ("or, or", a.clone() | b.clone() | c.clone()),
        ("and within or", a.clone() & b.clone() | c.clone()),
        ("or within and", (a.clone() | b.clone()) & c.clone()),
        ("or and or", (a.clone() | b.clone()) & (c.clone() | d.clone())),
        ("and or and", (a.clone() & b.clone()) | (c.clone() & d.clone())),
        ("three deep", a.clone() & (b.clone() | (c.clone() & d.clone()))),
        ("three deep from the left", ((a.clone() & c.clone()) | b.clone()) & d.clone()),
        ("not", !a.clone()),
        ("not of a search", !b.clone()),
        ("not not", !!b.clone()),
        ("not of and", !(a.clone() & c.clone())),
        ("not of or", !(a.clone() | c.clone())),
        ("not of or of and", !(a.clone() | (c.clone() & d.clone()))),
        ("not within and", a.clone() & !c.clone()),
        ("not of and with a search", !(a.clone() & b.clone())),
        ("not of not within or", !(a.clone() | !(c.clone() & !d.clone()))),
        ("all", all(&[&a, &b, &c])),
        ("all of one", all(&[&a])),
        ("all of none", all(&[])),
        ("any", any(&[&a, &b, &c])),
        ("any of one", any(&[&a])),
        ("any of none", any(&[])),
        ("any of none, and", any(&[]) & a.clone()),
        ("any of none, or", any(&[]) | a.clone()),
        ("all of none, and", all(&[]) & a.clone()),
        ("all of none, or", all(&[]) | a.clone()),
        ("not of any of none", !any(&[])),
        ("when true", Filter::when(true, || Book::PRICE.gt(1)) & b.clone()),
        ("when false", Filter::when(false, || Book::PRICE.gt(1)) & b.clone()),
        ("when false alone", Filter::when(false, || Book::PRICE.gt(1))),
        ("raw", Filter::raw_unchecked("length(title) gt 3")),
        ("raw, and", Filter::raw_unchecked("a eq 1 or b eq 2") & a.clone()),
        ("not of raw", !Filter::<Book>::raw_unchecked("a eq 1")),
        ("one_of none", Book::PRICE.one_of(Vec::<f64>::new())),
        ("one_of one", Book::PRICE.one_of([1])),
        ("one_of, and", Book::PRICE.one_of([1, 2, 3]) & b.clone()),
        ("not of one_of", !Book::PRICE.one_of([1, 2])),
        ("ge, and", Book::PRICE.ge(1) & b.clone()),
        ("le, or", Book::PRICE.le(1) | b.clone()),
        ("not of ge", !Book::PRICE.ge(1)),
        ("not of a range", !Book::PRICE.in_range(1..=2)),
        ("a range, or", Book::PRICE.in_range(1..2) | b.clone()),
        ("a range of all", Book::PRICE.in_range((Bound::<f64>::Unbounded, Bound::Unbounded))),
        ("a range without its ends", Book::PRICE.in_range((Bound::Excluded(1), Bound::Excluded(2)))),
        ("a quote", Book::TITLE.eq("it's")),
        ("two quotes", Book::TITLE.eq("''")),
        ("an empty text", Book::TITLE.eq("")),
        ("signs of addresses", Book::TITLE.eq("a&b=c#d?e/f+g%20h;i")),
        ("signs of filters", Book::TITLE.eq("a' or 1 eq 1 or '")),
        ("brackets and commas", Book::TITLE.contains("(a,b)")),
        ("lines and controls", Book::TITLE.eq("a\r\n\tb\u{0}\u{7f}")),
        ("an emoji", Book::TITLE.contains("😀")),
        ("a Chinese name", Book::备注.contains("红")),
        ("a backslash and quotes", Book::TITLE.eq("\\\"`")),
        ("the largest whole number", Book::PAGES.eq(i64::MAX)),
        ("the smallest whole number", Book::PAGES.gt(i64::MIN)),
        ("a fraction", Book::PRICE.eq(0.1)),
        ("a single fraction", Book::PRICE.eq(0.1_f32)),
        ("a large number", Book::PRICE.lt(1e300)),
        ("a small number", Book::PRICE.gt(-1e-7)),
        ("minus zero", Book::PRICE.eq(-0.0)),
        ("no number", Book::PRICE.eq(f64::NAN)),
        ("no finite number", Book::PRICE.lt(f64::INFINITY)),
        ("a false", Book::IN_PRINT.ne(false)),
        ("the first day", Book::PUBLISHED.eq(Date::from_millis(0))),
        ("a day of summer time", Book::PUBLISHED.eq("1988-07-01".parse::<Date>().unwrap())),
        ("the day that summer time began", Book::PUBLISHED.ge("1986-05-04".parse::<Date>().unwrap())),
        ("a day before 1970", Book::PUBLISHED.in_range(.."1927-06-01".parse::<Date>().unwrap())),
        ("not of a day", !Book::PUBLISHED.eq("2024-09-01".parse::<Date>().unwrap())),
        ("a day, and", Book::PUBLISHED.eq("2024-09-01".parse::<Date>().unwrap()) & b.clone()),
        ("a day, or", Book::PUBLISHED.ne("2024-09-01".parse::<Date>().unwrap()) | b.clone()),
        ("a relation by another view's id", Book::SHELF.eq(Id::<Stand>::new("s'1"))),
        ("an owner", Book::OWNER.one_of([Id::<crate::models::User>::new("1"), Id::new("2")])),
        ("an id", Book::ID.one_of([Id::<Book>::new("1"), Id::new("2")])),
    ];
    cases.filters(filters.into_iter().map(|(name, filter)| (name.to_owned(), filter)));

    cases.call("two filters", |client| {
        Book::query(client).filter(Book::PRICE.gt(1)).filter(Book::TITLE.contains("红") | Book::PRICE.lt(5))
    });
    cases.call("another view's filter", |client| crate::models::Title::query(client).filter(Book::PRICE.gt(1)));
    cases.call("no record is wanted", |client| Book::query(client).filter(Filter::<Book>::any([])));
    cases.call("no record is wanted, count", |client| Book::query(client).filter(Filter::<Book>::any([])).count());
    cases.call("no record is wanted, exists", |client| Book::query(client).filter(Filter::<Book>::any([])).exists());
    cases.call("every record is wanted", |client| Book::query(client).filter(Filter::<Book>::all([])));
    cases.call("a generated row", |client| {
        Specimen::query(client).filter(Specimen::RELATION.eq(Id::<Specimen>::new("1")) & Specimen::NAME.ne("甲"))
    });
    cases.call("an address that is too long", |client| Book::query(client).filter(Book::TITLE.eq("红".repeat(8000))));
    cases.call("left out", |client| {
        let (part, price) = (None::<&str>, Some(5));
        let mut filter = Filter::<Book>::default();
        filter &= part.map(|part| Book::TITLE.contains(part));
        filter &= price.map(|price| Book::PRICE.ge(price));
        Book::query(client).filter(filter).filter(None::<Filter<Book>>)
    });
    cases.call("by reference", |client| {
        let (title, prices) = ("红".to_owned(), vec![1_u64, 2]);
        Book::query(client).filter(Book::TITLE.eq(&title) & Book::PRICE.one_of(&prices) & Book::TITLE.contains(&title))
    });
    cases.call("a number of more than 64 bits", |client| Book::query(client).filter(Book::PRICE.lt(u128::MAX)));
    cases.call("everything", |client| Book::query(client).filter(Filter::<Book>::everything()));
    cases.call("a direction of run time", |client| Book::query(client).order_by(Book::TITLE.order(true)));
    cases.call("a field of run time", |client| {
        Book::query(client).order_by(Book::sort_by("title", false).expect("texts have an order"))
    });
    // Locations have no operators; the field can only be written.
    assert_eq!(Kinds::LOCATION.name(), "location");
    assert_eq!(Location::default().point, None);
    cases
}
