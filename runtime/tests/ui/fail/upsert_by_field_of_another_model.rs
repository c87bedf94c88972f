//! A record is upserted by a field of another model.

use school::models::{Course, NewStudent, Student};
use weda::prelude::*;

async fn run(client: Client) -> weda::Result<()> {
    let new = NewStudent { name: "李四".into(), course: "体育".into() };
    let _ = Student::upsert(&client, Course::上课地点, new, Student::patch()).await?;
    Ok(())
}

fn main() {
    let _ = run;
}
