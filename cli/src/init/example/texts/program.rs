//! Written by `weda init --example`. It prints the students of the example, and changes one.
//!
//! `cargo run` starts an offline WeDa inside this program, with the definitions in `database-schemas` and the records in
//! `records`. If WEDA_EMULATOR_HOST names a running `weda emulate`, the program calls that one.

mod models; // `weda generate` wrote src/models.rs and src/models/*.rs

use models::option_sets::StudentStatus;
use models::{NewStudent, Student};
use weda::prelude::*;
use weda_emulator::Emulator;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    // For an environment of your own: `let client = Client::from_env()?;`.
    let (client, _emulator) = connect()?;

    // Every match, page after page. A wrong field, type or operator does not compile.
    let students = Student::query(&client)
        .filter(Student::STATUS.eq(StudentStatus::Reading))
        .order_by(Student::SCORE.desc())
        .await?;
    // The records that a relation leads to.
    let classes = Student::CLASS.load(&client, &students).await?;
    for student in &students {
        let class = student.class.as_ref().and_then(|id| classes.get(id));
        println!("{}: {:?}, {}", student.name, student.score, class.map_or("没有班级", |class| &class.name));
    }

    let new = NewStudent { name: "吴敏".into() }.set(Student::SCORE, 90).set(Student::STATUS, StudentStatus::Reading);
    let wu = Student::create(&client, new).await?;
    Student::update(&client, &wu.id, Student::patch().set(Student::SCORE, 92.5)).await?;
    println!("{:#?}", Student::get(&client, &wu.id).await?);
    Student::delete(&client, &wu.id).await?;
    Ok(())
}

/// The emulator that WEDA_EMULATOR_HOST names, or one inside this program, which stops when it is dropped.
fn connect() -> Result<(Client, Option<Emulator>), Box<dyn std::error::Error>> {
    if std::env::var_os("WEDA_EMULATOR_HOST").is_some() {
        return Ok((Client::from_env()?, None));
    }
    let emulator = Emulator::builder().definitions("database-schemas").start()?;
    for file in emulator.load_files("records")?.skipped {
        eprintln!("not loaded: {file:?}");
    }
    Ok((Client::for_emulator(emulator.address()), Some(emulator)))
}
