//! A student is deleted by the id of a course.

use school::models::{Course, Student};
use weda::prelude::*;

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let id = Id::<Course>::new("9G5C0WQN26");
    let _ = Student::delete(&client, &id);
}
