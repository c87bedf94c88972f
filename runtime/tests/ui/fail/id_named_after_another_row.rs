//! The id of a generated row where that of a view of its model is expected.

use school::models::Student;
use weda::prelude::*;

#[weda_model("student")]
struct Pupil {
    id: Id<Pupil>,
}

fn pupil(student: Student) -> Pupil {
    Pupil { id: student.id }
}

fn main() {
    let _ = pupil;
}
