//! A list is changed, which cannot be compared.

use school::models::Student;
use weda::prelude::*;

async fn run(client: Client) -> weda::Result<()> {
    let old = Student::require(&client, &Id::<Student>::new("1")).await?;
    let _ = Student::change(&client, &old.id).from(&old).set(Student::TAGS, vec!["red"]).await?;
    Ok(())
}

fn main() {
    let _ = run;
}
