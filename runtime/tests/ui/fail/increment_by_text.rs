//! A whole number is incremented by a text.

use school::models::Course;
use weda::prelude::*;

async fn run(client: Client) -> weda::Result<()> {
    Course::increment(&client, &Id::<Course>::new("1"), Course::学时, "1").await?;
    Ok(())
}

fn main() {
    let _ = run;
}
