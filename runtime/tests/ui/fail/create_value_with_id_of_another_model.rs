//! A new record gets the id of another model.

use school::models::{Course, EnrolmentState, NewEnrolment};
use weda::prelude::*;

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let (student, course) = (Id::<Course>::new("1"), Id::new("2"));
    let _ = NewEnrolment { student, course, state: EnrolmentState::Open };
    let _ = client;
}
