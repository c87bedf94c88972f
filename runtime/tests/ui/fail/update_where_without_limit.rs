//! All records that match are changed, however many.

use school::models::Student;
use weda::prelude::*;

async fn run(client: Client) -> weda::Result<()> {
    Student::update_where(&client, Student::SCORE.lt(60), Student::patch()).await?;
    Ok(())
}

fn main() {
    let _ = run;
}
