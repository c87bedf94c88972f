//! A nested object is set to a text.

use school::models::Booking;
use weda::prelude::*;

fn main() {
    let _ = Booking::patch().set(Booking::ADDRESS, "北京");
}
