//! A record is changed from a view.

use school::models::Student;
use weda::prelude::*;

#[weda_model("student")]
struct Name {
    id: Id<Name>,
    name: String,
}

async fn run(client: Client) -> weda::Result<()> {
    let old = Name::require(&client, &Id::<Name>::new("1")).await?;
    let _ = Student::change(&client, &old.id).from(&old).set(Student::SCORE, 95).await?;
    Ok(())
}

fn main() {
    let _ = run;
}
