//! Records are sorted by a reverse relation.

use school::models::Booking;
use weda::prelude::*;

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Booking::query(&client).order_by(Booking::VISITS.desc());
}
