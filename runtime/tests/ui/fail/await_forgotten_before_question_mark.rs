//! `?` on a query that nobody awaits.

use school::models::Student;
use weda::prelude::*;

async fn run(client: &Client) -> weda::Result<()> {
    let _ = Student::query(client)?;
    Ok(())
}

fn main() {
    let _ = run;
}
