//! Questions about reading.

use serde_json::json;
use weda::prelude::*;
use weda::{ErrorKind, Filter, Record, dynamic};
use weda_emulator::profile::{Absent, EmptyGroups, EmptyValue, MasterRelations, NoRecord, NoSelect, Nulls, Total};
use weda_emulator::{Definition, Emulator, Profile};

use super::served;
use crate::fixture::{Author, Book, Chapter, new, titles};

#[tokio::test]
async fn a_record_that_does_not_exist_is_none_in_every_form() {
    for form in [NoRecord::Null, NoRecord::Empty, NoRecord::Missing] {
        let (_emulator, client) = served(|profile| profile.model_api.unknown_get = form);
        let nobody = Id::<Book>::new("nobody");
        assert_eq!(Book::get(&client, &nobody).await.unwrap(), None, "{form:?}");
        assert!(client.model("book").get("a/b \"c\"").await.unwrap().is_none(), "{form:?}");
        assert!(Book::require(&client, &nobody).await.unwrap_err().is_not_found(), "{form:?}");
        let error = Book::update_get(&client, &nobody, Book::patch().set(Book::PAGES, 1)).await.unwrap_err();
        assert!(error.is_not_found() && error.in_doubt().is_none(), "{form:?} {error}");
        assert!(!Book::update_checked(&client, &nobody, Book::patch()).await.unwrap(), "{form:?}");
    }
}

#[tokio::test]
async fn the_total_is_that_of_a_count() {
    for total in [Total::Absent, Total::Zero] {
        let (emulator, client) = served(|profile| profile.model_api.total = total);
        emulator.load("book", (0..450).map(|n| json!({ "title": format!("t{n:03}") }))).unwrap();
        assert_eq!(Book::query(&client).await.unwrap().len(), 450, "{total:?}");
        assert_eq!(Book::query(&client).count().await.unwrap(), 450, "{total:?}");
    }
}

#[tokio::test]
async fn both_numbers_of_a_page_are_sent() {
    for alone in [false, true] {
        let (emulator, client) =
            served(|profile| (profile.model_api.single_page_member, profile.model_api.page_zero) = (alone, alone));
        emulator.load("book", (0..50).map(|n| json!({ "title": format!("t{n:02}") }))).unwrap();
        let found = Book::query(&client).order_by(Book::TITLE.asc()).skip(7).top(13).await.unwrap();
        assert_eq!(titles(found), (7..20).map(|n| format!("t{n:02}")).collect::<Vec<_>>());
    }
}

#[derive(Debug)]
struct Whole {
    author: Option<Id<Author>>,
    chapters: usize,
}

#[tokio::test]
async fn relations_are_read_whatever_master_selects() {
    for relations in [MasterRelations::ToOne, MasterRelations::None, MasterRelations::All] {
        for select in [NoSelect::Master, NoSelect::Id] {
            let (emulator, client) = served(|profile| {
                (profile.model_api.master_relations, profile.model_api.no_select) = (relations, select)
            });
            emulator.load("author", [json!({ "_id": "a1", "name": "钱锺书" })]).unwrap();
            emulator.load("chapter", ["c1", "c2"].map(|id| json!({ "_id": id, "name": id }))).unwrap();
            let book = client.model("book").create(&json!({
                "title": "围城", "author": { "_id": "a1" }, "chapters": [{ "_id": "c1" }, { "_id": "c2" }],
            }));
            let id = Id::<Book>::new(book.await.unwrap().id());
            let read = Book::require(&client, &id).await.unwrap();
            let listed = Book::query(&client).await.unwrap().remove(0);
            let many = Book::get_many(&client, [&id]).await.unwrap().remove(&id).unwrap();
            for book in [read, listed, many] {
                let whole =
                    Whole { author: book.author, chapters: book.chapters.map_or(0, |ids: Vec<Id<Chapter>>| ids.len()) };
                assert_eq!(whole.author, Some(Id::new("a1")), "{relations:?} {select:?} {whole:?}");
                assert_eq!(whole.chapters, 2, "{relations:?} {select:?}");
            }
        }
    }
}

