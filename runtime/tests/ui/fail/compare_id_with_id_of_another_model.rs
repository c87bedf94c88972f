//! The id of a record is compared with that of another model.

use school::models::{Course, Student};
use weda::prelude::*;

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Student::query(&client).filter(Student::ID.eq(Id::<Course>::new("9G5C0WQN26")));
}
