//! A loop over a query that nobody awaits.

use school::models::Student;
use weda::prelude::*;

async fn run(client: &Client) {
    for student in Student::query(client) {
        println!("{student:?}");
    }
}

fn main() {
    let _ = run;
}
