//! A filter of another model is joined in place.

use school::models::{Course, Student};

fn main() {
    let mut filter = Student::SCORE.gt(60);
    filter &= Course::TITLE.eq("体育");
}
