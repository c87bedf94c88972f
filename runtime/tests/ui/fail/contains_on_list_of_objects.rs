//! `contains` on a list of objects.

use school::models::Booking;
use weda::prelude::*;

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Booking::query(&client).filter(Booking::ROOMS.contains("204"));
}
