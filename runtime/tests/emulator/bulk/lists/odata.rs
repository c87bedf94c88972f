//! The words and the answers of OData.

use super::*;

#[tokio::test]
async fn one_call_changes_or_deletes_one_record() {
    let (emulator, client) = served();
    load(&emulator, 60);
    let changes = ids(0..30).into_iter().map(|id| (id, Book::patch().set(Book::PRICE, 39)));
    assert_eq!(Book::update_many(&client, changes).await.unwrap().into_ids().unwrap(), ids(0..30));
    assert_eq!(emulator.call_counts()["update"], 30);
    assert_eq!(Book::query(&client).filter(Book::PRICE.eq(39)).count().await.unwrap(), 30);
    assert_eq!(Book::delete_many(&client, ids(0..25)).await.unwrap().into_ids().unwrap(), ids(0..25));
    assert_eq!((emulator.call_counts()["delete"], stored(&emulator).len()), (25, 35));
}

#[tokio::test]
async fn commas_take_one_call_for_many() {
    let (emulator, client) = with_commas(CommaIds::Split);
    load(&emulator, 300);
    let patch = Book::patch().set(Book::PRICE, 39);
    let changes = ids(0..250).into_iter().map(|id| (id, patch.clone()));
    assert_eq!(Book::update_many(&client, changes).await.unwrap().into_ids().unwrap(), ids(0..250));
    assert_eq!((emulator.call_counts()["batch update"], emulator.call_counts().get("update")), (3, None));
    assert_eq!(Book::query(&client).filter(Book::PRICE.eq(39)).count().await.unwrap(), 250);
    // Different patches are not sent in one call.
    let changes = ids(0..3).into_iter().zip([1, 1, 2]).map(|(id, price)| (id, Book::patch().set(Book::PRICE, price)));
    assert!(Book::update_many(&client, changes).await.unwrap().into_ids().is_ok());
    assert_eq!((emulator.call_counts()["batch update"], emulator.call_counts()["update"]), (4, 1));

    assert_eq!(Book::delete_many(&client, ids(0..201)).await.unwrap().into_ids().unwrap(), ids(0..201));
    assert_eq!((emulator.call_counts()["batch delete"], emulator.call_counts()["delete"]), (2, 1));
    assert_eq!(stored(&emulator).len(), 99);
}

/// A service that reads the list as one id finds no record: its count shows that, and nothing is retried.
#[tokio::test]
async fn a_count_that_differs_leaves_the_outcome_unknown() {
    let (emulator, client) = with_commas(CommaIds::One);
    load(&emulator, 10);
    let outcomes = Book::delete_many(&client, ids(0..4)).await.unwrap();
    assert_eq!(letters(&outcomes), "uuuu");
    let Outcome::Unknown(unconfirmed) = &outcomes[2] else { panic!() };
    assert_eq!((unconfirmed.rows(), unconfirmed.ids().len()), (0..4, 0));
    let text = unconfirmed.error().to_string();
    assert!(text.contains("the service counts 0 records for 4 ids sent as a comma list"), "{text}");
    assert!(text.contains("Dialect::comma_ids(false)"), "{text}");
    assert_eq!((emulator.call_counts()["batch delete"], stored(&emulator).len()), (1, 10));

    // The same if one of them does not exist.
    let (emulator, client) = with_commas(CommaIds::Split);
    load(&emulator, 3);
    assert_eq!(letters(&Book::delete_many(&client, ids(1..5)).await.unwrap()), "uuuu");
    assert_eq!(stored(&emulator).len(), 1);
}

/// After a refusal each record is sent alone.
#[tokio::test]
async fn a_list_that_is_refused_is_sent_one_by_one() {
    let (emulator, client) = with_commas(CommaIds::Refused);
    load(&emulator, 10);
    assert_eq!(Book::delete_many(&client, ids(0..4)).await.unwrap().into_ids().unwrap(), ids(0..4));
    assert_eq!((emulator.call_counts()["batch delete"], emulator.call_counts()["delete"]), (1, 4));
}

