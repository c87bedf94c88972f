//! A choice is read as the key or as a generated enumeration, and compared with either.

use school::models::StudentGrade;
use weda::prelude::*;

#[weda_model("student")]
struct Key {
    grade: Option<String>,
}

#[weda_model("student")]
struct Grade {
    grade: Option<StudentGrade>,
}

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Key::query(&client).filter(Key::GRADE.eq("first") | Key::GRADE.one_of([String::from("second")]));
    let _ = Grade::patch().set(Grade::GRADE, "third").set(Grade::GRADE, None::<String>);
    let _ = school::models::Student::GRADE.eq(StudentGrade::First);
}
