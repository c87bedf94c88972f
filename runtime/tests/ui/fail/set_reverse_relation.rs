//! A reverse relation is set.

use school::models::{Booking, Enrolment};
use weda::prelude::*;

fn main() {
    let _ = Booking::patch().set(Booking::VISITS, vec![Id::<Enrolment>::new("1")]);
}
