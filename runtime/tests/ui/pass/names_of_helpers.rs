//! Views and models have the names that the attribute's code has for itself.

use weda::prelude::*;

/// A `struct Place` of the attribute's own stood beside the view.
#[weda_model("place")]
#[derive(Debug)]
struct Place {
    id: Id<Place>,
    name: String,
}

/// Relations to the models `place`, `table` and others.
#[weda_model("visit")]
#[derive(Debug)]
struct Visit {
    id: Id<Visit>,
    place: Id<Place>,
    table: Option<Id<Table>>,
    date: Option<weda::Date>,
}

#[weda_model("table")]
struct Table;

/// The type parameter of an implementation of ours was called `T` too.
#[weda_model("team")]
struct Team {
    topic: Option<Id<T>>,
}

#[weda_model("t")]
struct T;

fn main() {
    let _ = |team: Team| team.topic.map(|topic| Team::TOPIC.eq(topic));
    let client = Client::for_emulator("127.0.0.1:4010");
    let place = Id::<Place>::new("1");
    let _ = Place::query(&client).filter(Place::NAME.eq("动物园") & Place::ID.eq(&place));
    let _ = Place::create(&client, NewPlace { name: "动物园".into() });
    let _ = Visit::query(&client).filter(Visit::PLACE.eq(&place) & Visit::TABLE.eq(Id::<Table>::new("2")));
    let _ = Visit::create(&client, NewVisit { place: Id::new("1"), reserve: Id::new("3") });
}

#[allow(dead_code)]
fn show(place: &Place, visit: &Visit) -> String {
    format!("{:?}{}{:?}", place.id, place.name, (&visit.id, &visit.place, &visit.table, visit.date))
}

/// The view of another model has the name of a relation's target, its create shape that of another, and the name that
/// is left for the first is that of a third.
#[allow(dead_code)]
mod of_targets {
    use weda::prelude::*;

    #[weda_model("visit")]
    pub struct Place {
        pub date: Option<weda::Date>,
    }

    pub fn new() -> NewPlace {
        NewPlace { place: Id::new("1"), reserve: Id::new("2") }
    }

    pub fn create(client: &Client) {
        let new = new().set(Place::DATE, weda::Date::from_millis(0));
        let _ = Place::create(client, new);
    }
}

#[allow(dead_code, non_camel_case_types)]
mod of_the_block {
    use weda::prelude::*;

    #[weda_model("visit")]
    pub struct Holds_date {
        pub date: Option<weda::Date>,
    }

    #[weda_model("visit")]
    pub struct Place_of_field {
        pub date: Option<weda::Date>,
    }

    #[weda_model("visit")]
    pub struct place {
        pub date: Option<weda::Date>,
    }

    #[weda_model("visit")]
    pub struct place_0 {
        pub date: Option<weda::Date>,
    }

    #[weda_model("visit")]
    pub struct row {
        pub date: Option<weda::Date>,
    }

    #[weda_model("visit")]
    pub struct reader {
        pub date: Option<weda::Date>,
    }

    #[weda_model("visit")]
    pub struct holds {
        pub date: Option<weda::Date>,
    }

    #[weda_model("visit")]
    pub struct TABLE {
        pub date: Option<weda::Date>,
    }

    #[weda_model("visit")]
    pub struct w {
        pub id: Id<w>,
        pub date: Option<weda::Date>,
    }

    #[weda_model("table")]
    pub struct Table;

    mod name {
        #[weda::weda_model("table")]
        pub struct w;
    }

    pub fn dates(client: &Client) {
        let _ = Holds_date::query(client).filter(Holds_date::DATE.is_null() & w::DATE.is_null());
        let _ = Place_of_field::query(client).filter(place::DATE.is_null() & place_0::DATE.is_null());
        let _ = TABLE::query(client).filter(row::TABLE.eq(Id::<name::w>::new("1")) & reader::DATE.is_null());
        let _ = w::create(client, Neww { place: Id::new("1"), reserve: Id::new("2") });
        let _ = holds::query(client).filter(holds::TABLE.eq(Id::<Table>::new("1")));
    }
}
