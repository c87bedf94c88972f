//! A relation to a course is compared with the id of a student.

use school::models::Student;
use weda::prelude::*;

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let id = Id::<Student>::new("9G5C0WQN26");
    let _ = Student::query(&client).filter(Student::CLASS.eq(&id));
}
