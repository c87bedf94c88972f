//! A list of lists is read as a list.

use weda::prelude::*;

#[weda_model("booking")]
struct Booking {
    table: Option<Vec<f64>>,
}

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Booking::query(&client).filter(Booking::PAID.eq(true)).order_by(Booking::DAY.asc());
    let _ = Booking::update(&client, &Id::<Booking>::new("9G5C0WQN26"), Booking::patch().set(Booking::PAID, true));
}
