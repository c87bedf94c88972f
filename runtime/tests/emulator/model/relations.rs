//! Questions about relations.

use serde_json::json;
use weda::field::{Field, Text};
use weda::prelude::*;
use weda::{Dialect, ErrorKind, Filter};
use weda_emulator::Emulator;

use super::served;
use crate::fixture::{Author, Book, Chapter, Shelf, new, speaking, titles};

const AUTHOR_NAME: Field<Author, Text> = weda::__private::v1::field("name");
const CHAPTER_NAME: Field<Chapter, Text> = weda::__private::v1::field("name");

fn ids(ids: &[&str]) -> Vec<Id<Chapter>> {
    ids.iter().copied().map(Id::new).collect()
}

fn chapters(book: &Book) -> Vec<&str> {
    let mut ids: Vec<&str> = book.chapters.iter().flatten().map(Id::as_str).collect();
    ids.sort_unstable();
    ids
}

/// Books `a` to `d` with authors, shelves and chapters.
async fn filled(emulator: &Emulator, client: &Client) {
    emulator.load("author", ["鲁迅", "老舍"].map(|name| json!({ "_id": name, "name": name }))).unwrap();
    emulator.load("shelf", ["一楼", "二楼"].map(|name| json!({ "_id": name, "name": name }))).unwrap();
    emulator
        .load("chapter", (1..=4).map(|id| json!({ "_id": format!("c{id}"), "name": format!("第{id}章") })))
        .unwrap();
    for (title, author, shelf, list) in [
        ("a", Some("鲁迅"), Some("一楼"), &["c1", "c2"][..]),
        ("b", Some("老舍"), Some("一楼"), &["c3"]),
        ("c", Some("鲁迅"), Some("二楼"), &[]),
        ("d", None, None, &["c4"]),
    ] {
        let row = new(title)
            .set(Book::AUTHOR, author.map(Id::<Author>::new))
            .set(Book::SHELF, shelf.map(Id::<Shelf>::new))
            .set(Book::CHAPTERS, ids(list));
        let book = Book::create(client, row).await.unwrap();
        assert_eq!(chapters(&book), list, "{title}");
    }
}

/// G15: the records are the same; whether their lists are narrowed is the service's.
#[tokio::test]
async fn a_filter_through_a_relation_finds_the_same_records_whether_lists_are_narrowed() {
    for narrowing in [true, false] {
        let (emulator, client) = served(|profile| profile.model_api.narrowing = narrowing);
        filled(&emulator, &client).await;
        let found = |filter: Filter<Book>| {
            let query = Book::query(&client).filter(filter).order_by(Book::TITLE.asc());
            async move { titles(query.await.unwrap()).concat() }
        };
        let (lu_xun, first) = (|| AUTHOR_NAME.eq("鲁迅"), || Shelf::NAME.contains("一"));
        assert_eq!(found(Book::AUTHOR.matches(lu_xun())).await, "ac");
        assert_eq!(found(Book::AUTHOR.matches(!lu_xun())).await, "b", "a book without an author leads to none");
        assert_eq!(found(Book::SHELF.matches(first()) & Book::TITLE.ne("a")).await, "b");
        assert_eq!(found(Book::SHELF.matches(first() | Shelf::NAME.eq("二楼"))).await, "abc");
        assert_eq!(found(Book::SHELF.matches(Filter::<Shelf>::everything())).await, "abc");
        assert_eq!(found(Book::SHELF.matches(Filter::<Shelf>::any([]))).await, "");
        assert_eq!(found(Book::SHELF.matches(Filter::<Shelf>::default())).await, "abcd");
        assert_eq!(found(Book::CHAPTERS.matches(CHAPTER_NAME.contains("1"))).await, "a", "any of its chapters");
        assert_eq!(found(Book::CHAPTERS.matches(Filter::<Chapter>::everything())).await, "abd");
        let book =
            Book::query(&client).filter(Book::CHAPTERS.matches(CHAPTER_NAME.eq("第1章"))).await.unwrap().remove(0);
        assert_eq!(chapters(&book), if narrowing { &["c1"][..] } else { &["c1", "c2"] });
    }
}

