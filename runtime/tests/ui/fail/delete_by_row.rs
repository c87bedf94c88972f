//! A record is deleted by itself.

use school::models::Student;
use weda::prelude::*;

async fn run(client: Client, student: Student) {
    let _ = Student::delete(&client, &student).await;
}

fn main() {
    let _ = run;
}
