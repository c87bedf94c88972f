//! Queries: limits, offsets, sort orders, pages.

use weda::prelude::*;
use weda::{Cursor, Error};

use super::{Cases, switches, widest};
use crate::models::{Book, Kinds, Shelf, Specimen, Title, User};

/// Behind the first page of the query that `pages` makes.
const CURSOR: &str = r#"{"query":15224876420172965331,"read":200,"counted":450}"#;

pub fn cases() -> Cases {
    let mut cases = Cases::of("list");
    cases.call("all", Book::query);
    cases.call("all, a generated row", Specimen::query);
    cases.call("all, a view without an id", Title::query);
    cases.call("all, a system model", User::query);
    cases.call("all, in production", |client| Book::query(&client.with_env_type(EnvType::Prod)));
    cases.call("top", |client| Book::query(client).top(5));
    cases.call("top 0", |client| Book::query(client).top(0));
    cases.call("top of more than a page", |client| Book::query(client).top(1000));
    cases.call("skip", |client| Book::query(client).skip(7));
    cases.call("skip and top", |client| Book::query(client).skip(7).top(5));
    cases.call("the largest skip and top", |client| Book::query(client).skip(u64::MAX).top(u64::MAX).first());
    cases.call("first", |client| Book::query(client).first());
    cases.call("first, skip", |client| Book::query(client).skip(3).first());
    cases.call("first, top 0", |client| Book::query(client).top(0).first());
    cases.call("exists", |client| Book::query(client).exists());
    cases.call("exists, skip and top", |client| Book::query(client).skip(3).top(2).exists());
    cases.call("count", |client| Book::query(client).count());
    cases.call("count, skip and top", |client| Book::query(client).skip(3).top(2).count());
    cases.call("count, order", |client| Book::query(client).order_by(Book::PRICE.desc()).count());
    cases.call("order", |client| Book::query(client).order_by(Book::PRICE.asc()));
    cases.call("order, descending", |client| Book::query(client).order_by(Book::备注.desc()));
    cases.call("order by a relation", |client| Book::query(client).order_by(Book::SHELF.asc()));
    cases.call("order by id", |client| Book::query(client).order_by(Book::ID.desc()));
    cases.call("order by a system field", |client| Book::query(client).order_by(Book::CREATED_AT.desc()));
    let two = |client: &Client| Book::query(client).order_by(Book::PRICE.asc()).order_by(Book::TITLE.desc());
    let of_relation = |client: &Client| Book::query(client).order_by(Book::AUTHOR.asc());
    for (name, dialect) in switches() {
        if matches!(name, "no switch" | "several_sort_fields" | "relation_filters") {
            cases.call_in(&format!("two orders, {name}"), dialect.clone(), two);
            cases.call_in(&format!("order by a newer relation, {name}"), dialect, of_relation);
        }
    }
    cases.call_in("all, all switches", widest(), Book::query);
    cases.call_in("all, a generated row, all switches", widest(), Shelf::query);
    cases.call_in("all, a view of its id, all switches", widest(), Kinds::query);
    cases.call_in("all, a view without an id, all switches", widest(), Title::query);
    cases.call_in("first, all switches", widest(), |client| Book::query(client).first());
    cases.call_in("count, all switches", widest(), |client| Book::query(client).count());

    pages(&mut cases);
    cases
}

fn pages(cases: &mut Cases) {
    let priced = |client: &Client| Book::query(client).filter(Book::PRICE.gt(1)).order_by(Book::PRICE.asc());
    cases.run("three pages", 450, async move |client| priced(&client).await);
    cases.run("three pages, two ahead", 450, async move |client| priced(&client).prefetch(2).await);
    cases.run("top within the second page", 450, async move |client| priced(&client).top(250).await);
    cases.run("skip within the second page", 450, async move |client| priced(&client).skip(250).await);
    cases.run("page", 450, async move |client| priced(&client).page().await);
    cases.run("page of no record", 0, async move |client| priced(&client).page().await);
    cases.run("page, top", 450, async move |client| priced(&client).top(3).page().await);
    cases.run("pages", 450, async move |client| {
        let mut pages = priced(&client).pages();
        while let Some(page) = pages.next().await {
            page?;
        }
        Ok::<_, Error>(())
    });
    cases.run("stream", 450, async move |client| {
        let mut rows = priced(&client).stream();
        while let Some(row) = rows.next().await {
            row?;
        }
        Ok::<_, Error>(())
    });
    cases.run("after a cursor", 450, async move |client| {
        let next = priced(&client).page().await?.next.unwrap();
        // Programs store this text and pass it to a later version.
        let text = serde_json::to_string(&next).unwrap();
        assert_eq!(text, CURSOR);
        let next: Cursor = serde_json::from_str(CURSOR).unwrap();
        priced(&client).resume_from(next).await
    });
    cases.run("after a cursor, top", 450, async move |client| {
        let next = priced(&client).page().await?.next.unwrap();
        priced(&client).top(210).resume_from(next).await
    });
    cases.run("after the cursor of another query", 450, async move |client| {
        let next = priced(&client).page().await?.next.unwrap();
        Book::query(&client).resume_from(next).await
    });
    cases.run("lossy", 450, async move |client| priced(&client).allow_invalid().await);
    cases.run("lossy pages", 450, async move |client| {
        let mut pages = priced(&client).allow_invalid().pages();
        while let Some(page) = pages.next().await {
            page?;
        }
        Ok::<_, Error>(())
    });
    cases.run_in("three pages, all switches", widest(), 450, async move |client| priced(&client).await);
}
