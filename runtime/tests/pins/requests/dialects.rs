//! The effect of each switch alone.

use weda::prelude::*;

use super::{Cases, switches};
use crate::models::{Book, Kinds, Shelf};

pub fn cases() -> Cases {
    let mut cases = Cases::of("switch");
    for (name, dialect) in switches() {
        let filters = [
            ("starts_with", Book::TITLE.starts_with("红")),
            ("ends_with", Book::TITLE.ends_with("红")),
            ("is_null", Book::PRICE.is_null()),
            ("is_not_null", Book::PRICE.is_not_null()),
            ("not", !Book::TITLE.contains("红")),
            ("ge and le", Book::PRICE.ge(1) & Book::PRICE.le(2)),
            ("a day", Book::PUBLISHED.le(Date::from_millis(1_725_120_000_000))),
            ("a newer relation", Book::AUTHOR.eq(Id::<crate::models::Author>::new("a1"))),
            ("a newer relation, is_null", Book::AUTHOR.is_null()),
        ];
        for (what, filter) in filters {
            cases
                .call_in(&format!("{name}: {what}"), dialect.clone(), move |client| Book::query(client).filter(filter));
        }
        cases.call_in(&format!("{name}: order by a newer relation"), dialect.clone(), |client| {
            Kinds::query(client).order_by(Kinds::NEW_RELATION.desc())
        });
        cases.call_in(&format!("{name}: a generated row"), dialect.clone(), Shelf::query);
        cases.call_in(&format!("{name}: update"), dialect.clone(), |client| {
            Book::update(client, &Id::<Book>::new("r1"), Book::patch().set(Book::PRICE, 1))
        });
        cases.call_in(&format!("{name}: update_checked"), dialect.clone(), |client| {
            Book::update_checked(client, &Id::<Book>::new("r1"), Book::patch().set(Book::PRICE, 1))
        });
        cases.run_in(&format!("{name}: delete_many"), dialect, 1, async |client| {
            Book::delete_many(&client, ["r1", "r2"].map(Id::<Book>::new)).await?.into_ids()
        });
    }
    cases
}
