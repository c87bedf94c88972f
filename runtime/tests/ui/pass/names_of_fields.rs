//! A field is named by its Rust name, by the wire's key, or by `rename`; constants always have the model's names.

#![allow(non_snake_case)]

use weda::prelude::*;

#[weda_model("student")]
struct Student {
    #[weda(rename = "_id")]
    key: Id<Student>,
    r#type: Option<f64>,
    lastSeen: Option<weda::DateTime>,
    admitted_at: Option<weda::Date>,
    #[weda(rename = "createdAt")]
    #[allow(unused)]
    made: Option<weda::DateTime>,
}

fn main() {
    let kind = |student: &Student| student.r#type;
    let _ = kind;
    let _ = Student::TYPE.eq(1) & Student::LAST_SEEN.gt(weda::DateTime::from_millis(0));
    let _ = Student::ID.eq(Id::<Student>::new("1")) & Student::CREATED_AT.gt(weda::DateTime::from_millis(0));
}
