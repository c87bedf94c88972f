//! A view's choice from a shared set is set to an option of another set.

use school::models::StudentGrade;
use weda::prelude::*;

#[weda_model("course")]
struct Course {
    title: Option<String>,
}

fn main() {
    let _ = Course::patch().set(Course::LEVEL, StudentGrade::First).set(Course::TITLE, "数学");
}
