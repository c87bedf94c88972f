//! A record is changed from a row of another model.

use school::models::{Course, Student};
use weda::prelude::*;

async fn run(client: Client) -> weda::Result<()> {
    let old = Course::require(&client, &Id::<Course>::new("1")).await?;
    let _ = Student::change(&client, &Id::<Student>::new("1")).from(&old).set(Student::SCORE, 95).await?;
    Ok(())
}

fn main() {
    let _ = run;
}
