//! Reads and writes of one record.

use weda::prelude::*;

use super::{Cases, widest};
use crate::models::{Book, Kinds, Shelf, Specimen, Stand, Title, User};

pub fn cases() -> Cases {
    let mut cases = Cases::of("one record");
    cases.call("get", |client| Book::get(client, &Id::<Book>::new("9G5C0WQN26")));
    cases.call("get, a generated row", |client| Shelf::get(client, &Id::<Shelf>::new("9G5C0WQN26")));
    cases.call("get, a view without an id", |client| Title::get(client, &Id::<Book>::new("9G5C0WQN26")));
    cases.call("get, by another view's id", |client| Shelf::get(client, &Id::<Stand>::new("1")));
    cases.call("get, a system model", |client| User::get(client, &Id::<User>::new("1")));
    cases.call("get, a quote in the id", |client| Book::get(client, &Id::<Book>::new("it's")));
    cases.call("get, any text for an id", |client| Book::get(client, &Id::<Book>::new("a/b?c=d&e#f 红,()%")));
    cases.call("get, an empty id", |client| Book::get(client, &Id::<Book>::new("")));
    cases.call_in("get, all switches", widest(), |client| Book::get(client, &Id::<Book>::new("9G5C0WQN26")));
    cases.call("get, in production", |client| {
        Book::get(&client.with_env_type(EnvType::Prod), &Id::<Book>::new("9G5C0WQN26"))
    });
    cases.call("get, in another type of environment", |client| {
        Book::get(&client.with_env_type(EnvType::Other("grey".into())), &Id::<Book>::new("9G5C0WQN26"))
    });
    cases.call("get, an invalid environment type", |client| {
        Book::get(&client.with_env_type(EnvType::Other("a/b".into())), &Id::<Book>::new("9G5C0WQN26"))
    });
    cases.call("get, read-only", |client| Book::get(&client.read_only(), &Id::<Book>::new("9G5C0WQN26")));

    cases.call("create", |client| Book::create(client, crate::models::NewBook { title: "红楼梦".into() }));
    cases.call("create, nothing set", |client| Kinds::create(client, Kinds::new()));
    cases.call("create, through another view", |client| {
        Title::create(client, crate::models::NewBook { title: "\"\\\n\u{1}😀".into() }.set(Book::PRICE, 59.7))
    });
    cases.call("create, a field set twice", |client| {
        Book::create(client, crate::models::NewBook { title: "甲".into() }.set(Book::PRICE, 1).set(Book::PRICE, 2))
    });
    cases.call("create, a required field set again", |client| {
        Book::create(client, crate::models::NewBook { title: "甲".into() }.set(Book::TITLE, "乙"))
    });
    cases.call("create, no finite number", |client| {
        Book::create(client, crate::models::NewBook { title: "甲".into() }.set(Book::PRICE, f64::NAN))
    });
    cases.call("create, read-only", |client| {
        Book::create(&client.read_only(), crate::models::NewBook { title: "甲".into() })
    });
    cases.call("create, in production", |client| {
        Stand::create(&client.with_env_type(EnvType::Prod), Stand::new().set(Stand::NAME, "甲"))
    });

    let id = || Id::<Book>::new("9G5C0WQN26");
    cases.call("update", move |client| Book::update(client, &id(), Book::patch().set(Book::PRICE, 49)));
    cases.call("update, set and clear", move |client| {
        Book::update(client, &id(), Book::patch().set(Book::PRICE, 49).clear(Book::ISBN).clear(Book::SHELF))
    });
    cases.call("update, clear after set", move |client| {
        Book::update(client, &id(), Book::patch().set(Book::ISBN, "1").clear(Book::ISBN))
    });
    cases.call("update, None and Some", move |client| {
        Book::update(client, &id(), Book::patch().set(Book::PRICE, None::<f64>).set(Book::ISBN, Some("1")))
    });
    cases.call("update, nothing", move |client| Book::update(client, &id(), Book::patch()));
    cases.call("update, another view's patch", move |client| {
        Title::update(client, &id(), Book::patch().set(Book::TITLE, "乙"))
    });
    cases.call("update, an empty id", |client| {
        Book::update(client, &Id::<Book>::new(""), Book::patch().set(Book::PRICE, 49))
    });
    cases.call("update, read-only", move |client| {
        Book::update(&client.read_only(), &id(), Book::patch().set(Book::PRICE, 49))
    });
    cases.call_in("update, all switches", widest(), move |client| {
        Book::update(client, &id(), Book::patch().set(Book::PRICE, 49).clear(Book::ISBN))
    });
    cases.call("update a generated row", |client| {
        Specimen::update(client, &Id::<Specimen>::new("1"), Specimen::patch().set(Specimen::NAME, "甲"))
    });

    cases.call("update_checked", move |client| {
        Book::update_checked(client, &id(), Book::patch().set(Book::PRICE, 49).clear(Book::ISBN))
    });
    cases.call("update_checked, nothing", move |client| Book::update_checked(client, &id(), Book::patch()));
    cases.call("update_checked, a comma in the id", |client| {
        Book::update_checked(client, &Id::<Book>::new("a,b"), Book::patch().set(Book::PRICE, 49))
    });
    cases.call("update_checked, a quote in the id", |client| {
        Book::update_checked(client, &Id::<Book>::new("it's"), Book::patch().set(Book::PRICE, 49))
    });
    cases.call_in("update_checked, all switches", widest(), move |client| {
        Book::update_checked(client, &id(), Book::patch().set(Book::PRICE, 49))
    });

    cases.call("delete", move |client| Book::delete(client, &id()));
    cases.call("delete, by another view's id", move |client| Title::delete(client, &id()));
    cases.call("delete, any text for an id", |client| Book::delete(client, &Id::<Book>::new("a'b/c")));
    cases.call("delete, an empty id", |client| Book::delete(client, &Id::<Book>::new("")));
    cases.call("delete, read-only", move |client| Book::delete(&client.read_only(), &id()));
    cases.call_in("delete, all switches", widest(), move |client| Book::delete(client, &id()));

    cases.call("require", move |client| Book::require(client, &id()));
    cases.call("require, an empty id", |client| Book::require(client, &Id::<Book>::new("")));
    cases.call("update_get", move |client| {
        Book::update_get(client, &id(), Title::patch().set(Book::PRICE, 49).set_some(Book::ISBN, None::<&str>))
    });
    cases.call("update_get, nothing", move |client| Book::update_get(client, &id(), Book::patch()));
    cases.call("update_get, no finite number", move |client| {
        Book::update_get(client, &id(), Book::patch().set(Book::PRICE, f64::NAN))
    });
    cases.call("update_get, read-only", move |client| {
        Book::update_get(&client.read_only(), &id(), Book::patch().set(Book::PRICE, 49))
    });
    cases.call("update, in place", move |client| {
        let mut patch = Book::patch();
        patch.put(Book::PRICE, 49).put(Book::ISBN, None::<&str>);
        Book::update(client, &id(), patch)
    });
    cases.call("update, from JSON", move |client| {
        let patch: weda::Patch<Book> = serde_json::from_str(r#"{"tags":["a"],"isbn":null,"price":49.5}"#).unwrap();
        Book::update(client, &id(), patch)
    });
    cases.call("update, a number of more than 64 bits", move |client| {
        Book::update(client, &id(), Book::patch().set(Book::TITLE, "甲").set(Book::PRICE, u64::MAX))
    });
    cases
}
