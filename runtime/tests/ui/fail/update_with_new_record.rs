//! A record is changed to a new one.

use school::models::{NewStudent, Student};
use weda::prelude::*;

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let id = Id::<Student>::new("9G5C0WQN26");
    let new = NewStudent { name: "李四".into(), course: "体育".into() };
    let _ = Student::update_get(&client, &id, new);
}
