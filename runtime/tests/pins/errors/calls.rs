//! The calls that meet faults.

use serde_json::json;
use weda::prelude::*;

use super::{Ended, Make};
use crate::models::{Book, NewBook};

fn id() -> Id<Book> {
    Id::new("r1")
}

fn new() -> NewBook {
    NewBook { title: "红楼梦".into() }
}

macro_rules! call {
    ($(#[$doc:meta])* $name:ident, |$client:ident| $call:expr) => {
        $(#[$doc])*
        pub fn $name($client: Client) -> Ended {
            Box::pin(async move { $call.await.map(|value| format!("{value:?}")) })
        }
    };
}

call!(get, |client| Book::get(&client, &id()));
call!(list, |client| Book::query(&client).filter(Book::PRICE.gt(1)));
call!(first, |client| Book::query(&client).first());
call!(count, |client| Book::query(&client).count());
call!(exists, |client| Book::query(&client).exists());
call!(create, |client| Book::create(&client, new()));
call!(update, |client| Book::update(&client, &id(), Book::patch().set(Book::PRICE, 1)));
call!(update_checked, |client| Book::update_checked(&client, &id(), Book::patch().set(Book::PRICE, 1)));
call!(require, |client| Book::require(&client, &id()));
call!(update_get, |client| Book::update_get(&client, &id(), Book::patch().set(Book::PRICE, 1)));
call!(delete, |client| Book::delete(&client, &id()));
call!(get_many, |client| Book::get_many(&client, [id()]));
call!(untyped_get, |client| client.model("book").get("r1"));
call!(untyped_list, |client| client.model("book").query());
call!(untyped_create, |client| client.model("book").create(&json!({ "title": "甲" })));
call!(definitions, |client| client.definitions());
call!(definition, |client| client.definition("book"));
call!(option_sets, |client| client.option_sets(["gender"]));
call!(api_get, |client| client.request("GET", "/weda/auth/v1/prod/describeOrgs").query("a", 1));
call!(api_post, |client| client.request("POST", "/weda/auth/v1/prod/createUser").json(&json!({ "a": 1 })));

pub fn lossy(client: Client) -> Ended {
    Box::pin(async move {
        let partial = Book::query(&client).allow_invalid().await?;
        let rejects: Vec<_> = partial.invalid.iter().map(|it| format!("{:?}: {it}", it.id())).collect();
        Ok(format!("{} rows, {rejects:?}", partial.rows.len()))
    })
}

/// Bulk calls, whose success text has the outcome of every row.
macro_rules! bulk {
    ($name:ident, |$client:ident| $bulk:expr) => {
        pub fn $name($client: Client) -> Ended {
            Box::pin(async move {
                let outcomes = $bulk.await?;
                let mut text = format!("{:?}", outcomes.counts());
                for outcome in &outcomes {
                    text += &format!("\n  {outcome:?}");
                }
                if let Err(error) = outcomes.into_ids() {
                    text += &format!("\n  all: {:?} {error} doubt {}", error.kind(), error.in_doubt().is_some());
                }
                Ok(text)
            })
        }
    };
}

bulk!(create_many, |client| Book::create_many(&client, ["甲", "乙"].map(|title| NewBook { title: title.into() })));
bulk!(create_one, |client| Book::create_many(&client, [new()]));
bulk!(create_known, |client| {
    let rows = ["1", "2"].map(|isbn| new().set(Book::ISBN, isbn));
    Book::create_many(&client, rows).unique_by(Book::ISBN)
});
bulk!(update_many, |client| {
    let changes = ["r1", "r2"].map(|id| (Id::<Book>::new(id), Book::patch().set(Book::PRICE, 1)));
    Book::update_many(&client, changes).concurrency(1)
});
bulk!(delete_many, |client| Book::delete_many(&client, ["r1", "r2"].map(Id::<Book>::new)).concurrency(1));

/// Calls on one record and on lists, with their names.
pub const ALL: [(&str, Make); 21] = [
    ("get", get),
    ("list", list),
    ("first", first),
    ("count", count),
    ("exists", exists),
    ("lossy", lossy),
    ("create", create),
    ("update", update),
    ("update_checked", update_checked),
    ("delete", delete),
    ("get_many", get_many),
    ("untyped get", untyped_get),
    ("untyped list", untyped_list),
    ("untyped create", untyped_create),
    ("definitions", definitions),
    ("definition", definition),
    ("option_sets", option_sets),
    ("request GET", api_get),
    ("request POST", api_post),
    ("require", require),
    ("update_get", update_get),
];
