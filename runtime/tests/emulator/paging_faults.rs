//! Paging against an emulator that shortens or rejects pages, counts differently and changes its records: every record
//! is read once and in order, or the call returns an error.

odata_only! {
    mod odata;
}

use std::ops::Range;

use serde_json::json;
use weda::prelude::*;
use weda::{ErrorKind, Query};
use weda_emulator::profile::{Count, Excess};
use weda_emulator::{Effect, Emulator, Fault, Profile};

use crate::fixture::{Book, definitions, new, titles};

const MANY: usize = 1000;
const AHEAD: [usize; 4] = [1, 2, 4, 8];

/// Starts an emulator with many books.
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
    Book::query(&crate::fixture::connect(emulator.address()))
}

fn expected(range: Range<usize>) -> Vec<String> {
    range.map(|at| format!("t{at:05}")).collect()
}

/// The client requests 200 records per page, within every known limit. If a smaller limit rejects that, the service's
/// error is returned, and `top` can request smaller pages.
#[tokio::test]
async fn pages_that_the_service_refuses_for_their_size_say_so() {
    let strict = emulator(|profile| *profile = Profile::strict());
    assert_eq!(titles(query(&strict).prefetch(4).await.unwrap()).len(), MANY);
    let refusing = emulator(|profile| {
        (profile.lists.top_max, profile.lists.excess) = (100, Excess::Refused);
        (profile.model_api.page_max, profile.model_api.excess) = (100, Excess::Refused);
    });
    let error = query(&refusing).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.code()),
        (ErrorKind::InvalidRequest, Some(&crate::spelling::OUT_OF_RANGE)),
        "{error}"
    );
    assert_eq!(titles(query(&refusing).skip(50).top(100).await.unwrap()), expected(50..150));
}

/// The service lists records in any order unless one is requested, which the client always does.
#[tokio::test]
async fn an_order_is_always_asked_for() {
    let emulator = emulator(|profile| profile.lists.shuffled = true);
    assert_eq!(titles(query(&emulator).prefetch(4).await.unwrap()), expected(0..MANY));
}

#[tokio::test]
async fn a_page_that_is_refused_in_the_middle_ends_the_pages_after_those_before_it() {
    let emulator = emulator(|_| ());
    // No more concurrent requests than pages, since an unneeded one could be the one that is rejected.
    for ahead in [1, 2, 4] {
        emulator.clear_faults();
        emulator
            .inject_fault(Fault::new(Effect::Refuse("PERMISSION_DENIED".into())).path(crate::RECORDS).skip(3).times(1))
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
        // Any of the concurrent requests may be the fourth to arrive.
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
            emulator.inject_fault(Fault::new(effect.clone()).path(crate::RECORDS).skip(1).times(1)).unwrap();
            emulator.inject_fault(Fault::new(effect.clone()).path(crate::RECORDS).skip(4).times(1)).unwrap();
            let found = titles(query(&emulator).prefetch(ahead).await.unwrap());
            assert_eq!(found, expected(0..MANY), "{effect:?} {ahead}");
        }
    }
}

/// Records that are added after the pages read so far are read, too; a change that moves records between pages is an
/// error.
#[tokio::test]
async fn records_that_change_meanwhile_are_read_or_noticed() {
    for ahead in [1, 4] {
        let emulator = emulator(|_| ());
        let client = crate::fixture::connect(emulator.address());
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

        // Sorted by title, a new record comes first: the others move back, and one is read twice.
        let mut pages = query(&emulator).order_by(Book::TITLE.asc()).pages();
        pages.next().await.unwrap().unwrap();
        Book::create(&client, new("a")).await.unwrap();
        assert_eq!(rest(&mut pages).await, Some(ErrorKind::UnstableOrder));
    }
}

/// Returns the end of the pages.
async fn rest(pages: &mut weda::query::Pages<Book>) -> Option<ErrorKind> {
    while let Some(page) = pages.next().await {
        if let Err(error) = page {
            return Some(error.kind());
        }
    }
    None
}
