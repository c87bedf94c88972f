//! A loop over a stream in place of its `next`.

use school::models::Student;
use weda::prelude::*;

async fn run(client: &Client) {
    for student in Student::query(client).stream() {
        println!("{student:?}");
    }
}

fn main() {
    let _ = run;
}
