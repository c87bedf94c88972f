//! A record is upserted by a filter.

use school::models::Course;
use weda::prelude::*;

async fn run(client: Client) -> weda::Result<()> {
    let _ = Course::upsert(&client, Course::上课地点.eq("301"), Course::new(), Course::patch()).await?;
    Ok(())
}

fn main() {
    let _ = run;
}
