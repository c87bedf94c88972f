//! A field of the answer of `get`, which may be nothing.

use school::models::Student;
use weda::prelude::*;

async fn run(client: &Client, id: &Id<Student>) -> weda::Result<()> {
    let student = Student::get(client, id).await?;
    println!("{}", student.name);
    Ok(())
}

fn main() {
    let _ = run;
}
