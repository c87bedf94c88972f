//! Relations are loaded, filtered through and written.

use std::collections::HashMap;

use school::models::{Booking, Course, Enrolment, Student};
use weda::Filter;
use weda::prelude::*;

#[weda_model("booking")]
struct Guest {
    guest: Option<Id<Student>>,
}

async fn load(client: Client, students: Vec<Student>, bookings: &[Booking]) -> weda::Result<()> {
    let classes: HashMap<Id<Course>, Course> = Student::CLASS.load(&client, &students).await?;
    let friends = Student::FRIENDS.load(&client, &students).await?;
    let first = Student::FRIENDS.load(&client, students.first()).await?;
    let visits = Booking::VISITS.load(&client, bookings.iter().filter(|booking| booking.visits.is_some())).await?;
    let guests: HashMap<Id<Student>, Student> = Booking::GUEST.load(&client, bookings).await?;
    for student in &students {
        let class = student.class.as_ref().and_then(|id| classes.get(id));
        println!("{}: {:?}", student.name, class.and_then(|class| class.title.as_deref()));
    }
    println!("{} {} {} {}", friends.len(), first.len(), visits.len(), guests.len());
    Ok(())
}

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = load;
    let mut filter = Student::CLASS.matches(Course::TITLE.contains("数学")) & Student::SCORE.ge(60);
    filter &= Student::FRIENDS.matches(Filter::<Student>::everything());
    let _ = Student::query(&client).filter(filter);
    let _ = Guest::query(&client).filter(Guest::GUEST.matches(Student::NAME.contains_ignore_case("li")));
    let _ = Guest::query(&client).filter(Booking::VISITS.matches(Enrolment::STATE.is_null()));
    let _ = |guest: Guest| guest.guest;

    let ids = ["1", "2"].map(Id::<Student>::new);
    let _ = Student::patch().set(Student::FRIENDS, &ids).set(Student::FRIENDS, ids.to_vec());
    let _ = Student::patch().set(Student::FRIENDS, None::<Vec<Id<Student>>>).clear(Student::FRIENDS);
    let _ = Booking::patch().set(Booking::VISITS, [Id::<Enrolment>::new("1")]);
}
