//! Names in `{{ }}`: bound values, tables, and what is neither.

use std::time::Duration;

use weda::{EnvType, ErrorKind};
use weda_emulator::Definition;

use super::{COMMAND, DETAIL, library, sent};

#[tokio::test]
async fn a_name_that_is_neither_bound_nor_a_model() {
    let (emulator, client) = library(|_| ());
    let query = client.sql::<i64>("select count(*) from {{ book }} where price between {{ min }} and {{ mxa }}");
    let error = query.bind("min", 1).bind("max", 2).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidValue);
    assert!(
        error
            .to_string()
            .starts_with("`max` is bound and the statement has only `{{ book }}`, `{{ min }}`, `{{ mxa }}`")
    );
    assert!(emulator.log().is_empty());

    let query = client.sql::<i64>("select count(*) from {{ book }} where price between {{ min }} and {{ mxa }}");
    let error = query.bind("min", 1).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    let text = error.to_string();
    assert!(text.contains("`{{ mxa }}` is neither bound nor a model in `prod` (bound: `min`)"), "{text}");
    assert!(error.cause().is_some() && error.request_id().is_some());
    assert_eq!(sent(&emulator, COMMAND), 0);
}

/// A model of the trial store that is not published has no live data.
#[tokio::test]
async fn a_model_that_is_not_published() {
    let (emulator, client) = library(|_| ());
    let text = r#"{ "properties": { "name": { "type": "string", "title": "名称" } } }"#;
    emulator.define(Definition::parse("草稿", "x.json", text).unwrap()).unwrap();
    let all = client.sql::<i64>("select count(*) from {{ 草稿 }}");
    let error = all.clone().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert!(error.to_string().contains("read its trial data with `env_type(EnvType::Pre)`"), "{error}");
    assert_eq!(sent(&emulator, COMMAND), 0);
    assert_eq!(all.clone().env_type(EnvType::Pre).one().await.unwrap(), 0);
    emulator.publish("草稿").unwrap();
    assert_eq!(all.one().await.unwrap(), 0, "what was not found is not remembered");
}

/// A value can have the name of a model, but not where the table of the model was meant.
#[tokio::test]
async fn a_bound_name_that_stands_for_a_table_is_refused() {
    let (emulator, client) = library(|_| ());
    for text in [
        "select count(*) from {{ shelf }}",
        "select count(*) from `{{ shelf }}`",
        "select {{ shelf }}.name from {{ book }}",
        "select 1 from {{ book }} join /* x */ {{ shelf }} s on s._id = shelf",
    ] {
        let error = client.sql::<i64>(text).bind("shelf", "S1").await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidValue, "{text}");
        assert!(error.to_string().contains("`shelf` is bound and `{{ shelf }}` stands where a table does"), "{error}");
    }
    assert!(emulator.log().is_empty());
    let on_shelf = client.sql::<i64>("select count(*) from {{ book }} where shelf = {{ shelf }}").bind("shelf", "S1");
    assert_eq!(on_shelf.one().await.unwrap(), 2);
}

#[tokio::test]
async fn settings_and_names_that_cannot_be_sent() {
    let (emulator, client) = library(|_| ());
    let all = || client.sql::<i64>("select count(*) from {{ book }} where price > {{ min }}");
    let errors = [
        all().bind("min", 1).bind("min", 2).await.unwrap_err(),
        all().bind("my min", 1).await.unwrap_err(),
        all().bind("min", f64::NAN).await.unwrap_err(),
        all().bind("min", 1).timeout(Duration::ZERO).await.unwrap_err(),
        all().bind("min", 1).timeout(Duration::from_millis(30_001)).await.unwrap_err(),
    ];
    let parts = ["bound twice", "`my min` is not a name", "`min` cannot be sent: not a finite", "is 0 s", "is 31 s"];
    for (error, part) in errors.iter().zip(parts) {
        assert!(error.kind() == ErrorKind::InvalidValue && error.to_string().contains(part), "{error}");
    }
    let error = all().bind("min", 1).env_type("dev".into()).await.unwrap_err();
    assert!(error.kind() == ErrorKind::NotEnabled && error.to_string().contains("environment type `dev`"), "{error}");
    assert!(emulator.log().is_empty());

    let secret = all().bind("min", 424_242).timeout(Duration::from_millis(1_500));
    assert_eq!(format!("{secret:?}"), "SqlQuery(prod, bound: `min`)");
    let preview = secret.preview().await.unwrap();
    let body = r#"{"config":{"preparedStatements":true,"timeout":2},"parameter":[{"key":"min","type":"NUMBER","value":"424242"}],"#;
    let statement = r#""sqlTemplate":"select count(*) from `book` where price > {{ min }}"}"#;
    assert_eq!(preview.body, Some(format!("{body}{statement}")));
    assert_eq!((sent(&emulator, DETAIL), sent(&emulator, COMMAND)), (1, 0));
    assert_eq!(secret.one().await.unwrap(), 0);
}
