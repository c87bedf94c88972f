//! Records are changed by a patch of another model.

use school::models::{Course, Student};
use weda::prelude::*;

async fn run(client: Client) -> weda::Result<()> {
    Student::update_where(&client, Student::SCORE.lt(60), Course::patch()).at_most(1).await?;
    Ok(())
}

fn main() {
    let _ = run;
}
