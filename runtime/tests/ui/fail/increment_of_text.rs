//! A text is incremented.

use school::models::Student;
use weda::prelude::*;

async fn run(client: Client) -> weda::Result<()> {
    Student::increment(&client, &Id::<Student>::new("1"), Student::NAME, 1).await?;
    Ok(())
}

fn main() {
    let _ = run;
}
