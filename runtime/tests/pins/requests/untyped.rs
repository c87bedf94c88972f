//! The same operations on models that are known by name only.

use std::ops::Bound;

use serde_json::json;
use weda::dynamic::field;
use weda::prelude::*;
use weda::{Error, TimeOfDay};
use weda::{Filter, Record};

use super::{Cases, switches, widest};
use crate::models::Book;

pub fn cases() -> Cases {
    let mut cases = Cases::of("untyped");
    records(&mut cases);
    filters(&mut cases);
    lists(&mut cases);
    many(&mut cases);
    cases
}

fn records(cases: &mut Cases) {
    cases.call("get", |client| client.model("book").get("9G5C0WQN26"));
    cases.call("get, a Chinese name", |client| client.model("学生").get("it's"));
    cases.call("get, no name of a model", |client| client.model("my books").get("1"));
    cases.call("get, an empty id", |client| client.model("book").get(""));
    cases.call("create", |client| {
        client.model("book").create(&json!({
            "title": "红\"楼", "price": 59.7, "pages": u64::MAX, "tags": ["a", { "b": 1 }], "maker": { "name": "甲" },
            "isbn": null, "inPrint": true, "author": { "_id": "a1" }
        }))
    });
    cases.call("create, a map", |client| {
        client.model("book").create(&std::collections::BTreeMap::from([("title", 1.0), ("price", f64::NAN)]))
    });
    cases.call("create, nothing set", |client| client.model("book").create(&json!({})));
    cases.call("create, no object", |client| client.model("book").create(&json!([1])));
    cases.call("update", |client| client.model("book").update("r1", &json!({ "price": 1, "isbn": null })));
    cases.call("update, nothing", |client| client.model("book").update("r1", &json!({})));
    cases.call("update_checked", |client| client.model("book").update_checked("r1", &json!({ "price": 1 })));
    cases.call("update_checked, nothing", |client| client.model("book").update_checked("r1", &json!({})));
    cases.call("delete", |client| client.model("book").delete("r1"));
    for (name, dialect) in switches() {
        cases.call_in(&format!("create, {name}"), dialect.clone(), |client| {
            let record = json!({ "author": { "_id": "a1" }, "extra": { "_id": "a1", "x": 1 }, "list": [1] });
            client.model("book").create(&record)
        });
        cases.call_in(&format!("update, {name}"), dialect, |client| {
            client.model("book").update("r1", &json!({ "author": { "_id": "a1" } }))
        });
    }
}

fn filters(cases: &mut Cases) {
    let it = || field("price");
    let filters: Vec<(&str, Filter<Record>)> = vec![
        ("eq", it().eq(1)),
        ("eq text", it().eq("it's")),
        ("eq bool", it().eq(true)),
        ("eq fraction", it().eq(0.1)),
        ("eq datetime", it().eq(DateTime::from_millis(1_646_034_692_306))),
        ("eq date", it().eq(Date::from_millis(1_725_120_000_000))),
        ("eq time", it().eq(TimeOfDay::from_millis(28_800_000))),
        ("eq id", it().eq(Id::<Book>::new("r1"))),
        ("ne", it().ne(1)),
        ("ne date", it().ne(Date::from_millis(1_725_120_000_000))),
        ("one_of", it().one_of([1, 2])),
        ("one_of none", it().one_of(Vec::<i32>::new())),
        ("gt", it().gt(1)),
        ("ge", it().ge(1)),
        ("lt", it().lt(1)),
        ("le", it().le(1)),
        ("ge date", it().ge(Date::from_millis(1_725_120_000_000))),
        ("in from..to", it().in_range(1..2)),
        ("in from..=to", it().in_range(1..=2)),
        ("in from..", it().in_range(1..)),
        ("in ..to", it().in_range(..2)),
        ("in ..=to", it().in_range(..=2)),
        ("in bounds", it().in_range((Bound::Excluded("a"), Bound::Excluded("b")))),
        ("contains", it().contains("红")),
        ("starts_with", it().starts_with("红")),
        ("ends_with", it().ends_with("红")),
        ("is_null", it().is_null()),
        ("is_not_null", it().is_not_null()),
        ("not contains", !it().contains("红")),
        ("not is_null", !it().is_null()),
        ("not ge", !it().ge(1)),
        ("and, or, not", (it().gt(1) | !field("title").eq("a")) & field("备注").contains("b")),
        ("all and any", Filter::all([it().gt(1), Filter::any([it().lt(0), it().eq(5)])])),
        ("raw", Filter::<Record>::raw_unchecked("a eq 1")),
        ("a name with a dot", field("maker.name").eq("a")),
        ("no name of a field", field("a b").eq(1)),
        ("an empty name", field("").eq(1)),
    ];
    for (name, filter) in filters {
        let other = filter.clone();
        cases.call(name, move |client| client.model("book").query().filter(filter).first());
        cases.call_in(&format!("{name}, all switches"), widest(), move |client| {
            client.model("book").query().filter(other).first()
        });
    }
}

