//! A key of run time sorts records of a model that has a name alone.

use weda::prelude::*;
use weda::model::Fields;
use weda::Order;

#[weda_model("course")]
struct Course;

fn sorted<M: Fields>(_: &str) -> Option<Order<M>> {
    None
}

fn main() {
    let _ = sorted::<Course>("title");
}
