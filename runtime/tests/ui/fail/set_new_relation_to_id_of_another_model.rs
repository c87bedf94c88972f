//! A relation of the newer kind is set to the id of another model.

use school::models::{Enrolment, Student};
use weda::prelude::*;

fn main() {
    let _ = Enrolment::patch().set(Enrolment::COURSE, Id::<Student>::new("1"));
}
