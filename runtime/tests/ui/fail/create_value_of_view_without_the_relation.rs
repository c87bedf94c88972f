//! A new record of a view that does not load the relation gets an id that is not converted.

use weda::prelude::*;

#[weda_model("student")]
struct Student {
    id: Id<Student>,
}

#[weda_model("enrolment")]
struct Enrolment {
    state: Option<String>,
}

fn enrol(student: &Student) -> NewEnrolment {
    NewEnrolment { student: student.id.clone(), course: Id::new("9G5C0WQN26"), state: "open".into() }
}

fn main() {
    let _ = (enrol, |enrolment: Enrolment| enrolment.state);
}