#[tokio::test]
async fn names_that_the_service_does_not_have_are_its_to_refuse() {
    for ignored in [false, true] {
        let (emulator, client) = served(|profile| profile.model_api.unknown_names_ignored = ignored);
        emulator.load("book", [json!({ "title": "围城" })]).unwrap();
        let filter: Filter<Record> = dynamic::field("nothing").eq(1);
        match client.model("book").query().filter(filter).await {
            Ok(found) => assert!(ignored && found.len() == 1, "an ignored condition matches every record"),
            Err(error) => assert!(!ignored && error.kind() == ErrorKind::InvalidRequest, "{error}"),
        }
    }
}

#[tokio::test]
async fn records_without_a_value_match_inequalities_under_every_rule() {
    for (nulls, ne) in [(Nulls::Value, true), (Nulls::Unknown, true), (Nulls::Value, false), (Nulls::Unknown, false)] {
        for (refused, value) in [(false, EmptyValue::True), (true, EmptyValue::Meaning), (true, EmptyValue::Refused)] {
            let (emulator, client) = served(|profile| {
                (profile.model_api.nulls, profile.model_api.ne) = (nulls, ne);
                (profile.model_api.null_operands_refused, profile.model_api.empty_value) = (refused, value);
            });
            let books =
                [json!({ "title": "a", "pages": 1 }), json!({ "title": "b", "pages": 2 }), json!({ "title": "c" })];
            emulator.load("book", books).unwrap();
            let found = |filter| {
                let query = Book::query(&client).filter(filter).order_by(Book::TITLE.asc());
                async move { titles(query.await.unwrap()).concat() }
            };
            assert_eq!(found(Book::PAGES.ne(1)).await, "bc");
            assert_eq!(found(!Book::PAGES.one_of([1, 2])).await, "c");
            assert_eq!(found(Book::PAGES.one_of([1, 2])).await, "ab");
            assert_eq!(found(Book::PAGES.is_null()).await, "c");
            assert_eq!(found(!Book::PAGES.is_null()).await, "ab");
            assert_eq!(found(!Book::ISBN.contains("x")).await, "abc");
            assert_eq!(found(Book::PAGES.one_of([0_i64; 0])).await, "", "nothing is sent");
        }
    }
}

#[tokio::test]
async fn groups_are_never_empty() {
    for groups in [EmptyGroups::All, EmptyGroups::None, EmptyGroups::Refused] {
        let (_emulator, client) = served(|profile| profile.model_api.empty_groups = groups);
        Book::create(&client, new("围城")).await.unwrap();
        assert_eq!(Book::query(&client).await.unwrap().len(), 1);
        assert_eq!(Book::query(&client).filter(Filter::<Book>::everything()).await.unwrap().len(), 1);
        let some = Filter::any([Book::TITLE.eq("围城"), Book::PAGES.one_of([0_i64; 0])]);
        assert_eq!(Book::query(&client).filter(some).await.unwrap().len(), 1, "{groups:?}");
    }
}

#[tokio::test]
async fn a_part_of_a_text_is_sent_as_it_is() {
    for (wildcards, regex) in [(false, true), (true, false)] {
        let (emulator, client) = served(|profile| {
            (profile.model_api.search_wildcards, profile.model_api.regex) = (wildcards, regex);
            profile.model_api.search_ci = regex;
        });
        emulator.load("book", ["100%", "1000", "x"].map(|title| json!({ "title": title }))).unwrap();
        let found = Book::query(&client).filter(Book::TITLE.contains("100%")).await.unwrap();
        assert_eq!(found.len(), if wildcards { 2 } else { 1 }, "its meaning is the service's");
        let exact: Vec<_> = found.into_iter().filter(|book| book.title.contains("100%")).collect();
        assert_eq!(exact.len(), 1);
        let error = Book::query(&client).filter(Book::TITLE.starts_with("1")).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotEnabled);
    }
}

