//! The relation of one model is loaded for rows of another.

use school::models::{Student, Team};
use weda::prelude::*;

async fn load(client: Client, teams: Vec<Team>) {
    let _ = Student::CLASS.load(&client, &teams).await;
}

fn main() {
    let _ = load;
}
