//! Texts are handed to `delete_many`.

use school::models::Student;
use weda::prelude::*;

fn bulk(client: &Client) {
    let _ = Student::delete_many(client, ["9G5C0WQN26"]);
}

fn main() {
    let _ = bulk;
}
