//! A new record gets an option of another set.

use school::models::{NewEnrolment, StudentGrade};
use weda::prelude::*;

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let (student, course) = (Id::new("1"), Id::new("2"));
    let _ = NewEnrolment { student, course, state: StudentGrade::First };
    let _ = client;
}