fn lists(cases: &mut Cases) {
    cases.call("all", |client| client.model("book").query());
    for (name, dialect) in [("", weda::Dialect::default()), (", all switches", widest())] {
        cases.call_in(&format!("select{name}"), dialect, |client| {
            client.model("book").query().select(["title", "_id", "备注", "title"])
        });
    }
    cases.call_in("select, no field", widest(), |client| client.model("book").query().select([""; 0]));
    cases.call_in("select, no name of a field", widest(), |client| client.model("book").query().select(["a,b"]));
    cases.call("top, skip and order", |client| {
        client.model("book").query().order_by(field("price").desc()).skip(3).top(5)
    });
    cases.call("order, ascending", |client| client.model("book").query().order_by(field("备注").asc()));
    for (name, dialect) in [("no switch", weda::Dialect::default()), ("all switches", widest())] {
        cases.call_in(&format!("two orders, {name}"), dialect, |client| {
            client.model("book").query().order_by(field("a").asc()).order_by(field("b").desc())
        });
    }
    cases.call("order by no name", |client| client.model("book").query().order_by(field("a b").asc()));
    cases.call("exists", |client| client.model("book").query().skip(1).exists());
    cases.call("count", |client| client.model("book").query().filter(field("a").gt(1)).count());
    cases.run("three pages", 450, async |client| client.model("book").query().prefetch(3).await);
    cases.run("page and cursor", 450, async |client| {
        let query = || client.model("book").query().filter(field("a").gt(1));
        let page = query().page().await?;
        query().resume_from(page.next.unwrap()).await
    });
    cases.run("invalid records", 450, async |client| {
        let mut pages = client.model("book").query().allow_invalid().pages();
        while let Some(page) = pages.next().await {
            page?;
        }
        Ok::<_, Error>(())
    });
    cases.run("stream", 201, async |client| {
        let mut rows = client.model("book").query().stream();
        while let Some(row) = rows.next().await {
            row?;
        }
        Ok::<_, Error>(())
    });
    cases.run("pages", 201, async |client| {
        let mut pages = client.model("book").query().pages();
        while let Some(page) = pages.next().await {
            page?;
        }
        Ok::<_, Error>(())
    });
}

fn many(cases: &mut Cases) {
    cases.call("require", |client| client.model("book").require("r1"));
    cases.call("update_get", |client| client.model("book").update_get("r1", &json!({ "price": 1 })));
    cases.call("update_get, nothing", |client| client.model("book").update_get("r1", &json!({})));
    cases.call("a filter that may be left out", |client| {
        let filter = weda::dynamic::field("price").ge(1_usize) & None::<weda::Filter<weda::Record>>;
        client.model("book").query().filter(Some(filter)).order_by(weda::dynamic::field("title").order(true))
    });
    cases.run("get_many", 1, async |client| client.model("book").get_many(["r2", "r1", "r2"]).await);
    cases.run("create_many", 1, async |client| {
        client.model("book").create_many([json!({ "title": "甲" }), json!({ "tags": [1] })]).await?.into_ids()
    });
    cases.run("create_many, unique_by", 1, async |client| {
        let rows = ["1", "2", "1"].map(|isbn| json!({ "isbn": isbn }));
        client.model("book").create_many(rows).unique_by("isbn").await?.into_ids()
    });
    cases.run("create_many, no object", 1, async |client| {
        client.model("book").create_many([json!(1), json!({ "a": 1 })]).await?.into_ids()
    });
    cases.run("update_many", 1, async |client| {
        let changes = [("r1", json!({ "price": 1 })), ("r2", json!({ "price": null }))];
        client.model("book").update_many(changes).await?.into_ids()
    });
    cases.run("delete_many", 1, async |client| client.model("book").delete_many(["r1", "r2", "r1"]).await?.into_ids());
    cases.run_in("delete_many, all switches", widest(), 1, async |client| {
        client.model("book").delete_many(["r1", "r2"]).await?.into_ids()
    });
    cases.run_in("update_many, all switches", widest(), 1, async |client| {
        let changes = ["r1", "r2"].map(|id| (id, json!({ "price": 1 })));
        client.model("book").update_many(changes).await?.into_ids()
    });
}
