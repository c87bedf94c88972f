//! A student is created from a new enrolment.

use school::models::{EnrolmentState, NewEnrolment, Student};
use weda::prelude::*;

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let (student, course) = (Id::new("1"), Id::new("2"));
    let _ = Student::create(&client, NewEnrolment { student, course, state: EnrolmentState::Open });
}
