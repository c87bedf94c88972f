//! A day is taken for a moment.

use school::models::Student;
use weda::Date;
use weda::prelude::*;

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Student::query(&client).filter(Student::LAST_SEEN.gt(Date::from_millis(0)));
}
