//! Values, owned and borrowed, wherever values go.

use std::borrow::Cow;
use std::rc::Rc;
use std::sync::Arc;
use std::time::SystemTime;

use school::models::{Booking, Course, NewStudent, Student, StudentAddress, StudentGrade};
use weda::prelude::*;
use weda::{AreaCode, FileRef, Json, Location, TimeOfDay};

#[weda_model("student")]
struct View {
    id: Id<View>,
}

fn filters(text: String, texts: &[&str], numbers: Vec<i64>, grades: &[StudentGrade], ids: Vec<Id<View>>) {
    let _ = Student::NAME.eq(&text) & Student::NAME.ne(&&*text) & Student::NAME.gt(Cow::from("a"));
    let (boxed, shared, local) = (Box::<str>::from("李"), Arc::<str>::from("李"), Rc::<str>::from("李"));
    let _ = Student::NAME.one_of([&boxed, &boxed]) & Student::NAME.eq(&shared) & Student::NAME.eq(&local);
    let _ = Student::NAME.eq(boxed) & Student::NAME.eq(shared.clone()) & Student::NAME.eq(local);
    let _ = Student::NAME.one_of(texts) & Student::NAME.one_of(&["A", "B"]) & Student::NAME.one_of([text.clone()].iter());
    let _ = Student::NAME.contains(&text) & Student::REGION.contains(&texts[0]) & Student::NAME.starts_with(shared);
    let _ = Student::CREDITS.one_of(&numbers) & Student::SCORE.one_of(&numbers) & Student::SCORE.ge(&60.5);
    let _ = Student::SCORE.in_range(numbers.len()..=usize::MAX) & Student::CREDITS.gt(numbers.len());
    let _ = Student::ACTIVE.eq(&true) & Student::SCORE.lt(&1_u8) & Student::CREDITS.eq(&u128::MAX);
    let _ = Student::GRADE.one_of(grades) & Student::GRADE.eq(&grades[0]) & Student::GRADE.eq(&text) & Student::GRADE.ne(&texts[0]);
    let _ = Student::ID.one_of(&ids) & Student::ID.one_of(ids.iter().collect::<Vec<_>>().iter()) & Student::ID.eq(&ids[0]);
    let (day, moment, time) = (Date::from_millis(0), DateTime::now(), TimeOfDay::from_millis(0));
    let _ = Student::ADMITTED_AT.eq(&day) & Student::LAST_SEEN.lt(&moment) & Student::WAKES_AT.eq(&time);
    let _ = Student::CREATED_AT.ge(SystemTime::now()) & Student::LAST_SEEN.le(&SystemTime::UNIX_EPOCH);
    let _ = weda::dynamic::field("a").one_of(&numbers) & weda::dynamic::field("b").eq(&texts[0]);
}

fn writes(tags: &Vec<String>, count: usize, course: &Id<Course>, address: &StudentAddress, note: &Option<String>) {
    let (json, place, file) = (Json(Default::default()), Location::default(), FileRef::new("cloud://env/li.png"));
    let _ = Student::patch()
        .set(Student::NAME, &tags[0])
        .set(Student::CREDITS, count)
        .set(Student::SCORE, Some(&count))
        .set(Student::TAGS, ["红", "绿"])
        .set(Student::TAGS, &["红", "绿"])
        .set(Student::TAGS, tags)
        .set(Student::TAGS, &tags[1..])
        .set(Student::TAGS, Some(tags))
        .set(Student::NOTE, note)
        .set(Student::NOTE, note.as_deref())
        .set(Student::CLASS, course)
        .set(Student::CLASS, &course)
        .set(Student::ADDRESS, address)
        .set(Student::EXTRA, &json)
        .set(Student::HOME, &place)
        .set(Student::PHOTO, &file)
        .set(Student::PAPERS, [&file])
        .set(Student::REGION, &AreaCode::new("陕西省"))
        .set(Student::GRADE, &StudentGrade::First)
        .set_some(Student::GRADE, Some(&StudentGrade::First));
    let new = NewStudent { name: "李四".into(), course: "体育".into() };
    let _ = new.set(Student::SCORE, &59.5).set(Student::TAGS, &["红"]).set(Student::CREDITS, count as u64);
    let labels = [school::models::BookingLabels::from_key("vip".into())];
    let _ = Booking::patch().set(Booking::LABELS, &labels).set(Booking::LABELS, ["vip"]);
}

fn main() {
    let _ = (filters, writes);
    let _ = |view: View| view.id;
}
