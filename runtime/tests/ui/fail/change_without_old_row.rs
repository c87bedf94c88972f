//! A record is changed without its old row.

use school::models::Student;
use weda::prelude::*;

async fn run(client: Client) -> weda::Result<()> {
    let id = Id::<Student>::new("1");
    let _ = Student::change(&client, &id).set(Student::SCORE, 95).await?;
    Ok(())
}

fn main() {
    let _ = run;
}
