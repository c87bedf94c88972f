//! A record is read by a record.

use school::models::Student;
use weda::prelude::*;

async fn run(client: Client, student: Student) {
    let _ = Student::get(&client, &student).await;
}

fn main() {
    let _ = run;
}
