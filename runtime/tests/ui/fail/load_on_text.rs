//! A text is loaded like a relation.

use school::models::Student;
use weda::prelude::*;

async fn load(client: Client, students: Vec<Student>) {
    let _ = Student::NAME.load(&client, &students).await;
}

fn main() {
    let _ = load;
}