#[tokio::test]
async fn numbers_and_missing_values_are_read_in_every_form() {
    for (fractions, absent) in [(false, Absent::Null), (true, Absent::Missing)] {
        let (_emulator, client) =
            served(|profile| (profile.model_api.fractions, profile.model_api.absent) = (fractions, absent));
        let book = Book::create(&client, new("围城").set(Book::PAGES, 359).set(Book::PRICE, 39)).await.unwrap();
        assert_eq!((book.pages, book.price, book.isbn.as_deref()), (Some(359), Some(39.0), None));
        assert_eq!(Book::query(&client).await.unwrap(), [book]);
    }
}

/// Numbered pages that are cut begin elsewhere, so that pages of the size that came are requested. Such a query ended in
/// `UnstableOrder`, and a page behind others, or the records of many ids, could be the wrong ones unnoticed.
#[tokio::test]
async fn pages_below_the_documented_size_lose_nothing() {
    let expected = |range: std::ops::Range<usize>| range.map(|n| format!("t{n:04}")).collect::<Vec<_>>();
    for (page_max, prefetch) in [(200, 1), (200, 4), (1000, 4), (100, 1), (100, 4), (30, 1), (30, 8), (7, 2), (1, 1)] {
        let (emulator, client) = served(|profile| profile.model_api.page_max = page_max);
        emulator
            .load("book", (0..1000).map(|n| json!({ "_id": format!("b{n:04}"), "title": format!("t{n:04}") })))
            .unwrap();
        let query = || Book::query(&client).prefetch(prefetch);
        assert_eq!(titles(query().await.unwrap()), expected(0..1000), "{page_max} {prefetch}");
        let sizes = emulator.call_counts()[crate::LIST];
        let pages = 1000_u64.div_ceil(page_max.min(200).into());
        assert!(sizes <= pages + 2 + prefetch as u64, "{sizes} calls for {pages} pages");

        // Not from the first page: the first answer has the records of another page.
        for (skip, top) in [(600, 200), (70, 301), (400, 150), (997, 5), (7, 1)] {
            let found = titles(query().skip(skip).top(top).await.unwrap());
            let (skip, top) = (skip as usize, top as usize);
            assert_eq!(found, expected(skip..(skip + top).min(1000)), "{page_max} {prefetch} {skip} {top}");
        }
        let cursor = query().page().await.unwrap().next.unwrap();
        let rest = titles(query().resume_from(cursor).await.unwrap());
        assert_eq!(rest, expected(1000 - rest.len()..1000));
        assert_eq!(rest.len(), 1000 - page_max.min(200) as usize);

        let ids = (300..500).map(|n| Id::<Book>::new(format!("b{n:04}")));
        assert_eq!(Book::get_many(&client, ids).await.unwrap().len(), 200, "{page_max}");
    }
}

/// Records that do not fit count as read, on the pages that are requested again, too.
#[tokio::test]
async fn records_that_do_not_fit_are_told_apart_on_short_pages() {
    let mut profile = Profile::documented();
    profile.model_api.page_max = 30;
    // The older definition has one of the fields.
    profile.model_api.unknown_names_ignored = true;
    let before = r#"{ "properties": { "title": { "type": "string" } } }"#;
    let before = Definition::parse("book", "book.json", before).unwrap();
    let emulator = Emulator::builder().definitions(before).profile(profile).start().unwrap();
    let client = crate::fixture::connect(emulator.address());
    let book = |n: usize| match n % 25 {
        0 => json!({ "_id": format!("b{n:04}") }),
        _ => json!({ "_id": format!("b{n:04}"), "title": format!("t{n:04}") }),
    };
    emulator.load("book", (0..200).map(book)).unwrap();
    let found = Book::query(&client).skip(50).prefetch(2).allow_invalid().await.unwrap();
    assert_eq!((found.rows.len(), found.invalid.len()), (144, 6));
    assert_eq!(found.invalid[0].id(), Some("b0050"));
}
