//! Each call does what it says, and says beforehand what it would send.

odata_only! {
    mod odata;
}

use serde_json::json;
use weda::prelude::*;

use crate::fixture::{Book, Shelf, User, new, served, titles};

#[tokio::test]
async fn a_record_is_created_read_changed_and_deleted() {
    let (emulator, client) = served();
    let created = Book::create(&client, new("围城").set(Book::PRICE, 39.5)).await.unwrap();
    assert_eq!((created.title.as_str(), created.price, created.pages), ("围城", Some(39.5), None));
    assert!(created.created_at.is_some() && created.owner.is_some());
    assert_eq!(created.serial.as_deref(), Some("B-01000"));

    assert_eq!(Book::get(&client, &created.id).await.unwrap(), Some(created.clone()));
    Book::update(&client, &created.id, Book::patch().set(Book::PAGES, 359).clear(Book::PRICE)).await.unwrap();
    let changed = Book::get(&client, &created.id).await.unwrap().unwrap();
    assert_eq!(changed, Book { pages: Some(359), price: None, ..created.clone() });

    Book::delete(&client, &created.id).await.unwrap();
    assert_eq!(Book::get(&client, &created.id).await.unwrap(), None);
    assert_eq!(emulator.tokens_issued(), 1);
}

#[tokio::test]
async fn a_record_that_must_be_there_is_read_and_changed() {
    let (_emulator, client) = served();
    let book = Book::create(&client, new("围城").set(Book::PRICE, 39.5)).await.unwrap();
    assert_eq!(Book::require(&client, &book.id).await.unwrap(), book);
    let patch = Book::patch().set(Book::PAGES, 359_usize).set_some(Book::PRICE, None::<f64>);
    let changed = Book::update_get(&client, &book.id, patch).await.unwrap();
    assert_eq!((changed.pages, changed.price), (Some(359), Some(39.5)));
    assert_eq!(Book::update_get(&client, &book.id, Book::patch()).await.unwrap(), changed);
    let untyped = client.model("book").update_get(&book.id, &json!({ "price": 1 })).await.unwrap();
    assert_eq!(untyped.get::<f64>("price").unwrap(), 1.0);

    let nobody = Id::<Book>::new("nobody");
    for error in [
        Book::require(&client, &nobody).await.unwrap_err(),
        Book::update_get(&client, &nobody, Book::patch().set(Book::PAGES, 1)).await.unwrap_err(),
        Book::update_get(&client, &nobody, Book::patch()).await.unwrap_err(),
        client.model("book").require("nobody").await.unwrap_err(),
        client.model("book").update_get("nobody", &json!({ "pages": 1 })).await.unwrap_err(),
    ] {
        assert!(error.is_not_found() && error.in_doubt().is_none(), "{error}");
        assert_eq!(error.summary(), "model `book` has no record with the id `nobody`");
        assert!(error.call().is_some_and(|call| call.contains("/book")), "{error}");
    }
}

/// An update that changes nothing succeeds, and reports whether the record exists where that is asked.
#[tokio::test]
async fn an_empty_patch_is_asked_alike() {
    let (_emulator, client) = served();
    let book = Book::create(&client, new("围城")).await.unwrap();
    let nobody = Id::<Book>::new("nobody");
    for id in [&book.id, &nobody] {
        Book::update(&client, id, Book::patch()).await.unwrap();
        let is_there = Book::update_checked(&client, id, Book::patch()).await.unwrap();
        assert_eq!(is_there, *id == book.id);
        assert_eq!(client.model("book").update_checked(id, &json!({})).await.unwrap(), is_there);
    }
    assert_eq!(Book::require(&client, &book.id).await.unwrap(), book, "nothing is changed");
}

/// The input of a PATCH handler: absent, null and a value.
#[tokio::test]
async fn a_patch_from_json_changes_what_it_names() {
    let (_emulator, client) = served();
    let whole = new("围城").set(Book::PRICE, 39.5).set(Book::ISBN, "9787").set(Book::PAGES, 359);
    let book = Book::create(&client, whole).await.unwrap();
    let patch: weda::Patch<Book> = serde_json::from_value(json!({
        "price": null,
        "pages": 360,
        "tags": ["小说", "民国"],
        "addedAt": 1_646_034_692_306_i64,
        "published": 1_725_120_000_000_i64,
        "extra": { "颜色": "红" },
    }))
    .unwrap();
    let changed = Book::update_get(&client, &book.id, patch).await.unwrap();
    assert_eq!((changed.price, changed.pages, changed.isbn.as_deref()), (None, Some(360), Some("9787")));
    assert_eq!(changed.tags.as_deref(), Some(&["小说".to_owned(), "民国".to_owned()][..]));
    assert_eq!(changed.added_at, Some(DateTime::from_millis(1_646_034_692_306)));
    assert_eq!(changed.published.map(|day| day.to_string()).as_deref(), Some("2024-09-01"));
    assert_eq!(changed.extra.unwrap().0, json!({ "颜色": "红" }));
}

