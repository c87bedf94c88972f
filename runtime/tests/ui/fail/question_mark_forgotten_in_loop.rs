//! A loop over the result of a query.

use school::models::Student;
use weda::prelude::*;

async fn run(client: &Client) {
    for student in Student::query(client).await {
        println!("{}", student.name);
    }
}

fn main() {
    let _ = run;
}
