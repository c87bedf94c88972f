//! A list of related records is set to records of another model.

use school::models::{Booking, Student};
use weda::prelude::*;

fn main() {
    let _ = Booking::patch().set(Booking::VISITS, vec![Id::<Student>::new("1")]);
}
