//! A required relation names a struct that is not a row of a model.

use weda::prelude::*;

#[weda_model("student")]
struct Student {
    id: Id<Student>,
}

#[weda_model("course")]
struct Course {
    id: Id<Course>,
}

struct Plain;

#[weda_model("enrolment")]
struct Enrolment {
    student: Id<Plain>,
    course: Id<Course>,
}

fn enrol(student: &Student, course: &Course) -> NewEnrolment {
    NewEnrolment { student: Id::new(student.id.as_str()), course: course.id.clone(), state: "open".into() }
}

fn main() {
    let _ = (enrol, |enrolment: Enrolment| (enrolment.student, enrolment.course));
    let _ = |student: Student| student.id;
}
