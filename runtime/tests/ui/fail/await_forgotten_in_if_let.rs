//! A pattern for the answer of a call that nobody awaits.

use school::models::Student;
use weda::prelude::*;

async fn run(client: &Client, id: &Id<Student>) {
    if let Some(student) = Student::get(client, id) {
        println!("{student:?}");
    }
}

fn main() {
    let _ = run;
}
