//! A record is changed to a row.

use school::models::Student;
use weda::prelude::*;

async fn run(client: Client, student: Student) {
    let _ = Student::update(&client, &student.id.clone(), student).await;
}

fn main() {
    let _ = run;
}
