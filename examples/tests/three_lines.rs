//! The test of the README.

use weda::prelude::*;
use weda_emulator::Emulator;
use weda_examples::models::{NewStudent, Student};

#[tokio::test]
async fn a_new_student_is_found() -> Result<(), Box<dyn std::error::Error>> {
    let emulator = Emulator::builder().definitions(weda_examples::definitions()).start()?;
    let client = Client::for_emulator(emulator.address());
    Student::create(&client, NewStudent { name: "李四".into(), course: "体育".into() }).await?;

    assert_eq!(Student::query(&client).filter(Student::NAME.eq("李四")).count().await?, 1);
    Ok(())
}
