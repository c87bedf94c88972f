//! A new record of another model is upserted.

use school::models::{Course, NewStudent};
use weda::prelude::*;

async fn run(client: Client) -> weda::Result<()> {
    let new = NewStudent { name: "李四".into(), course: "体育".into() };
    let _ = Course::upsert(&client, Course::上课地点, new, Course::patch()).await?;
    Ok(())
}

fn main() {
    let _ = run;
}
