//! The effect of an upsert is ignored where it is needed.

use school::models::Course;
use weda::prelude::*;

async fn run(client: Client) -> weda::Result<()> {
    let new = Course::new().set(Course::上课地点, "301");
    if Course::upsert(&client, Course::上课地点, new, Course::patch()).await? {}
    Ok(())
}

fn main() {
    let _ = run;
}
