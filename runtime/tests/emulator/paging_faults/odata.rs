//! The words and the answers of OData.

use super::*;

/// With a service that counts the records of the page instead of the matches, every query ended with its first page: of
/// 1000 records 200 were read, without an error. The count was trusted as soon as it was reached. A full first page is
/// no longer taken for the last one; the second page decides.
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
async fn pages_that_the_service_cuts_lose_nothing() {
    for top_max in [30, 100, 150, 199, 200, 1000] {
        let emulator = emulator(|profile| profile.lists.top_max = top_max);
        for ahead in AHEAD {
            let found = titles(query(&emulator).prefetch(ahead).await.unwrap());
            assert_eq!(found, expected(0..MANY), "{top_max} {ahead}");
        }
    }
}
