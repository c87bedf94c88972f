//! A new record of a view gets the id of another model in a relation that the view loads.

use weda::prelude::*;

#[weda_model("student")]
struct Student {
    id: Id<Student>,
}

#[weda_model("course")]
struct Course {
    id: Id<Course>,
}

#[weda_model("enrolment")]
struct Enrolment {
    student: Id<Student>,
    course: Id<Course>,
}

fn enrol(student: &Student, course: &Course) -> NewEnrolment {
    NewEnrolment { student: Id::<Course>::new(student.id.as_str()), course: course.id.clone(), state: "open".into() }
}

fn main() {
    let _ = (enrol, |enrolment: Enrolment| (enrolment.student, enrolment.course));
    let _ = |student: Student| student.id;
}
