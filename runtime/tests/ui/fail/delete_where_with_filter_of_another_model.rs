//! Records are deleted by a filter of another model.

use school::models::{Course, Student};
use weda::prelude::*;

async fn run(client: Client) -> weda::Result<()> {
    Student::delete_where(&client, Course::TITLE.eq("体育")).at_most(1).await?;
    Ok(())
}

fn main() {
    let _ = run;
}
