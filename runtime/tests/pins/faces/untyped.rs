use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::ops::Bound;

use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use weda::bulk::Creates;
use weda::dynamic::{AnyField, ModelHandle, field};
use weda::prelude::*;
use weda::query::PartialQuery;
use weda::query::RowStream;
use weda::query::{Page, Pages};
use weda::value::Value;
use weda::{Bulk, Call, TimeOfDay};
use weda::{Filter, Order, Query, Record};

use super::{Any, Streamed, spawned};
use crate::models::Book;

#[derive(Serialize)]
struct Row<'t> {
    title: &'t str,
    price: Option<f64>,
}

#[derive(Debug, Deserialize)]
struct Read<'r> {
    title: Cow<'r, str>,
}

pub async fn all(client: Client) -> Any {
    records(&client).await?;
    queries(&client).await?;
    many(&client).await?;
    let _ = filters();
    Ok(())
}

async fn records(client: &Client) -> Any {
    let books: ModelHandle = client.model("book");
    let _ = client.model(String::from("book"));
    let _: &str = books.clone().identifier();
    let id = String::from("r1");
    let record: Option<Record> = books.get("r1").await?;
    let _ = books.get(&id).await?;
    let _ = books.get(id.clone()).await?;
    let _ = books.get(Id::<Book>::new("r1")).await?;
    let _ = books.get(&Id::<Book>::new("r1")).await?;
    let Some(record) = record else { return Err("a record was expected".into()) };
    let _ = books.get(record.id()).await?;
    let title: String = record.get("title")?;
    let _ = record.get::<Option<f64>>("price")?;
    let read: Read<'_> = record.deserialize()?;
    assert_eq!(read.title, title);
    let _: &str = record.as_json();
    let again: Record = record.as_json().parse()?;
    let _: String = serde_json::to_string(&again)?;
    let _: String = again.into_json();

    let created: Record = books.create(&json!({ "title": "甲" })).await?;
    let _ = books.create(&Row { title: "甲", price: None }).await?;
    let _ = books.create(&BTreeMap::from([("title", "甲")])).await?;
    let _ = books.create(&created).await?;
    let boxed: Box<Json> = Box::new(json!({ "title": "甲" }));
    let _ = books.create(&*boxed).await?;
    books.update(created.id(), &json!({ "price": 1 })).await?;
    books.update(&id, &Row { title: "甲", price: Some(1.5) }).await?;
    let _: bool = books.update_checked(id.clone(), &HashMap::from([("price", 1)])).await?;
    let call: Call<()> = books.delete(&id);
    let _ = call.preview()?;
    spawned(call.into_future()).await?;
    Ok(())
}

async fn queries(client: &Client) -> Any {
    let books = client.model("book");
    let rows: Vec<Record> = books.query().await?;
    assert!(!rows.is_empty());
    let query = || -> Query<Record> {
        books.query().filter(field("price").gt(1)).order_by(field("price").desc()).top(1).skip(0).prefetch(2)
    };
    let _ = query().preview()?;
    let _: (bool, Option<Record>, u64) = (query().exists().await?, query().first().await?, query().count().await?);
    let page: Page<Record> = query().page().await?;
    if let Some(next) = page.next {
        let _ = query().resume_from(next).await?;
    }
    let mut pages: Pages<Record> = query().pages();
    while let Some(page) = pages.next().await {
        page?;
    }
    let mut rows: RowStream<Record> = query().stream();
    while let Some(row) = rows.next().await {
        row?;
    }
    let partial: PartialQuery<Record> = query().allow_invalid();
    let mut pages = partial.pages();
    while let Some(page) = pages.next().await {
        page?;
    }
    spawned(query().into_future()).await?;
    Ok(())
}

