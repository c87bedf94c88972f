//! A moment is taken for a time of day.

use school::models::Student;
use weda::DateTime;
use weda::prelude::*;

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Student::query(&client).filter(Student::WAKES_AT.lt(DateTime::from_millis(0)));
}
