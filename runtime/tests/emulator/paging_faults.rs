//! Paging against an emulator that cuts, refuses, counts otherwise and changes its records meanwhile: every record is read
//! once and in order, or the call says that it cannot.

use std::ops::Range;

use serde_json::json;
use weda::prelude::*;
use weda::{Code, ErrorKind, Query};
use weda_emulator::profile::{Count, Excess};
use weda_emulator::{Effect, Emulator, Fault, Profile};

use crate::fixture::{Book, definitions, new, titles};

const MANY: usize = 1000;
const AHEAD: [usize; 4] = [1, 2, 4, 8];

/// An emulator with many books.
fn emulator(change: impl FnOnce(&mut Profile)) -> Emulator {
    let mut profile = Profile::documented();
    change(&mut profile);
    let emulator = Emulator::builder().definitions(definitions()).profile(profile).start().unwrap();
    load(&emulator, 0..MANY);
    emulator
}

fn load(emulator: &Emulator, books: Range<usize>) {
    let books = books.map(|at| json!({ "_id": format!("b{at:05}"), "title": format!("t{at:05}") }));
    emulator.load("book", books).unwrap();
}

fn query(emulator: &Emulator) -> Query<Book> {
    Book::query(&Client::for_emulator(emulator.address()))
}

fn expected(range: Range<usize>) -> Vec<String> {
    range.map(|at| format!("t{at:05}")).collect()
}

#[tokio::test]
async fn pages_that_the_service_cuts_lose_nothing() {
    for top_max in [30, 100, 150, 199, 200, 1000] {
        let emulator = emulator(|profile| profile.lists.top_max = top_max);
        for ahead in AHEAD {
            let found = titles(query(&emulator).prefetch(ahead).await.unwrap());
            assert_eq!(found, expected(0..MANY), "{top_max} {ahead}");
        }
    }
}

/// The client asks for 200 records a page, which is within every limit that was heard of. What a smaller limit refuses is
/// said by the service, and smaller pages can be asked for.
#[tokio::test]
async fn pages_that_the_service_refuses_for_their_size_say_so() {
    let strict = emulator(|profile| *profile = Profile::strict());
    assert_eq!(titles(query(&strict).prefetch(4).await.unwrap()).len(), MANY);
    let refusing = emulator(|profile| (profile.lists.top_max, profile.lists.excess) = (100, Excess::Refused));
    let error = query(&refusing).await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::InvalidRequest, Some(&Code::InvalidParameter)), "{error}");
    assert_eq!(titles(query(&refusing).skip(50).top(100).await.unwrap()), expected(50..150));
}

/// A service that lists records in any order unless told otherwise: the client always tells it.
#[tokio::test]
async fn an_order_is_always_asked_for() {
    let emulator = emulator(|profile| profile.lists.shuffled = true);
    assert_eq!(titles(query(&emulator).prefetch(4).await.unwrap()), expected(0..MANY));
}

/// A service that counts the records of a page, and not the matches, made every query end with its first page: of 1000
/// records 200 were read, and the call said nothing. The count was believed as soon as it was reached.
/// A full first page is never taken for the last, and the second one tells.
#[tokio::test]
async fn a_count_of_the_page_is_noticed() {
    let of_page = emulator(|profile| profile.lists.count = Count::Page);
    for ahead in AHEAD {
        let error = query(&of_page).prefetch(ahead).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::UnstableOrder, "{ahead}");
        assert!(error.to_string().contains("the pages have 400 records, but the count is 200"), "{error}");
    }
    assert_eq!(query(&of_page).skip(900).await.unwrap_err().kind(), ErrorKind::UnstableOrder);
    assert_eq!(titles(query(&of_page).top(200).await.unwrap()), expected(0..200));

    let of_matches = emulator(|_| ());
    assert_eq!(titles(query(&of_matches).filter(Book::TITLE.contains("t000")).await.unwrap()), expected(0..100));
    assert_eq!(titles(query(&of_matches).skip(800).await.unwrap()), expected(800..MANY), "as many as a page holds");
}

#[tokio::test]
async fn a_page_that_is_refused_in_the_middle_ends_the_pages_after_those_before_it() {
    let emulator = emulator(|_| ());
    // No more at once than there are pages: one that nobody needs could be the one that is refused.
    for ahead in [1, 2, 4] {
        emulator.clear_faults();
        emulator
            .inject_fault(Fault::new(Effect::Refuse("PERMISSION_DENIED".into())).path("/odata/").skip(3).times(1))
            .unwrap();
        let mut pages = query(&emulator).prefetch(ahead).pages();
        let mut found = Vec::new();
        let error = loop {
            match pages.next().await.unwrap() {
                Ok(page) => found.extend(titles(page.rows)),
                Err(error) => break error,
            }
        };
        assert!(error.is_permission(), "{error}");
        // Of pages that are asked for together any may be the fourth to arrive.
        assert!(found.len() == 600 || ahead > 1, "{}", found.len());
        assert_eq!(found, expected(0..found.len()), "{ahead}");
        assert!(pages.next().await.is_none(), "the error ends them");
        let cursor = pages.cursor().unwrap();
        found.extend(titles(query(&emulator).prefetch(ahead).resume_from(cursor).await.unwrap()));
        assert_eq!(found, expected(0..MANY), "the cursor goes on where they ended");
    }
}

#[tokio::test]
async fn faults_that_pass_are_not_noticed() {
    let emulator = emulator(|_| ());
    for effect in [Effect::Refuse("SYS_ERR".into()), Effect::Drop, Effect::DropAfter, Effect::Half, Effect::Html] {
        for ahead in AHEAD {
            emulator.clear_faults();
            emulator.inject_fault(Fault::new(effect.clone()).path("/odata/").skip(1).times(1)).unwrap();
            emulator.inject_fault(Fault::new(effect.clone()).path("/odata/").skip(4).times(1)).unwrap();
            let found = titles(query(&emulator).prefetch(ahead).await.unwrap());
            assert_eq!(found, expected(0..MANY), "{effect:?} {ahead}");
        }
    }
}

/// Records that are added behind the pages read so far are read too; what moves records between pages is an error.
#[tokio::test]
async fn records_that_change_meanwhile_are_read_or_noticed() {
    for ahead in [1, 4] {
        let emulator = emulator(|_| ());
        let client = Client::for_emulator(emulator.address());
        let mut pages = query(&emulator).pages();
        let mut found = titles(pages.next().await.unwrap().unwrap().rows);
        load(&emulator, MANY..MANY + 50);
        while let Some(page) = pages.next().await {
            found.extend(titles(page.unwrap().rows));
        }
        assert_eq!(found, expected(0..MANY + 50), "behind the pages");

        let mut pages = query(&emulator).prefetch(ahead).pages();
        pages.next().await.unwrap().unwrap();
        Book::delete(&client, &Id::<Book>::new("b00007")).await.unwrap();
        assert_eq!(rest(&mut pages).await, Some(ErrorKind::UnstableOrder), "{ahead}: those behind it moved forward");

        // By title, where a new record comes first: those behind it move back, and one comes twice.
        let mut pages = query(&emulator).order_by(Book::TITLE.asc()).pages();
        pages.next().await.unwrap().unwrap();
        Book::create(&client, new("a")).await.unwrap();
        assert_eq!(rest(&mut pages).await, Some(ErrorKind::UnstableOrder));
    }
}

/// How the pages end.
async fn rest(pages: &mut weda::query::Pages<Book>) -> Option<ErrorKind> {
    while let Some(page) = pages.next().await {
        if let Err(error) = page {
            return Some(error.kind());
        }
    }
    None
}
