//! All records that match are deleted, however many.

use school::models::Student;
use weda::prelude::*;

async fn run(client: Client) -> weda::Result<()> {
    Student::delete_where(&client, Student::SCORE.lt(60)).await?;
    Ok(())
}

fn main() {
    let _ = run;
}
