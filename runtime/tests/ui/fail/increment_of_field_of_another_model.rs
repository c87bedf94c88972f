//! A number of another model is incremented.

use school::models::{Course, Student};
use weda::prelude::*;

async fn run(client: Client) -> weda::Result<()> {
    Student::increment(&client, &Id::<Student>::new("1"), Course::学时, 1).await?;
    Ok(())
}

fn main() {
    let _ = run;
}
