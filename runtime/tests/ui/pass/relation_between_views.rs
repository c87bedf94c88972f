//! A relation takes ids of any row of its target: a generated one, a view, a mere name, the stub inside another view.

use school::models::Course as GeneratedCourse;
use weda::prelude::*;

#[weda_model("course")]
struct Course {
    id: Id<Course>,
}

#[weda_model("course")]
struct CourseName;

#[weda_model("student")]
struct Student {
    class: Option<Id<CourseName>>,
}

fn main() {
    let by_view = |course: &Course| Student::CLASS.eq(&course.id);
    let by_name = |student: Student| student.class.map(|class| Student::CLASS.eq(class));
    let by_row = |course: &GeneratedCourse| Student::CLASS.one_of([&course.id]);
    let _ = (by_view, by_name, by_row);
    let _ = Student::patch().set(Student::CLASS, Id::<Course>::new("1")).set(Student::CLASS, None::<Id<CourseName>>);
}
