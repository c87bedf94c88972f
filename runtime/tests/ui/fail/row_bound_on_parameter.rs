//! A type parameter of which nothing is known where a row type is expected.

use school::models::Student;
use weda::Row;
use weda::prelude::*;

fn first<R: Row>(client: &Client) {
    let _ = R::query(client).first();
}

fn second<T>(client: &Client) {
    first::<T>(client);
}

fn main() {
    second::<Student>(&Client::for_emulator("127.0.0.1:4010"));
}
