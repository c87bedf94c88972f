//! The program of the README. It uses the environment of the `WEDA_*` variables: run
//! `cargo run -p weda-cli -- emulate --dir examples/database-schemas` in another terminal and set
//! `WEDA_EMULATOR_HOST=127.0.0.1:4010`.

mod models; // `weda generate` wrote src/models.rs and src/models/*.rs
use models::{NewStudent, Student};
use weda::prelude::*;

#[tokio::main]
async fn main() -> weda::Result<()> {
    let client = Client::from_env()?;
    let new = NewStudent { name: "李四".into(), course: "体育".into() };
    let li = Student::create(&client, new.set(Student::SCORE, 89.0)).await?;
    Student::update(&client, &li.id, Student::patch().set(Student::SCORE, 95)).await?;
    let good = Student::query(&client).filter(Student::SCORE.gt(60) & Student::NAME.contains("李")).await?;
    println!("{good:#?}");
    Student::delete(&client, &li.id).await
}
