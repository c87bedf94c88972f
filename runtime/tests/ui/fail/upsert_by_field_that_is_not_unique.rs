//! A record is upserted by a field whose values are not unique.

use school::models::Course;
use weda::prelude::*;

async fn run(client: Client) -> weda::Result<()> {
    let _ = Course::upsert(&client, Course::TITLE, Course::new().set(Course::TITLE, "体育"), Course::patch()).await?;
    Ok(())
}

fn main() {
    let _ = run;
}
