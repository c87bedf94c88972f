//! A record is upserted by its id, which the service chooses.

use school::models::Course;
use weda::prelude::*;

async fn run(client: Client) -> weda::Result<()> {
    let _ = Course::upsert(&client, Course::ID, Course::new().set(Course::TITLE, "体育"), Course::patch()).await?;
    Ok(())
}

fn main() {
    let _ = run;
}
