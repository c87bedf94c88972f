//! The id of one type parameter in a call of another.

use school::models::{Course, Student};
use weda::Row;
use weda::prelude::*;

async fn run<T: Row, U: Row>(client: &Client, id: &Id<U>) -> weda::Result<Option<T>> {
    T::get(client, id).await
}

fn main() {
    let _ = run::<Student, Course>;
}
