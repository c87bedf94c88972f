//! A required relation to one record is read as a list.

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
    student: Vec<Id<Student>>,
    course: Id<Course>,
}

fn enrol(student: &Student, course: &Course) -> NewEnrolment {
    NewEnrolment { student: student.id.clone(), course: course.id.clone(), state: "open".into() }
}

fn main() {
    let _ = (enrol, |enrolment: Enrolment| (enrolment.student, enrolment.course));
    let _ = |student: Student| student.id;
}
