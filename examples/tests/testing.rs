//! The code of the guide's chapter "Testing and faults", as it is in a package with generated code.

#[path = "../src/models.rs"]
mod models;

use std::time::Duration;

use models::{Class, NewClass, NewStudent, Student};
use serde_json::json;
use weda::prelude::*;
use weda_emulator::{Delivery, Effect, Emulator, Fault, Profile};

/// Registers a student, once: what a program would do.
async fn register(client: &Client, name: &str) -> weda::Result<Id<Student>> {
    let new = NewStudent { name: name.into(), course: "体育".into() };
    let ids = Student::create_many(client, [new]).unique_by(Student::NAME).await?.into_ids()?;
    Ok(ids[0].clone())
}

#[tokio::test]
async fn students_below_sixty_are_found() -> Result<(), Box<dyn std::error::Error>> {
    let emulator = Emulator::builder().definitions("database-schemas").start()?;
    emulator.load(
        "student",
        [
            json!({ "name": "李四", "course": "体育", "score": 89 }),
            json!({ "name": "赵六", "course": "数学", "score": 47.5 }),
        ],
    )?;
    let client = Client::for_emulator(emulator.address());

    let weak = Student::query(&client).filter(Student::SCORE.lt(60)).await?;
    assert_eq!(weak.len(), 1);
    assert_eq!(emulator.records("student")?.len(), 2);
    Ok(())
}

#[tokio::test]
async fn each_case_begins_with_the_same_records() -> Result<(), Box<dyn std::error::Error>> {
    let emulator = Emulator::builder().definitions("database-schemas").start()?;
    let ids = emulator.seed("student", [json!({ "name": "李四", "course": "体育", "score": 89 })])?;
    let li = Id::<Student>::new(&ids[0]);
    let client = Client::for_emulator(emulator.address());
    let start = emulator.snapshot()?;

    for (score, passed) in [(59, 0), (60, 1)] {
        Student::update(&client, &li, Student::patch().set(Student::SCORE, score)).await?;
        assert_eq!(Student::query(&client).filter(Student::SCORE.ge(60)).count().await?, passed);
        emulator.restore(&start)?;
        assert_eq!(Student::query(&client).filter(Student::SCORE.eq(89)).count().await?, 1);
    }
    Ok(())
}

#[tokio::test]
async fn a_lost_answer_does_not_register_twice() -> Result<(), Box<dyn std::error::Error>> {
    let emulator = Emulator::builder().definitions("database-schemas").start()?;
    let client = Client::for_emulator(emulator.address());

    // The record is created, but the connection ends before the answer.
    emulator.inject_fault(Fault::new(Effect::DropAfter).method("POST").path("/odata/").times(1))?;
    register(&client, "李四").await?;

    assert_eq!(emulator.records("student")?.len(), 1);
    let log = emulator.log();
    assert!(log.iter().any(|entry| entry.applied && entry.sent == Delivery::None), "{log:#?}");
    Ok(())
}

#[tokio::test]
async fn an_exhausted_quota_is_reported() -> Result<(), Box<dyn std::error::Error>> {
    let emulator = Emulator::builder().definitions("database-schemas").start()?;
    let client = Client::for_emulator(emulator.address());
    emulator.inject_fault(Fault::new(Effect::Refuse("EXCEED_REQUEST_LIMIT".into())).path("/odata/"))?;

    let error = Student::query(&client).count().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::QuotaExceeded);
    emulator.clear_faults();
    assert_eq!(Student::query(&client).count().await?, 0);
    Ok(())
}

#[tokio::test]
async fn a_program_outlives_its_token() -> Result<(), Box<dyn std::error::Error>> {
    let emulator = Emulator::builder().definitions("database-schemas").start()?;
    let client = Client::for_emulator(emulator.address());
    Class::create(&client, NewClass { name: "三年二班".into() }).await?;

    emulator.advance_clock(Duration::from_secs(6 * 24 * 3600));
    assert_eq!(Class::query(&client).count().await?, 1);
    assert_eq!(emulator.tokens_issued(), 2);
    Ok(())
}

#[tokio::test]
async fn small_pages_make_no_difference() -> Result<(), Box<dyn std::error::Error>> {
    let small = Profile::documented().with(|profile| profile.lists.top_max = 10);
    let emulator = Emulator::builder().definitions("database-schemas").profile(small).start()?;
    emulator.load("student", (0..25).map(|number| json!({ "name": format!("学生{number}"), "course": "语文" })))?;

    let client = Client::for_emulator(emulator.address());
    assert_eq!(Student::query(&client).await?.len(), 25);
    Ok(())
}
