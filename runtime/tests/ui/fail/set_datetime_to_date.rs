//! A moment is set to a day.

use school::models::Student;
use weda::Date;
use weda::prelude::*;

fn main() {
    let _ = Student::patch().set(Student::LAST_SEEN, Date::from_millis(0));
}
