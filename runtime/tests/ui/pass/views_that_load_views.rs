//! Views hold the records of relations, beside ids or alone.

use weda::prelude::*;

mod other {
    use weda::prelude::*;

    #[weda_model("course")]
    #[derive(Debug, Clone, PartialEq)]
    pub struct Course {
        pub id: Id<Course>,
    }
}

#[weda_model("student")]
struct Friend {
    name: Option<String>,
}

type Course = other::Course;

#[weda_model("student")]
struct Student {
    id: Id<Student>,
    #[weda(load = "class")]
    course: Option<other::Course>,
    #[weda(rename = "class")]
    course_id: Option<Id<other::Course>>,
    #[weda(load = "friends")]
    friends: Vec<Friend>,
}

#[weda_model("student")]
struct Alias {
    #[weda(load = "class")]
    class: Option<Course>,
}

#[weda_model("booking")]
struct Booking {
    #[weda(load = "guest")]
    guest: Friend,
}

macro_rules! view {
    ($name:ident $target:ty) => {
        #[weda_model("student")]
        struct $name {
            #[weda(load = "class")]
            class: Option<$target>,
        }
    };
}
view!(InMacro other::Course);

fn is_send<T: Send + 'static>(_: T) {}

async fn read(client: &Client, id: &Id<Student>) -> weda::Result<()> {
    #[weda_model("booking")]
    struct Inner {
        #[weda(load = "guest")]
        guest: Option<Friend>,
    }
    let bookings = Booking::query(client).await?;
    let _: Vec<Option<String>> = bookings.into_iter().map(|booking| booking.guest.name).collect();
    let inner = Inner::query(client).first().await?;
    let _ = inner.and_then(|inner| inner.guest).and_then(|guest| guest.name);
    if let Some(student) = Student::get(client, id).await? {
        let _: usize = student.friends.iter().filter(|friend| friend.name.is_some()).count();
        let _ = (student.id, student.course.map(|course| course.id) == student.course_id);
    }
    let _ = Alias::query(client).filter(Student::NAME.eq("李四")).await?.pop().and_then(|row| row.class);
    let _ = InMacro::query(client).await?.pop().and_then(|row| row.class);
    Ok(())
}

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    is_send(std::future::IntoFuture::into_future(Student::query(&client)));
    drop(read(&client, &Id::new("9G5C0WQN26")));
}
