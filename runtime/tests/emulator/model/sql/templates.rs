//! Named templates.

use std::fs;

use serde::Deserialize;
use serde_json::{Value, json};
use tempfile::TempDir;
use weda::prelude::*;
use weda::{EnvType, ErrorKind};
use weda_emulator::profile::TemplateWrite;
use weda_emulator::{Effect, Emulator, Fault, Profile};

use super::sent;
use crate::fixture::{connect, definitions};

const RUN: &str = "/v1/sql/";

/// An emulator with two templates, and its clients.
fn library(change: impl FnOnce(&mut Profile)) -> (Emulator, Client, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let template = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    template(
        "topN.sql",
        "-- model: book\nSELECT title, price, tags FROM {{ model.tableName() }} ORDER BY price DESC LIMIT {{ n }}",
    );
    template(
        "raise.sql",
        "-- model: book\nUPDATE {{ model.tableName() }} SET price = price + {{ by }} WHERE title = {{ title }}",
    );
    let builder = Emulator::builder().definitions(definitions()).templates(folder.path());
    let emulator = builder.profile(Profile::documented().with(change)).start().unwrap();
    for (model, price) in [("prod/book", 60), ("book", 1)] {
        let books = json!([
            { "title": "红楼梦", "price": price, "tags": ["古典"] },
            { "title": "围城", "price": price + 1 },
        ]);
        emulator.load(model, books.as_array().unwrap().clone()).unwrap();
    }
    let client = connect(emulator.address());
    (emulator, client, folder)
}

#[derive(Debug, Deserialize)]
struct Top {
    title: String,
    price: f64,
    tags: Option<Vec<String>>,
}

#[tokio::test]
async fn a_template_reads_the_data_that_are_asked_for() {
    let (emulator, client, _folder) = library(|_| ());
    let top: Vec<Top> = client.sql_template("topN").bind("n", 2).await.unwrap();
    assert_eq!((top[0].title.as_str(), top[0].price, &top[0].tags), ("围城", 61.0, &None));
    assert_eq!(top[1].tags.as_deref(), Some(&["古典".to_owned()][..]));
    let top: Vec<Top> = client.sql_template("topN").bind("n", 1).env_type(EnvType::Pre).await.unwrap();
    assert_eq!((top.len(), top[0].price), (1, 2.0));

    let error = client.sql_template::<Top>("other").await.unwrap_err();
    assert!(error.is_not_found() && error.message().is_some_and(|text| text.contains("other")), "{error}");
    let error = client.sql_template::<Top>("topN").bind("m", 1).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{error}");
    let count = sent(&emulator, RUN);
    let error = client.sql_template::<Top>("top/N").await.unwrap_err();
    assert!(error.to_string().contains("is not the name of an SQL template"), "{error}");
    assert!(client.sql_template::<Top>("topN").env_type("a/b".into()).await.is_err());
    assert_eq!(sent(&emulator, RUN), count);
}

/// The client does not see what a template does: it must not run a write twice.
#[tokio::test]
async fn a_template_runs_once_unless_it_reads() {
    let (emulator, client, _folder) = library(|_| ());
    let lose_an_answer = || emulator.inject_fault(Fault::new(Effect::DropAfter).path(RUN).times(1)).unwrap();
    let raise = || client.sql_template::<Value>("raise").bind("by", 5).bind("title", "红楼梦");
    lose_an_answer();
    let error = raise().await.unwrap_err();
    assert!(error.in_doubt().is_some() && error.attempts() == 1, "{error}");
    assert_eq!(client.sql::<f64>("select price from book where title = '红楼梦'").one().await.unwrap(), 65.0);

    lose_an_answer();
    let top: Vec<Top> = client.sql_template("topN").bind("n", 1).reads().await.unwrap();
    assert_eq!(top[0].price, 65.0);

    let reader = client.read_only();
    let error = reader.sql_template::<Top>("topN").bind("n", 1).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ReadOnlyClient);
    assert_eq!(reader.sql_template::<Top>("topN").bind("n", 1).reads().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_template_that_writes_has_no_rows_in_either_form() {
    for form in [TemplateWrite::Records, TemplateWrite::Empty] {
        let (_emulator, client, _folder) = library(|profile| profile.model_api.template_write = form);
        let raise = client.sql_template::<Value>("raise").bind("by", 5).bind("title", "围城");
        assert!(raise.await.unwrap().is_empty());
        let price: f64 = client.sql("select price from {{ book }} where title = '围城'").one().await.unwrap();
        assert_eq!(price, 66.0);
    }
}
