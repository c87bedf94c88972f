//! Written by `weda init --example`. Each test has an offline WeDa of its own, in memory, on a free port.

#[path = "../src/models.rs"]
mod models;

use models::{Class, NewClass, NewStudent, Student};
use weda::prelude::*;
use weda_emulator::Emulator;

#[tokio::test]
async fn a_new_student_is_found_in_their_class() -> Result<(), Box<dyn std::error::Error>> {
    let emulator = Emulator::builder().definitions("database-schemas").start()?;
    let client = Client::for_emulator(emulator.address());

    let class = Class::create(&client, NewClass { name: "三年二班".into() }).await?;
    let new = NewStudent { name: "李四".into() }.set(Student::SCORE, 95).set(Student::CLASS, &class.id);
    Student::create(&client, new).await?;

    let found = Student::query(&client).filter(Student::SCORE.ge(60) & Student::NAME.contains("李")).await?;
    assert_eq!(found.len(), 1);
    let classes = Student::CLASS.load(&client, &found).await?;
    assert_eq!(found[0].class.as_ref().and_then(|id| classes.get(id)).map(|class| class.name.as_str()), Some("三年二班"));
    Ok(())
}

#[tokio::test]
async fn the_records_of_the_example_are_read() -> Result<(), Box<dyn std::error::Error>> {
    let emulator = Emulator::builder().definitions("database-schemas").start()?;
    assert!(emulator.load_files("records")?.skipped.is_empty());
    let client = Client::for_emulator(emulator.address());
    assert_eq!(Student::query(&client).filter(Student::SCORE.lt(60)).count().await?, 1);
    Ok(())
}
