//! A view holds all fields, of every kind.

use weda::prelude::*;
use weda::{AreaCode, Date, DateTime, FileRef, Json, Location, TimeOfDay};

#[weda_model("course")]
struct Course;

#[weda_model("sys_user")]
struct SysUser;

#[weda_model("student")]
#[derive(Debug)]
struct Student {
    id: Id<Student>,
    name: String,
    course: String,
    score: Option<f64>,
    credits: Option<i64>,
    active: Option<bool>,
    grade: Option<String>,
    class: Option<Id<Course>>,
    friends: Option<Vec<Id<Student>>>,
    admitted_at: Option<Date>,
    wakes_at: Option<TimeOfDay>,
    last_seen: Option<DateTime>,
    tags: Option<Vec<String>>,
    extra: Option<Json>,
    address: Option<Json>,
    note: Option<String>,
    r#type: Option<f64>,
    number: Option<String>,
    owner: Option<Id<SysUser>>,
    created_at: Option<DateTime>,
    photo: Option<FileRef>,
    papers: Option<Vec<FileRef>>,
    region: Option<AreaCode>,
    home: Option<Location>,
}

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Student::query(&client).filter(Student::TYPE.eq(0) & Student::NUMBER.eq("S-00001"));
}
