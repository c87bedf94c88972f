//! A time of day is compared with a date.

use school::models::Student;
use weda::Date;
use weda::prelude::*;

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Student::query(&client).filter(Student::WAKES_AT.gt(Date::from_millis(0)));
}
