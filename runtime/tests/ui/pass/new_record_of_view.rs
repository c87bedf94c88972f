//! The shape of a new record beside a view: its relations take ids of any row of the target, its choices the keys.

use school::models::Student as GeneratedStudent;
use weda::prelude::*;

#[weda_model("course")]
struct Course;

#[weda_model("enrolment")]
struct Enrolment {
    student: Id<GeneratedStudent>,
    course: Id<Course>,
    state: Option<String>,
}

fn again(client: &Client, of: Enrolment) {
    let state = of.state.unwrap_or_else(|| "open".into());
    let new = NewEnrolment { student: of.student.cast(), course: of.course.cast(), state };
    let _ = Enrolment::create(client, new.set(Enrolment::STATE, "closed"));
    let _ = NewEnrolment { student: Id::new("1"), course: Id::new("2"), state: "open".into() };
}

fn main() {
    let _ = again;
}
