//! A field is asked for by several `Option`s.

use school::models::Student;
use weda::prelude::*;

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Student::query(&client).filter(Student::SCORE.one_of([Some(60), None]));
}
