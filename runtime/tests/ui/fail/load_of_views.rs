//! A relation is loaded for views, which need not hold it.

use school::models::Student;
use weda::prelude::*;

#[weda_model("student")]
struct Name {
    name: String,
}

async fn load(client: Client, names: Vec<Name>) {
    let _ = Student::CLASS.load(&client, &names).await;
}

fn main() {
    let _ = load;
    let _ = |name: Name| name.name;
}
