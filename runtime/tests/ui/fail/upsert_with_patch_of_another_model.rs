//! A record is upserted with a patch of another model.

use school::models::{Course, Student};
use weda::prelude::*;

async fn run(client: Client) -> weda::Result<()> {
    let _ = Course::upsert(&client, Course::上课地点, Course::new().set(Course::上课地点, "301"), Student::patch()).await?;
    Ok(())
}

fn main() {
    let _ = run;
}
