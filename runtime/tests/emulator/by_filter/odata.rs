//! Conditional writes, which this interface does not have.

use weda::prelude::*;
use weda::{ErrorKind, Filter};

use crate::fixture::{Book, new, served};
use crate::kinds::specimen::Shelf;

/// Operations that one interface does not have are refused before anything is sent, with the name of the other.
#[tokio::test]
async fn conditional_writes_need_the_other_interface() {
    let (emulator, client) = served();
    let (id, patch) = (Id::<Book>::new("b"), || Book::patch().set(Book::PRICE, 1));
    let change = Shelf::change(&client, &Id::<Shelf>::new("s"));
    let old = serde_json::from_value::<Shelf>(serde_json::json!({ "_id": "s" })).unwrap();
    for (error, hint) in [
        (Book::upsert(&client, Book::ISBN, new("t").set(Book::ISBN, "i"), patch()).await.err(), "`create`"),
        (Book::update_where(&client, Book::PRICE.gt(1), patch()).at_most(1).await.err(), "`Query::update_all"),
        (Book::update_where(&client, None::<Filter<Book>>, patch()).at_most(1).await.err(), "`Query::update_all"),
        (Book::delete_where(&client, Filter::<Book>::any([])).at_most(1).await.err(), "`Query::delete_all"),
        (change.from(&old).set(Shelf::NAME, "x").await.err(), "in one step"),
        (Book::increment(&client, &id, Book::PAGES, 1).await.err(), "in one step"),
    ] {
        let error = error.unwrap();
        assert_eq!(error.kind(), ErrorKind::NotEnabled);
        assert!(error.to_string().contains("`GatewayKind::Model`") && error.to_string().contains(hint), "{error}");
    }
    assert!(emulator.call_counts().is_empty());
}
