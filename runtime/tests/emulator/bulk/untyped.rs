//! Bulk calls on a model that is known by name only.

use std::io;

use serde_json::{Map, Value, json};
use weda_emulator::{Effect, Fault};

use super::{letters, stored};
use crate::fixture::served;

fn row(number: usize) -> Value {
    json!({ "title": format!("第{number}册"), "isbn": format!("978-{number}"), "pages": number, "tags": ["小说"] })
}

#[tokio::test]
async fn many_records_are_created_read_changed_and_deleted() {
    let (emulator, client) = served();
    let books = client.model("book");
    let ids = books.create_many((0..250).map(row)).await.unwrap().into_ids().unwrap();
    assert_eq!((ids.len(), emulator.call_counts()[crate::BATCH_CREATE]), (250, 3));

    let found = books.get_many(&ids).await.unwrap();
    for (number, id) in ids.iter().enumerate() {
        assert_eq!(found[id].get::<usize>("pages").unwrap(), number);
        assert_eq!(found[id].get::<Vec<String>>("tags").unwrap(), ["小说"]);
    }

    let changes = ids[..20].iter().map(|id| (id, json!({ "price": 39.5 })));
    assert_eq!(books.update_many(changes).await.unwrap().into_ids().unwrap(), ids[..20]);
    assert!(books.update_checked(&ids[0], &json!({ "price": 5 })).await.unwrap());
    assert!(!books.update_checked("none", &json!({ "price": 5 })).await.unwrap());
    assert!(!books.update_checked("none", &json!({})).await.unwrap());
    assert_eq!(books.delete_many(&ids[..200]).await.unwrap().into_ids().unwrap(), ids[..200]);
    assert_eq!(stored(&emulator).len(), 50);
}

/// Lines of a file, as an import reads them, some of them invalid.
#[tokio::test]
async fn lines_of_a_file_are_rows() {
    let (emulator, client) = served();
    let file =
        "{\"title\":\"a\",\"isbn\":\"1\"}\n{\"title\":\n{\"title\":\"b\"}\n[1]\n{\"title\":\"c\",\"isbn\":\"3\"}\n";
    let rows = file.lines().map(serde_json::from_str::<Map<String, Value>>);
    emulator.inject_fault(Fault::new(Effect::DropAfter).path(crate::BATCHES).times(1)).unwrap();
    let outcomes = client.model("book").create_many(rows).unique_by("isbn").await.unwrap();
    assert_eq!((letters(&outcomes).as_str(), stored(&emulator).len()), ("sfffs", 2));
    let text = |row: usize| outcomes[row].error().unwrap().to_string();
    assert!(
        text(1).starts_with("the input returned an error in place of a row: EOF while parsing a value"),
        "{}",
        text(1)
    );
    assert!(text(2).starts_with("the row has no value in `isbn`"), "{}", text(2));

    let ids: Vec<Result<&str, io::Error>> = vec![Ok("a"), Err(io::Error::other("no id"))];
    assert_eq!(letters(&client.model("book").delete_many(ids).await.unwrap()), "sf");
    let changes = vec![Ok(("a", json!({ "pages": 1 }))), Err(io::Error::other("no change"))];
    assert_eq!(letters(&client.model("book").update_many(changes).await.unwrap()), "sf");
}

#[tokio::test]
async fn names_that_no_model_can_have_are_refused_before_anything_is_sent() {
    let (emulator, client) = served();
    let outcomes = client.model("my books").create_many([row(1), row(2)]).await.unwrap();
    assert_eq!((letters(&outcomes).as_str(), emulator.call_counts().is_empty()), ("ff", true));
    assert!(outcomes[0].error().unwrap().to_string().starts_with("`my books` is not a valid model identifier"));
    let bulk = client.model("book").create_many([row(1)]).unique_by("a b").await.unwrap();
    assert_eq!(letters(&bulk), "f", "no row has it");
}
