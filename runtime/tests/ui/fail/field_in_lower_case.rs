//! A field by its name in the struct, where its constant is meant.

use school::models::Student;
use weda::prelude::*;

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Student::query(&client).filter(Student::score.gt(60));
}
