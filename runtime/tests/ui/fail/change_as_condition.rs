//! The effect of a change is used as a condition.

use school::models::Student;
use weda::prelude::*;

async fn run(client: Client) -> weda::Result<()> {
    let old = Student::require(&client, &Id::<Student>::new("1")).await?;
    if Student::change(&client, &old.id).from(&old).set(Student::SCORE, 95).await? {}
    Ok(())
}

fn main() {
    let _ = run;
}