#[tokio::test]
async fn pre_and_prod_hold_different_records() {
    let (_emulator, pre) = served();
    let prod = pre.with_env_type(EnvType::Prod);
    let trial = Book::create(&pre, new("试用")).await.unwrap();
    let live = Book::create(&prod, new("正式")).await.unwrap();
    assert_eq!(titles(Book::query(&pre).await.unwrap()), ["试用"]);
    assert_eq!(titles(Book::query(&prod).await.unwrap()), ["正式"]);
    assert_eq!(Book::get(&prod, &trial.id).await.unwrap(), None);

    Book::delete(&prod, &trial.id).await.unwrap();
    Book::update(&pre, &live.id, Book::patch().set(Book::TITLE, "x")).await.unwrap();
    assert_eq!(titles(Book::query(&pre).await.unwrap()), ["试用"]);
    assert_eq!(titles(Book::query(&prod).await.unwrap()), ["正式"]);
}

/// An id is data, wherever it stands: in the path, doubled quotes and all, or in a filter.
#[tokio::test]
async fn any_text_can_be_an_id() {
    let (emulator, client) = served();
    let ids = [
        "O'Brien", "''", "a/b", "..", "a?b#c", "100%", "%27", "a b+c", "李 四", "a\nb", "\u{7f}", "😀", "('x')", "\\",
        "a&$top=1",
    ];
    emulator.load("book", ids.map(|id| json!({ "_id": id, "title": format!("book {id}") }))).unwrap();
    for id in ids.map(Id::<Book>::new) {
        let book = Book::get(&client, &id).await.unwrap().unwrap_or_else(|| panic!("{id}"));
        assert_eq!((&book.id, book.title), (&id, format!("book {id}")));
        assert_eq!(Book::query(&client).filter(Book::ID.eq(&id)).await.unwrap().len(), 1, "{id}");
        Book::update(&client, &id, Book::patch().set(Book::备注, id.as_str())).await.unwrap();
        assert_eq!(Book::get(&client, &id).await.unwrap().unwrap().备注.as_deref(), Some(id.as_str()));
        Book::delete(&client, &id).await.unwrap();
    }
    assert_eq!(Book::query(&client).count().await.unwrap(), 0);
}

#[tokio::test]
async fn a_relation_leads_to_its_record() {
    let (_emulator, client) = served();
    let shelf = Shelf::create(&client, Shelf::new().set(Shelf::NAME, "三楼东")).await.unwrap();
    let other = Shelf::create(&client, Shelf::new()).await.unwrap();
    for (title, shelf) in [("围城", &shelf), ("边城", &shelf), ("活着", &other)] {
        Book::create(&client, new(title).set(Book::SHELF, &shelf.id)).await.unwrap();
    }
    let there = Book::query(&client).filter(Book::SHELF.eq(&shelf.id)).order_by(Book::SERIAL.asc()).await.unwrap();
    let found = Shelf::get(&client, there[0].shelf.as_ref().unwrap()).await.unwrap().unwrap();
    assert_eq!((titles(there), found.name.as_deref()), (vec!["围城".to_owned(), "边城".to_owned()], Some("三楼东")));
    assert_eq!(Book::query(&client).filter(!Book::SHELF.eq(shelf.id)).count().await.unwrap(), 1);
}

#[tokio::test]
async fn the_platforms_users_are_read_like_any_model() {
    let (_emulator, client) = served();
    let users = User::query(&client).order_by(User::NAME.desc()).await.unwrap();
    assert_eq!(users.len(), 4);
    let inside = User::query(&client).filter(User::TYPE.eq(0) & User::PHONE.contains("138")).await.unwrap();
    assert_eq!(inside.len(), 2);
    let user = User::get(&client.with_env_type(EnvType::Prod), &inside[0].id).await.unwrap().unwrap();
    assert_eq!((user.name, user.r#type, user.nick_name), (inside[0].name.clone(), Some(0.0), None));
    let book = Book::create(&client, new("围城")).await.unwrap();
    assert_eq!(User::get(&client, &book.owner.unwrap()).await.unwrap().map(|user| user.id), Some(user.id));
}
