//! A model is misspelled to which a relation of another view points.

use weda::prelude::*;

#[weda_model("cuorse")]
struct Course {
    id: Id<Course>,
}

#[weda_model("student")]
struct Student {
    class: Option<Id<Course>>,
}

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Course::create(&client, Course::new().set(Course::TITLE, "数学"));
    let _ = Student::query(&client).filter(Student::CLASS.eq(&Id::<Course>::new("9G5C0WQN26")));
}