/// G16: only one is sent, whatever the service makes of several.
#[tokio::test]
async fn filters_through_relations_that_the_gateway_cannot_combine_are_refused_before_they_are_sent() {
    for profile in [weda_emulator::Profile::lenient(), weda_emulator::Profile::strict()] {
        let (emulator, client) = served(|chosen| *chosen = profile);
        let (author, shelf) =
            (|| Book::AUTHOR.matches(AUTHOR_NAME.eq("鲁迅")), || Book::SHELF.matches(Shelf::NAME.eq("a")));
        for filter in [author() & shelf(), author() | shelf(), author() | Book::PAGES.gt(1), !author()] {
            let query = Book::query(&client).filter(filter);
            let error = query.clone().await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::NotEnabled, "{error}");
            assert!(query.clone().count().await.is_err() && query.clone().exists().await.is_err());
            assert!(query.delete_all().at_most(1000).await.is_err());
        }
        assert!(emulator.log().is_empty());
    }
}

#[tokio::test]
async fn writes_by_filter_write_to_what_a_filter_through_a_relation_finds() {
    for narrowing in [true, false] {
        let (emulator, client) = served(|profile| profile.model_api.narrowing = narrowing);
        filled(&emulator, &client).await;
        let by_lu_xun = || Book::query(&client).filter(Book::AUTHOR.matches(AUTHOR_NAME.eq("鲁迅")));
        let error = by_lu_xun().update_all(Book::patch().set(Book::PAGES, 7)).at_most(1).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidValue, "{error}");
        by_lu_xun().update_all(Book::patch().set(Book::PAGES, 7)).at_most(2).await.unwrap().into_ids().unwrap();
        let changed = Book::query(&client).filter(Book::PAGES.eq(7)).order_by(Book::TITLE.asc()).await.unwrap();
        assert_eq!(titles(changed), ["a", "c"]);
        let second = Book::query(&client).filter(Book::CHAPTERS.matches(CHAPTER_NAME.eq("第3章")));
        second.delete_all().at_most(1).await.unwrap().into_ids().unwrap();
        assert_eq!(Book::query(&client).count().await.unwrap(), 3);
    }
}

/// G13: a service that ignores the condition finds every record, and with it those that are not meant.
#[tokio::test]
async fn a_filter_through_a_relation_by_an_unknown_field_writes_nothing() {
    const STALE: Field<Author, Text> = weda::__private::v1::field("penName");
    for ignored in [false, true] {
        let (emulator, client) = served(|profile| profile.model_api.unknown_names_ignored = ignored);
        filled(&emulator, &client).await;
        let query = || Book::query(&client).filter(Book::AUTHOR.matches(STALE.eq("鲁迅")));
        let error = query().delete_all().at_most(1000).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{error}");
        assert!(!ignored || error.to_string().contains("ignores conditions on field `author.penName`"), "{error}");
        assert!(query().update_all(Book::patch().set(Book::PAGES, 7)).at_most(1000).await.is_err());
        assert_eq!(Book::query(&client).filter(Book::PAGES.is_null()).count().await.unwrap(), 4);
    }
}

