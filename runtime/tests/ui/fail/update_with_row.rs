//! A row in place of a patch.

use school::models::Student;
use weda::prelude::*;

async fn run(client: &Client, id: &Id<Student>, student: Student) {
    let _ = Student::update(client, id, student).await;
}

fn main() {
    let _ = run;
}
