//! `contains_ignore_case` on a number.

use school::models::Student;
use weda::prelude::*;

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Student::query(&client).filter(Student::SCORE.contains_ignore_case("6"));
}
