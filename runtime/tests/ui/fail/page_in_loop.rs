//! A loop over a page in place of its rows.

use school::models::Student;
use weda::prelude::*;

async fn run(client: &Client) -> weda::Result<()> {
    for student in Student::query(client).page().await? {
        println!("{student:?}");
    }
    Ok(())
}

fn main() {
    let _ = run;
}
