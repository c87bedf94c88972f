//! A pattern for the error of a call that nobody awaits.

use school::models::Student;
use weda::prelude::*;

async fn run(client: &Client, id: &Id<Student>) {
    if let Err(error) = Student::delete(client, id) {
        println!("{error}");
    }
}

fn main() {
    let _ = run;
}
