//! A list of related records is set to one of them.

use school::models::{Booking, Enrolment};
use weda::prelude::*;

fn main() {
    let _ = Booking::patch().set(Booking::VISITS, Id::<Enrolment>::new("1"));
}
