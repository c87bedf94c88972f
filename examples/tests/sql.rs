//! The code of the guide's chapter on SQL, compiled and run.

use std::fs;
use std::path::Path;

use serde::Deserialize;
use serde_json::{Map, Value, json};
use weda::{Client, EnvType, ErrorKind, GatewayKind};
use weda_emulator::Emulator;

fn client(address: &str) -> weda::Result<Client> {
    let keys = Client::builder("lowcode-emulator").secret("emulator-id", "emulator-key");
    keys.gateway(GatewayKind::Model).base_url(address).build()
}

#[derive(Debug, Deserialize)]
struct Mean {
    course: String,
    mean: f64,
}

async fn means(client: &Client, least: f64) -> weda::Result<Vec<Mean>> {
    client
        .sql("select course, avg(score) as mean from {{ student }} where score > {{ least }} group by course")
        .bind("least", least)
        .await
}

async fn best(client: &Client, course: &str) -> weda::Result<Option<f64>> {
    client.sql("select max(score) from {{ student }} where course = {{ course }}").bind("course", course).one().await
}

async fn report(client: &Client) -> weda::Result<Vec<Map<String, Value>>> {
    client.sql("select grade, count(*) as pupils, min(score) as worst from {{ student }} group by grade").await
}

async fn classes(client: &Client) -> weda::Result<Vec<(String, i64)>> {
    #[derive(Deserialize)]
    struct Row {
        name: String,
        pupils: i64,
    }
    let rows: Vec<Row> = client
        .sql(
            "select c.name, count(s._id) as pupils from {{ class }} c
             left join {{ student }} s on s.class = c._id group by c._id, c.name order by c.name",
        )
        .await?;
    Ok(rows.into_iter().map(|row| (row.name, row.pupils)).collect())
}

async fn trial(client: &Client) -> weda::Result<i64> {
    client.sql("select count(*) from {{ student }}").env_type(EnvType::Pre).one().await
}

async fn top(client: &Client, n: u32) -> weda::Result<Vec<Mean>> {
    client.sql_template("topN").bind("n", n).reads().await
}

#[test]
fn the_guide_has_the_same_code() {
    let guide = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../guide/en/sql.md")).unwrap();
    let code = include_str!("sql.rs");
    let blocks: Vec<&str> = guide.split("```rust\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    assert_eq!(blocks.len(), 6);
    for block in blocks {
        assert!(code.contains(block), "this block of the guide is not here:\n{block}");
    }
}

#[tokio::test]
async fn the_code_of_the_guide_runs() -> Result<(), Box<dyn std::error::Error>> {
    let folder = tempfile::tempdir()?;
    let template = "-- model: student\nSELECT course, AVG(score) AS mean FROM {{ model.tableName() }} \
                    GROUP BY course ORDER BY mean DESC LIMIT {{ n }}";
    fs::write(folder.path().join("topN.sql"), template)?;
    let emulator = Emulator::builder().definitions(weda_examples::definitions()).templates(folder.path()).start()?;
    emulator
        .load("prod/class", vec![json!({ "_id": "C1", "name": "一班" }), json!({ "_id": "C2", "name": "二班" })])?;
    let pupil =
        |name: &str, course: &str, score: f64| json!({ "name": name, "course": course, "score": score, "class": "C1" });
    let pupils = [pupil("张三", "数学", 90.0), pupil("李四", "数学", 80.0), pupil("王五", "体育", 59.0)];
    emulator.load("prod/student", pupils.to_vec())?;

    let client = client(&emulator.url())?;
    let means = means(&client, 60.0).await?;
    assert_eq!((means.len(), means[0].course.as_str(), means[0].mean), (1, "数学", 85.0));
    assert_eq!((best(&client, "数学").await?, best(&client, "音乐").await?), (Some(90.0), None));
    assert_eq!(json!(report(&client).await?), json!([{ "grade": null, "pupils": 3, "worst": 59 }]));
    assert_eq!(classes(&client).await?, [("一班".to_owned(), 3), ("二班".to_owned(), 0)]);
    assert_eq!(trial(&client).await?, 0);
    assert_eq!(top(&client, 1).await?[0].course, "数学");

    let odata = Client::for_emulator(emulator.address());
    assert_eq!(trial(&odata).await.unwrap_err().kind(), ErrorKind::NotEnabled);
    Ok(())
}
