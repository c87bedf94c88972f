//! Calls on many records.

use weda::prelude::*;
use weda::{Error, Patch};

use super::{Cases, switches, widest};
use crate::models::{Book, NewBook, Title};

fn new(title: &str) -> NewBook {
    NewBook { title: title.into() }
}

fn ids() -> Vec<Id<Book>> {
    ["r2", "it's", "r1", "r1"].map(Id::new).into()
}

fn cheaper(price: i32) -> Patch<Book> {
    Book::patch().set(Book::PRICE, price).clear(Book::ISBN)
}

pub fn cases() -> Cases {
    let mut cases = Cases::of("many");
    cases.run("get_many", 1, async |client| Book::get_many(&client, ids()).await);
    cases.run("get_many, none", 1, async |client| Book::get_many(&client, Vec::<Id<Book>>::new()).await);
    cases.run("get_many, an empty id", 1, async |client| Book::get_many(&client, [Id::<Book>::new("")]).await);
    cases.run("get_many, a view without an id", 1, async |client| {
        Title::get_many(&client, [Id::<Book>::new("1")]).await
    });

    cases.run("create_many", 1, async |client| Book::create_many(&client, ["甲", "乙"].map(new)).await?.into_ids());
    cases.run("create_many, one", 1, async |client| Book::create_many(&client, [new("甲")]).await?.into_ids());
    cases.run("create_many, none", 1, async |client| {
        Book::create_many(&client, Vec::<NewBook>::new()).await?.into_ids()
    });
    cases.run("create_many, further fields", 1, async |client| {
        let rows = [new("甲").set(Book::PRICE, 1.5), new("乙").set(Book::TAGS, vec!["a", "b"])];
        Book::create_many(&client, rows).await?.into_ids()
    });
    cases.run("create_many, max_rows_per_call", 1, async |client| {
        let rows = ["甲", "乙", "丙"].map(new);
        Book::create_many(&client, rows).max_rows_per_call(2).concurrency(1).await?.into_ids()
    });
    cases.run("create_many, max_bytes_per_call", 1, async |client| {
        let rows = ["甲", "乙", "丙"].map(new);
        Book::create_many(&client, rows).max_bytes_per_call(30).concurrency(1).await?.into_ids()
    });
    cases.run("create_many, a row that its maker could not make", 1, async |client| {
        let rows = [Ok(new("甲")), Err("no title".to_owned()), Ok(new("丙"))];
        Book::create_many(&client, rows).await?.into_ids()
    });
    cases.run("create_many, a row that cannot be sent", 1, async |client| {
        let rows = [new("甲").set(Book::PRICE, f64::NAN), new("乙").into_create()];
        Book::create_many(&client, rows).await?.into_ids()
    });
    cases.run("create_many, unique_by", 1, async |client| {
        let rows = ["1", "2", "1"].map(|isbn| new("甲").set(Book::ISBN, isbn));
        Book::create_many(&client, rows).unique_by(Book::ISBN).await?.into_ids()
    });
    cases.run("create_many, unique_by, a row without a value", 1, async |client| {
        Book::create_many(&client, [new("甲")]).unique_by(Book::ISBN).await?.into_ids()
    });
    cases.run("create_many, one by one", 1, async |client| {
        let mut outcomes = Book::create_many(&client, ["甲", "乙"].map(new)).stream();
        while outcomes.next().await.is_some() {}
        Ok::<_, Error>(())
    });
    cases.run("create_many, read-only", 1, async |client| {
        Book::create_many(&client.read_only(), [new("甲")]).await?.into_ids()
    });

    cases.run("update_many", 1, async |client| {
        let changes = [("r1", 1), ("r2", 2)].map(|(id, price)| (Id::<Book>::new(id), cheaper(price)));
        Book::update_many(&client, changes).await?.into_ids()
    });
    cases.run("update_many, the same record twice", 1, async |client| {
        let changes = [("r1", 1), ("r1", 2)].map(|(id, price)| (Id::<Book>::new(id), cheaper(price)));
        Book::update_many(&client, changes).await?.into_ids()
    });
    cases.run("update_many, nothing for one", 1, async |client| {
        let changes = [(Id::<Book>::new("r1"), Book::patch()), (Id::new("r2"), cheaper(1))];
        Book::update_many(&client, changes).await?.into_ids()
    });
    cases.run("update_many, an empty id", 1, async |client| {
        Book::update_many(&client, [(Id::<Book>::new(""), cheaper(1))]).await?.into_ids()
    });
    cases.run("delete_many", 1, async |client| Book::delete_many(&client, ids()).await?.into_ids());
    cases.run("delete_many, none", 1, async |client| {
        Book::delete_many(&client, Vec::<Id<Book>>::new()).await?.into_ids()
    });

    for (name, dialect) in switches() {
        if matches!(name, "comma_ids" | "put" | "atomic_batches") {
            cases.run_in(&format!("update_many, {name}"), dialect.clone(), 1, async |client| {
                let changes = ["r1", "r2", "it's", "a,b"].map(|id| (Id::<Book>::new(id), cheaper(1)));
                Book::update_many(&client, changes).await?.into_ids()
            });
            cases.run_in(&format!("update_many, other patches, {name}"), dialect.clone(), 1, async |client| {
                let changes =
                    [("r1", 1), ("r2", 1), ("r3", 2)].map(|(id, price)| (Id::<Book>::new(id), cheaper(price)));
                Book::update_many(&client, changes).await?.into_ids()
            });
            cases.run_in(&format!("delete_many, {name}"), dialect.clone(), 1, async |client| {
                Book::delete_many(&client, ids()).await?.into_ids()
            });
            cases.run_in(&format!("create_many, {name}"), dialect, 1, async |client| {
                Book::create_many(&client, ["甲", "乙"].map(new)).await?.into_ids()
            });
        }
    }

    cases.run("update_all", 2, async |client| {
        let old = Book::query(&client).filter(Book::PRICE.lt(10));
        old.update_all(Book::patch().set(Book::PRICE, 10)).at_most(2).await?.into_ids()
    });
    cases.run_in("update_all, all switches", widest(), 2, async |client| {
        let old = Book::query(&client).filter(Book::PRICE.lt(10)).order_by(Book::TITLE.asc()).top(1);
        old.update_all(Title::patch().set(Book::PRICE, 10)).at_most(1).await?.into_ids()
    });
    cases.run("update_all, more than may be", 2, async |client| {
        let old = Book::query(&client).filter(Book::PRICE.lt(10));
        old.update_all(Book::patch().set(Book::PRICE, 10)).at_most(1).await?.into_ids()
    });
    cases.run("update_all, a filter that says nothing", 2, async |client| {
        let old = Book::query(&client).filter(None::<weda::Filter<Book>>);
        old.update_all(Book::patch().set(Book::PRICE, 10)).at_most(9).await?.into_ids()
    });
    cases.run("update_all, no finite number", 2, async |client| {
        let old = Book::query(&client).filter(Book::PRICE.lt(10));
        old.update_all(Book::patch().set(Book::PRICE, f64::NAN)).at_most(9).await?.into_ids()
    });
    cases.run("update_all, none can match", 2, async |client| {
        let none = Book::query(&client).filter(weda::Filter::<Book>::any([]));
        none.update_all(Book::patch().set(Book::PRICE, 10)).at_most(9).await?.into_ids()
    });
    cases.run("delete_all, everything", 2, async |client| {
        Book::query(&client).filter(weda::Filter::<Book>::everything()).delete_all().at_most(2).await?.into_ids()
    });
    cases.run("page_with_total", 2, async |client| {
        let (page, total) = Book::query(&client).top(1).page_with_total().await?;
        Ok((page.rows.len(), total))
    });
    cases.run("page_with_total, of no page", 2, async |client| {
        let (page, total) = Book::query(&client).top(0).page_with_total().await?;
        Ok((page.rows.len(), total))
    });
    cases
}
