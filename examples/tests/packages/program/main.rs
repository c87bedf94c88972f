//! Uses the packages as a stranger would: generated rows, a view, and an emulator.

mod models {
    weda::include_models!();
}

use models::{NewStudent, Student};
use weda::prelude::*;
use weda_emulator::Emulator;

#[weda_model("student")]
struct Score {
    id: Id<Score>,
    score: Option<f64>,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let emulator = Emulator::builder().definitions("database-schemas").start()?;
    let client = Client::for_emulator(emulator.address());
    let new = NewStudent { name: "李四".into() };
    let student = Student::create(&client, new.set(Student::SCORE, 89.0)).await?;
    Score::update(&client, &student.id, Score::patch().set(Score::SCORE, 95)).await?;
    let scores = Score::query(&client).filter(Student::NAME.contains("李")).await?;
    for score in &scores {
        println!("{} {:?}", score.id.as_str() == student.id.as_str(), score.score);
    }
    Ok(())
}
