//! Irregular answers that are accepted: each line of the guide's list, with similar ones that are not.

use std::io::Write as _;

use serde_json::json;
use weda::{Client, DateTime, ErrorKind, Id, Row as _};

use crate::fixture::record_body;
use crate::kinds::specimen::Specimen;
use crate::service::FakeService;

const GUIDE: &str = include_str!("../../../guide/en/production.md");

/// The first cells of the guide's list.
fn lines() -> Vec<&'static str> {
    let list = GUIDE.split("| in an answer | it is read |\n|---|---|\n").nth(1).unwrap();
    list.lines().take_while(|line| line.starts_with("| ")).map(|line| line.split(" | ").next().unwrap()).collect()
}

struct Tried {
    service: FakeService,
    client: Client,
    lines: Vec<&'static str>,
}

impl Tried {
    /// Checks that this is the next line of the guide.
    fn line(&mut self, beginning: &str) {
        let line = self.lines.remove(0);
        assert!(line.trim_start_matches("| ").starts_with(beginning), "{line}, and not {beginning}");
    }

    async fn get(&self) -> Result<Specimen, weda::Error> {
        Ok(Specimen::get(&self.client, &Id::<Specimen>::new("a1")).await?.expect("it has an id"))
    }

    /// Reads a record with these members and the required ones.
    async fn with(&self, members: serde_json::Value) -> Result<Specimen, weda::Error> {
        let mut record = json!({ "_id": "a1", "name": "李四", "inner": { "city": "北京" } });
        record.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        self.service.answer(200, &record_body(&record.to_string()));
        self.get().await
    }
}

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

#[tokio::test]
async fn each_line_of_the_guides_list_holds() {
    let service = FakeService::start().await;
    let client = crate::fixture::connect(service.address());
    let mut tried = Tried { service, client, lines: lines() };
    let record = record_body(r#"{"_id":"a1","name":"李四","inner":{"city":"北京"}}"#);
    let record = record.as_str();

    tried.line("a byte order mark");
    tried.service.answer(200, &format!("\u{feff}{record}"));
    assert_eq!(tried.get().await.unwrap().name, "李四");

    tried.line("gzip in several members");
    for coding in ["gzip", "x-gzip", "GZIP"] {
        tried.service.label("content-encoding", coding);
        tried.service.answer(200, &[gzip(&record[..9]), gzip(&record[9..])].concat());
        assert_eq!(tried.get().await.unwrap().name, "李四", "{coding}");
    }
    tried.service.label("content-encoding", "br");
    tried.service.answer(200, record);
    assert!(tried.get().await.unwrap_err().to_string().contains("content coding `br`"));
    tried.service.label("content-encoding", "");

    tried.line("a success without a body");
    tried.service.answer(200, "");
    tried.service.answer(200, record);
    assert_eq!(tried.get().await.unwrap().name, "李四");

    tried.line("JSON that breaks off");
    tried.service.answer(200, &record[..record.len() - 3]);
    tried.service.answer(200, record);
    assert_eq!(tried.get().await.unwrap().name, "李四");

    tried.line("a whole number with a fraction");
    assert_eq!(tried.with(json!({ "integer": 59.0 })).await.unwrap().integer, Some(59));
    assert_eq!(tried.with(json!({ "integer": 59.5 })).await.unwrap_err().kind(), ErrorKind::Decode);

    tried.line("a list or an object as JSON text");
    let row = tried.with(json!({ "texts": "[\"a\",\"b\"]", "inner": "{\"city\":\"上海\"}" })).await.unwrap();
    assert_eq!((row.texts.unwrap(), row.inner.city), (vec!["a".to_owned(), "b".to_owned()], "上海".to_owned()));
    assert_eq!(tried.with(json!({ "texts": "[\"a\"" })).await.unwrap_err().kind(), ErrorKind::Decode);

    tried.line("several options as keys with commas");
    assert_eq!(tried.with(json!({ "choices": "x, y" })).await.unwrap().choices.map(|all| all.len()), Some(2));
    assert_eq!(tried.with(json!({ "texts": "x,y" })).await.unwrap_err().kind(), ErrorKind::Decode);

    tried.line("a relation as an id");
    for form in [json!("s1"), json!({ "_id": "s1", "name": "b" }), json!("{\"_id\":\"s1\"}")] {
        let row = tried.with(json!({ "relation": form })).await.unwrap();
        assert_eq!(row.relation.as_ref().map(Id::as_str), Some("s1"));
    }
    assert_eq!(tried.with(json!({ "relation": 7 })).await.unwrap_err().kind(), ErrorKind::Decode);

    tried.line("an empty text in a field of another kind");
    let row = tried.with(json!({ "relation": "", "texts": "", "json": "" })).await.unwrap();
    assert!(row.relation.is_none() && row.texts.is_none() && row.json.is_none());
    assert_eq!(tried.with(json!({ "dateTime": 5 })).await.unwrap().date_time, Some(DateTime::from_millis(5)));

    tried.line("an option that the definition does not list");
    let row = tried.with(json!({ "choice": "新的" })).await.unwrap();
    assert_eq!(format!("{:?}", row.choice), "Some(Other(\"新的\"))");

    tried.line("the lifetime of a token");
    for lifetime in [json!("7200"), json!(-5), json!(1e300), json!(null)] {
        let service = FakeService::start().await;
        let token = json!({ "access_token": "t", "token_type": "Bearer", "expires_in": lifetime });
        service.refuse_keys(200, &token.to_string());
        service.answer(200, record);
        let client = crate::fixture::connect(service.address());
        let found = Specimen::get(&client, &Id::<Specimen>::new("a1")).await;
        assert!(found.is_ok(), "{lifetime}: {found:?}");
    }

    assert!(tried.lines.is_empty(), "no test for {:?}", tried.lines);
}
