//! Views of the models in `database-schemas`, and the generated model with a field of every kind.

use weda::prelude::*;

#[path = "../emulator/kinds/specimen/models.rs"]
pub mod generated;

pub use generated::{
    NewSpecimen, Shelf, Specimen, SpecimenChoice, SpecimenInner, SpecimenInnerRooms, SpecimenInnerRoomsSize,
};

/// A view that loads three fields, so that a dialect with `select` requests only these.
#[weda_model("book")]
#[derive(Debug, Clone)]
pub struct Book {
    pub id: Id<Book>,
    pub title: String,
    pub 备注: Option<String>,
}

/// A view without an id.
#[weda_model("book")]
#[derive(Debug, Clone)]
pub struct Title {
    pub title: String,
}

#[weda_model("kinds")]
#[derive(Debug, Clone)]
pub struct Kinds {
    pub id: Id<Kinds>,
}

#[weda_model("shelf")]
#[derive(Debug, Clone)]
pub struct Stand {
    pub id: Id<Stand>,
}

#[weda_model("author")]
#[derive(Debug)]
pub struct Author;

#[weda_model("sys_user")]
#[derive(Debug, Clone)]
pub struct User {
    pub id: Id<User>,
    pub name: Option<String>,
}
