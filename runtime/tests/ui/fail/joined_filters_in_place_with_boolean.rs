//! A filter is joined with a boolean in place.

use school::models::Student;

fn main() {
    let mut filter = Student::SCORE.gt(60);
    filter |= 5 > 3;
}
