//! A filter through a relation is about the model that the relation leads from.

use school::models::Student;
use weda::prelude::*;

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Student::query(&client).filter(Student::CLASS.matches(Student::NAME.contains("李")));
}
