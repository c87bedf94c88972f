//! Writes of a part of a record, of nothing, of fields by `Option`, and of whole numbers for numbers.

use school::models::{Course, NewStudent, Student, StudentAddress};
use weda::prelude::*;
use weda::{Date, DateTime, FileRef, Json, Location};

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let id = Id::<Student>::new("9G5C0WQN26");
    let _ = Student::update(&client, &id, Student::patch());
    let _ = Student::update(&client, &id, Student::patch().set(Student::SCORE, 95).set(Student::SCORE, Some(95.5)));
    let address = StudentAddress { city: Some("北京".into()) };
    let patch = Student::patch()
        .set(Student::CLASS, Id::<Course>::new("1"))
        .set(Student::ADMITTED_AT, Date::from_millis(0))
        .set(Student::LAST_SEEN, Some(DateTime::from_millis(0)))
        .set(Student::TAGS, vec!["red", "green"])
        .set(Student::EXTRA, Json(Default::default()))
        .set(Student::ADDRESS, address)
        .set(Student::PHOTO, FileRef::new("cloud://env/li.png"))
        .set(Student::HOME, Location::default())
        .clear(Student::NOTE);
    let _ = Student::update(&client, &id, patch);
    let _ = Student::create(&client, NewStudent { name: "李四".into(), course: "体育".into() });
    let _ = Course::create(&client, Course::new());
}