/// G29: the whole list is sent. Where a list is added to, `clear` still empties it.
#[tokio::test]
async fn a_list_of_related_records_is_written_whole() {
    for added in [false, true] {
        let (emulator, client) = served(|profile| profile.model_api.lists_added = added);
        filled(&emulator, &client).await;
        let book = Book::query(&client).filter(Book::TITLE.eq("a")).await.unwrap().remove(0);
        let written = async |patch| Book::update_get(&client, &book.id, patch).await.unwrap();
        let patch = || Book::patch().set(Book::CHAPTERS, ids(&["c2", "c3"]));
        let read = written(patch()).await;
        assert_eq!(chapters(&read), if added { &["c1", "c2", "c3"][..] } else { &["c2", "c3"] });
        let read = written(Book::patch().set(Book::CHAPTERS, ids(&[]))).await;
        assert_eq!(chapters(&read).is_empty(), !added, "an empty list adds nothing");
        let read = written(patch().clear(Book::CHAPTERS)).await;
        assert!(chapters(&read).is_empty(), "{read:?}");
    }
}

/// G30: the ids of records that do not exist are the service's to refuse or to leave out.
#[tokio::test]
async fn a_list_with_a_record_that_does_not_exist_is_passed_on() {
    for refused in [false, true] {
        let (emulator, client) = served(|profile| profile.model_api.missing_target_refused = refused);
        emulator.load("chapter", [json!({ "_id": "c1", "name": "c1" })]).unwrap();
        let row = || new("a").set(Book::CHAPTERS, ids(&["c1", "nobody"]));
        match Book::create(&client, row()).await {
            Ok(book) => assert!(!refused && chapters(&book).contains(&"c1"), "{book:?}"),
            Err(error) => assert!(refused && error.kind() == ErrorKind::InvalidRequest, "{error}"),
        }
    }
}

/// G31: lists, and nulls of relations, are sent alone, even where batches would take them.
#[tokio::test]
async fn rows_with_lists_and_cleared_relations_are_written_alone() {
    for accepted in [false, true] {
        let (emulator, client) = served(|profile| profile.model_api.batch_relations = accepted);
        emulator.load("chapter", ["c1", "c2"].map(|id| json!({ "_id": id, "name": id }))).unwrap();
        let row = |at: usize| {
            let row = new(&at.to_string()).set(Book::ISBN, at.to_string());
            match at {
                0 => row.set(Book::CHAPTERS, ids(&["c1"])),
                1 => row.set(Book::CHAPTERS, ids(&[])),
                2 => row.set(Book::AUTHOR, None::<Id<Author>>),
                _ => row,
            }
        };
        let created = Book::create_many(&client, (0..6).map(row)).await.unwrap().into_ids().unwrap();
        assert_eq!(emulator.call_counts()["model create"], 3);
        for patch in [
            Book::patch().set(Book::CHAPTERS, ids(&["c2"])),
            Book::patch().clear(Book::CHAPTERS),
            Book::patch().clear(Book::AUTHOR),
        ] {
            let changes = created.iter().map(|id| (id.clone(), patch.clone()));
            assert!(Book::update_many(&client, changes).await.unwrap().into_ids().is_ok());
        }
        assert_eq!(emulator.call_counts().get("model update many"), None);
    }
}

/// G19: an environment may not have the operator.
#[tokio::test]
async fn a_search_without_case_waits_for_its_switch_and_is_the_services_to_refuse() {
    for accepted in [true, false] {
        let (emulator, client) = served(|profile| profile.model_api.search_ci = accepted);
        emulator.load("book", ["Rust 编程", "RUSTY", "c"].map(|title| json!({ "title": title }))).unwrap();
        let query = |client: &Client| Book::query(client).order_by(Book::TITLE.asc());
        let error = query(&client).filter(Book::TITLE.contains_ignore_case("rust")).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotEnabled);
        let client = speaking(&emulator, Dialect::documented().contains_ignore_case(true));
        match query(&client).filter(Book::TITLE.contains_ignore_case("rust")).await {
            Ok(found) => {
                assert!(accepted);
                assert_eq!(found.len(), 2);
                let others = query(&client).filter(!Book::TITLE.contains_ignore_case("rust")).await.unwrap();
                assert_eq!(titles(others), ["c"]);
            }
            Err(error) => assert!(!accepted && error.kind() == ErrorKind::InvalidRequest, "{error}"),
        }
    }
}
