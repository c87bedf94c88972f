//! The program of the README. It uses the environment of the `WEDA_*` variables: run
//! `cargo run -p weda-cli -- emulate --dir examples/database-schemas` in another terminal and set
//! `WEDA_EMULATOR_HOST=127.0.0.1:4010`.

mod models; // `weda generate` wrote src/models.rs and src/models/*.rs
use models::{Class, NewClass, Student};
use weda::prelude::*;

#[tokio::main]
async fn main() -> weda::Result<()> {
    let client = Client::from_env()?;
    let class = Class::create(&client, NewClass { name: "三年三班".into() }.set(Class::ROOM, "204")).await?;

    let good = Student::query(&client)
        .filter(Student::SCORE.ge(60) & Student::NAME.contains("李"))
        .order_by(Student::SCORE.desc())
        .await?; // every match, page after page
    for student in &good {
        println!("{} {:?}", student.name, student.score);
        Student::update(&client, &student.id, Student::patch().set(Student::BOARDING, true)).await?;
    }
    Class::delete(&client, &class.id).await
}