#[tokio::test]
async fn an_id_that_comes_twice_is_sent_once() {
    let (emulator, client) = served();
    load(&emulator, 5);
    let twice: Vec<_> = ids(0..3).into_iter().chain(ids(1..4)).collect();
    let outcomes = Book::delete_many(&client, &twice).await.unwrap();
    assert_eq!((letters(&outcomes), outcomes.into_ids().unwrap()), ("ssssss".to_owned(), twice.clone()));
    assert_eq!(emulator.call_counts()["delete"], 4);
    assert_eq!(Book::get_many(&client, twice.iter().chain(&ids(4..5))).await.unwrap().len(), 1);

    let patch = |price: i64| Book::patch().set(Book::PRICE, price);
    let changes = [(Id::<Book>::new("id-4"), patch(1)), (Id::new("id-9"), patch(2)), (Id::new("id-4"), patch(3))];
    let outcomes = Book::update_many(&client, changes).await.unwrap();
    assert_eq!(letters(&outcomes), "ssf");
    assert!(outcomes[2].error().unwrap().to_string().starts_with("row 1 of the input changes the same record"));
}

#[tokio::test]
async fn records_are_read_in_as_few_calls_as_addresses_allow() {
    let (emulator, client) = served();
    load(&emulator, 1_000);
    let books = Book::get_many(&client, ids(0..1_000)).await.unwrap();
    assert_eq!(books.len(), 1_000);
    assert!(books.iter().all(|(id, book)| *id == book.id));
    let calls = emulator.call_counts()["list"];
    assert!(calls <= 6, "{calls} calls for 1,000 ids");

    // Ids of any length and characters, and some that do not exist.
    let long: Vec<String> = (0..30).map(|number| format!("{number}-'长'-{}", "x".repeat(number * 100))).collect();
    emulator.load("shelf", long.iter().step_by(2).map(|id| json!({ "_id": id, "name": id }))).unwrap();
    let shelves = Shelf::get_many(&client, long.iter().map(|id| Id::<Shelf>::new(id.as_str()))).await.unwrap();
    assert_eq!(shelves.len(), 15);
    assert!(shelves.iter().all(|(id, shelf)| shelf.name.as_deref() == Some(id.as_str())));

    assert!(Book::get_many(&client, Vec::<Id<Book>>::new()).await.unwrap().is_empty());
    let error = Book::get_many(&client, [Id::<Book>::new("")]).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidValue);
    let error = Book::get_many(&client, [Id::<Book>::new("x".repeat(70_000))]).await.unwrap_err();
    assert!(error.to_string().contains("at most 65534 can be sent"), "{error}");
}

#[tokio::test]
async fn update_checked_returns_whether_the_record_existed() {
    let (emulator, client) = served();
    load(&emulator, 1);
    let patch = || Book::patch().set(Book::PRICE, 39);
    assert!(Book::update_checked(&client, &ids(0..1)[0], patch()).await.unwrap());
    assert!(!Book::update_checked(&client, &ids(1..2)[0], patch()).await.unwrap());
    assert_eq!(emulator.call_counts()["batch update"], 2);
    let book = Book::get(&client, &ids(0..1)[0]).await.unwrap().unwrap();
    assert_eq!(book.price, Some(39.0));

    for (id, words) in [("id-0,id-1", "the id contains a comma"), ("", "the id of a record of model `book` is empty")] {
        let error = Book::update_checked(&client, &Id::<Book>::new(id), patch()).preview().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidValue);
        assert!(error.to_string().starts_with(words), "{error}");
    }
}

/// The second row gets the outcome of the first.
#[tokio::test]
async fn an_id_that_comes_twice_fails_twice() {
    let mut profile = Profile::documented();
    profile.answers.unknown_write_refused = true;
    let emulator = Emulator::builder().definitions(definitions()).profile(profile).start().unwrap();
    let client = crate::fixture::connect(emulator.address());
    load(&emulator, 1);
    let outcomes =
        Book::delete_many(&client, [Id::<Book>::new("id-0"), Id::new("none"), Id::new("none")]).await.unwrap();
    assert_eq!((letters(&outcomes), outcomes.counts().failed), ("sff".to_owned(), 2));
    assert_eq!(outcomes[2].error().unwrap().kind(), ErrorKind::NotFound);
}
