//! A query that begins with the shape of new records.

use school::models::NewStudent;
use weda::prelude::*;

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = NewStudent::query(&client);
}
