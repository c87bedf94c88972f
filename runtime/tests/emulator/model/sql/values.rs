//! Values that are bound.

use weda::prelude::*;
use weda::{Date, Json};

use super::library;
use crate::fixture::Book;

/// Texts that would be something else if they became text of a statement.
#[tokio::test]
async fn hostile_texts_are_values() {
    let (_emulator, client) = library(|_| ());
    let found = async |note: &str| {
        let ids = client.sql::<String>("select _id from {{ book }} where `备注` = {{ 备注 }}").bind("备注", note);
        ids.await.unwrap()
    };
    assert_eq!(found("O'Brien").await, ["B1"]);
    assert_eq!(found("{{ x }}").await, ["B2"]);
    assert_eq!(found("a\\b\"c`").await, ["B3"]);
    for hostile in
        ["' or '1'='1", "x'; delete from book; -- ", "{{ book }}", "{{ 备注 }}", "\\' or 1=1 #", "`", "?", "\0"]
    {
        assert!(found(hostile).await.is_empty(), "{hostile}");
        let same: String = client.sql("select {{ v }} as v").bind("v", hostile).one().await.unwrap();
        assert_eq!(same, hostile);
    }
}

#[tokio::test]
async fn values_compare_as_columns_have_them() {
    let (_emulator, client) = library(|_| ());
    let id: Id<Book> = Id::new("B1");
    let added = DateTime::from_millis(1_767_196_800_000);
    let day: Date = "2024-09-01".parse().unwrap();
    let books = |condition: &str| {
        client.sql::<String>(format!("select _id from {{{{ book }}}} where {condition} order by _id"))
    };
    for (query, expected) in [
        (books("_id = {{ v }}").bind("v", &id), &["B1"][..]),
        (books("_id in ({{ v }})").bind("v", vec![id.clone(), Id::new("B3")]), &["B1", "B3"]),
        (books("title in ({{ v }})").bind("v", ["围城", "史记"]), &["B2", "B3"]),
        (books("price in ({{ v }})").bind("v", &[30.0, 100.0][..]), &["B2", "B3"]),
        (books("addedAt = {{ v }}").bind("v", added), &["B1"]),
        (books("published = {{ v }}").bind("v", day), &["B1"]),
        (books("inPrint = {{ v }}").bind("v", true), &["B1"]),
        (books("inPrint = {{ v }}").bind("v", Some(false)), &["B2"]),
        (books("pages <=> {{ v }}").bind("v", None::<i64>), &["B3"]),
        (books("pages = {{ v }}").bind("v", Json(serde_json::json!(359))), &["B2"]),
        (books("tags = {{ v }}").bind("v", Json(serde_json::json!("x"))), &[]),
        (books("price > {{ v }} and price < {{ w }} + {{ v }}").bind("v", 30).bind("w", 30.5_f32), &["B1"]),
        (books("title = {{ v }} and price > {{ n }}").bind("v", String::from("史记")).bind("n", 1_u8), &["B3"]),
    ] {
        let shown = query.preview().await.unwrap();
        assert_eq!(query.await.unwrap(), expected, "{shown}");
    }
}
