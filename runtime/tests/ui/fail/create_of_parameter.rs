//! `create` on a type parameter that may be a system model.

use school::models::{NewStudent, Student};
use weda::prelude::*;
use weda::write::IntoCreate;
use weda::Row;

async fn run<T: Row, N: IntoCreate<Model = T>>(client: &Client, new: N) -> weda::Result<T> {
    T::create(client, new).await
}

fn main() {
    let _ = run::<Student, NewStudent>;
}