async fn many(client: &Client) -> Any {
    let books = client.model("book");
    let rows = || vec![json!({ "title": "甲" }), json!({ "title": "乙" })];
    let bulk: Bulk<'_, String, Creates> = books.create_many(rows());
    let _: Vec<String> = bulk.await?.into_ids()?;
    let _ = books.create_many(&rows()).await?;
    let _ = books.create_many(["甲", "乙"].map(|title| Row { title, price: None })).await?;
    let _ = books.create_many(rows().iter()).await?;
    let _ = books.create_many([Ok(json!({ "title": "甲" })), Err(std::io::Error::other("none"))]).await?;
    let _ = books.create_many(Streamed(rows().into_iter())).await?;
    let _ = books.create_many(rows().into_iter().map(Ok::<_, weda::Error>)).await?;
    let _ = books.create_many(rows()).unique_by("title").max_rows_per_call(1).await?;
    let _ = books.create_many(rows()).unique_by(String::from("title")).on_progress(|_| ()).await?;

    let id = String::from("r1");
    let _ = books.update_many([("r1", json!({ "price": 1 }))]).await?.into_ids()?;
    let _ = books.update_many(vec![(&id, Row { title: "甲", price: None })]).await?;
    let _ = books.update_many([(id.clone(), &json!({}))].into_iter()).await?;
    let _ = books.update_many([Ok((&id, json!({ "price": 1 }))), Err(std::io::Error::other("none"))]).await?;
    let _ = books.update_many(Streamed([("r1", json!({ "price": 1 }))].into_iter())).await?;

    let _ = books.delete_many(["r1", "r2"]).await?.into_ids()?;
    let _ = books.delete_many(vec![id.clone()]).await?;
    let _ = books.delete_many(&[id.clone()]).await?;
    let _ = books.delete_many([Id::<Book>::new("r1")]).await?;
    let _ = books.delete_many([Ok(&id), Err(std::io::Error::other("none"))]).await?;
    let _ = books.delete_many(Streamed(["r1"].into_iter())).await?;

    let found: HashMap<String, Record> = books.get_many(["r1", "r2"]).await?;
    assert_eq!(found.len(), 2);
    let _ = books.get_many(found.keys()).await?;
    let _ = books.get_many(vec![id.clone()]).await?;
    let _ = books.get_many(Some(&id)).await?;
    let _ = books.get_many([Ok::<_, weda::Error>("r1")]).await?;
    let _ = books.get_many(Streamed(["r1"].into_iter())).await?;
    let rows = books.query().await?;
    let _ = books.get_many(rows.iter().map(Record::id)).await?;
    let _ = books.get_many(rows.iter().map(|row| row.id())).await?;
    let owned = books.clone();
    spawned(async move { owned.create_many(vec![json!({ "title": "甲" })]).await?.into_ids() }).await?;
    Ok(())
}

fn filters() -> (Vec<Filter<Record>>, [Order<Record>; 2]) {
    let it: AnyField = field("price");
    let owned = field(String::from("price"));
    let text = String::from("红");
    let value: Value = 1.into();
    let filters = vec![
        it.eq(1),
        it.eq(1.5),
        it.eq(1_f32),
        it.eq(i64::MAX),
        it.eq("红"),
        it.eq(&text),
        it.eq(text.clone()),
        it.eq(Cow::Borrowed("红")),
        it.eq(true),
        it.eq(value),
        it.eq(DateTime::from_millis(0)),
        it.eq(Date::from_millis(0)),
        it.eq(TimeOfDay::from_millis(0)),
        it.eq(Id::<Book>::new("1")),
        it.eq(&Id::<Book>::new("1")),
        owned.ne(1),
        it.one_of([1, 2]),
        it.one_of(vec!["a"]),
        it.one_of(&[String::from("a")]),
        it.one_of([1, 2].into_iter().map(|number| number * 2)),
        it.gt(1),
        it.ge(1),
        it.lt(1),
        it.le(1),
        it.in_range(1..2),
        it.in_range(1..=2),
        it.in_range("a"..),
        it.in_range(..2.5),
        it.in_range(..=Date::from_millis(0)),
        it.in_range((Bound::Excluded(1), Bound::<i32>::Unbounded)),
        it.contains("红"),
        it.contains(&text),
        it.starts_with(text.clone()),
        it.ends_with(Cow::Borrowed("红")),
        it.is_null(),
        it.is_not_null(),
        Filter::<Record>::raw_unchecked("a eq 1"),
        Filter::when(true, || it.eq(1)),
        Filter::all([it.eq(1), it.eq(2)]),
        Filter::any(["a", "b"].map(|name| field(name).eq(1))),
        (it.eq(1) & it.eq(2) | !it.eq(3)) & it.is_null(),
    ];
    (filters, [it.asc(), it.desc()])
}
