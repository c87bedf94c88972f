//! Patches in the forms that handlers of PATCH need.

use school::models::Student;
use serde::Deserialize;
use serde::de::value::{Error as Fault, StrDeserializer};
use weda::Patch;
use weda::dynamic::ModelHandle;
use weda::prelude::*;

#[weda_model("student")]
#[derive(Debug)]
struct View {
    id: Id<View>,
    name: String,
}

fn changes(name: Option<String>, score: Option<f64>) -> Patch<Student> {
    let mut patch = Student::patch().set_some(Student::NAME, name).set_some(View::SCORE, score);
    if patch.is_empty() {
        patch.put(Student::ACTIVE, true).put(View::NOTE, None::<&str>);
    }
    patch
}

async fn handler(client: &Client, id: Id<View>, body: &str) -> Result<View, Box<dyn std::error::Error>> {
    let patch = Patch::<View>::deserialize(StrDeserializer::<Fault>::new(body))?;
    if !Student::update_checked(client, &id, patch.clone()).await? {
        return Err("404".into());
    }
    Ok(View::update_get(client, &id, patch).await?)
}

#[derive(serde::Serialize)]
struct Score {
    score: i64,
}

async fn untyped(students: ModelHandle) -> weda::Result<()> {
    let student = students.require("9G5C0WQN26").await?;
    students.update_get(student.id(), &Score { score: 60 }).await?;
    Ok(())
}

async fn many(client: &Client) -> weda::Result<()> {
    let failed = || Student::query(client).filter(View::SCORE.lt(60));
    let outcomes = failed().update_all(View::patch().set(View::ACTIVE, false)).at_most(500).await?;
    for (row, error) in outcomes.failures() {
        println!("{row}: {error}");
    }
    failed().delete_all().at_most(500).await?.into_ids()?;
    let (page, total) = failed().skip(40).top(20).page_with_total().await?;
    println!("{} of {total}", page.rows.len());
    Ok(())
}

fn spawn<T: std::future::Future + Send + 'static>(_: T) {}

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = changes(None, Some(1.0));
    spawn(untyped(client.model("student")));
    spawn(async move {
        let view = handler(&client, Id::new("1"), "{}").await.map_err(|error| error.to_string())?;
        println!("{} {}", view.id, view.name);
        many(&client).await.map_err(|error| error.to_string())
    });
}
