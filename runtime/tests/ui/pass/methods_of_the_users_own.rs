//! A trait of the user's own has methods on clients and queries that are called as those of rows.

use school::models::Student;
use weda::prelude::*;
use weda::{Call, Query};

trait Students {
    fn query(&self) -> Query<Student>;
    fn get(&self, id: &str) -> Call<Option<Student>>;
    fn create(&self, name: &str) -> Result<(), Error>;
}

impl Students for Client {
    fn query(&self) -> Query<Student> {
        Student::query(self)
    }

    fn get(&self, id: &str) -> Call<Option<Student>> {
        Student::get(self, &Id::<Student>::new(id))
    }

    fn create(&self, _name: &str) -> Result<(), Error> {
        Ok(())
    }
}

trait Wipe {
    fn delete(self) -> usize;
}

impl<R> Wipe for Query<R> {
    fn delete(self) -> usize {
        0
    }
}

fn main() {
    let client = Client::for_emulator("127.0.0.1:1");
    assert_eq!(client.query().delete(), 0);
    let _ = client.get("9G5C0WQN26");
    client.create("李四").unwrap();
}
