//! A list is asked for by several values.

use school::models::Student;
use weda::prelude::*;

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Student::query(&client).filter(Student::TAGS.one_of(["red", "green"]));
}
