use std::borrow::Cow;

use serde_json::json;
use weda::field::Text;
use weda::model::Updatable;
use weda::prelude::*;
use weda::value::{IntoValue, Value};
use weda::write::{Creatable, IntoCreate};
use weda::{AreaCode, Call, Create, FileRef, GeoPoint, Json, Location, Patch, TimeOfDay};

use super::{Any, spawned};
use crate::models::{
    Author, Book, Kinds, NewBook, NewSpecimen, Shelf, Specimen, SpecimenChoice, SpecimenInner, Stand, Title,
};

pub async fn all(client: Client) -> Any {
    creates(&client).await?;
    changes(&client).await?;
    let _ = values();
    generic::<Book>(&client).await?;
    stored(&client, NewBook { title: "甲".into() }).await?;
    Ok(())
}

async fn creates(client: &Client) -> Any {
    let book: Book = Book::create(client, NewBook { title: "甲".into() }).await?;
    let _: Book = Book::create(client, NewBook { title: String::from("甲") }.set(Book::PRICE, 1)).await?;
    let _: Title =
        Title::create(client, NewBook { title: "甲".to_owned() }.set(Book::PRICE, 1).set(Book::TAGS, vec!["a"]))
            .await?;
    let new: Create<Kinds> = Kinds::new().set(Kinds::TEXT, "甲");
    let _ = Kinds::create(client, new.clone()).await?;
    let _ = Kinds::create(client, Kinds::new()).await?;
    let call: Call<Stand> = Stand::create(client, Stand::new().set(Stand::NAME, "甲"));
    let _ = call.preview()?;
    spawned(call.into_future()).await?;
    let inner = || SpecimenInner { city: "杭州".into(), open: None, rooms: None, since: None };
    let new = NewSpecimen { inner: inner(), name: "甲".into() };
    let _ = Specimen::create(client, new.set(Specimen::CHOICE, SpecimenChoice::红).set(Specimen::CHOICE, "红")).await?;
    let mut new = NewBook { title: "甲".into() }.into_create();
    if book.title.is_empty() {
        new = new.set(Book::ISBN, "1");
    }
    let _ = Book::create(client, new).await?;
    Ok(())
}

async fn changes(client: &Client) -> Any {
    let id = Id::<Book>::new("r1");
    Book::update(client, &id, Book::patch().set(Book::PRICE, 49).clear(Book::ISBN)).await?;
    Title::update(client, &id, Book::patch().set(Book::TITLE, "乙")).await?;
    let mut patch: Patch<Book> = Book::patch();
    for price in [1, 2] {
        patch = patch.set(Book::PRICE, price);
    }
    let _: bool = Book::update_checked(client, &id, patch.clone()).await?;
    let () = Book::update(client, &id, patch).await?;
    let () = Book::delete(client, &id).await?;
    let () = Title::delete(client, &id.clone().cast::<Title>()).await?;
    let call: Call<()> = Book::delete(client, &id);
    spawned(call.into_future()).await?;
    Ok(())
}

/// A text of a user's.
struct Phone(String);

impl<A> IntoValue<Text, A> for Phone {
    fn into_value(self) -> Value {
        IntoValue::<Text, A>::into_value(self.0)
    }
}

fn values() -> [Patch<Kinds>; 3] {
    let text = String::from("甲");
    let shelf = Id::<Shelf>::new("1");
    let texts = Kinds::patch()
        .set(Kinds::TEXT, "甲")
        .set(Kinds::TEXT, &text)
        .set(Kinds::TEXT, text.clone())
        .set(Kinds::TEXT, Cow::Borrowed("甲"))
        .set(Kinds::TEXT, '甲')
        .set(Kinds::TEXT, None::<&str>)
        .set(Kinds::TEXT, Some("甲"))
        .set(Kinds::TEXT, Some(text.clone()))
        .set(Kinds::TEXT, text.chars().next())
        .set(Kinds::PHONE, Phone("1".into()))
        .set(Kinds::IMAGE, "cloud://a")
        .set(Kinds::IMAGE, FileRef::new("cloud://a"))
        .set(Kinds::IMAGE, &FileRef::new(text.clone()))
        .set(Kinds::FILE, Some(text.as_str()))
        .set(Kinds::REGION, AreaCode::new("a"))
        .set(Kinds::REGION, text.clone())
        .set(Kinds::CHOICE, "红")
        .set(Kinds::CHOICE, text);
    let numbers = Kinds::patch()
        .set(Kinds::NUMBER, 1)
        .set(Kinds::NUMBER, 1.5)
        .set(Kinds::NUMBER, 1_f32)
        .set(Kinds::NUMBER, 1_u8)
        .set(Kinds::NUMBER, Some(1.5))
        .set(Kinds::NUMBER, None::<f64>)
        .set(Kinds::INTEGER, 1)
        .set(Kinds::INTEGER, i64::MAX)
        .set(Kinds::AGE, 1_i16)
        .set(Kinds::AGE, Some(20))
        .set(Kinds::BOOLEAN, true)
        .set(Kinds::BOOLEAN, Some(false))
        .set(Kinds::DATE_TIME, DateTime::from_millis(0))
        .set(Kinds::DATE, Date::from_millis(0))
        .set(Kinds::TIME, TimeOfDay::from_millis(0))
        .clear(Kinds::TIME);
    let others = Kinds::patch()
        .set(Kinds::RELATION, &shelf)
        .set(Kinds::RELATION, shelf.clone())
        .set(Kinds::RELATION, Some(&shelf))
        .set(Kinds::RELATION, None::<Id<Shelf>>)
        .set(Kinds::NEW_RELATION, Id::<Stand>::new("1"))
        .set(Kinds::DETAIL, Some(shelf))
        .set(Kinds::LOCATION, Location::default())
        .set(Kinds::LOCATION, Location { address: "a".into(), point: Some(GeoPoint { longitude: 1.0, latitude: 2.0 }) })
        .set(Kinds::JSON, json!({ "a": 1 }))
        .set(Kinds::JSON, Json(json!([1])))
        .set(Kinds::TEXTS, vec!["a"])
        .set(Kinds::TEXTS, vec![String::from("a")])
        .set(Kinds::TEXTS, Vec::<String>::new())
        .set(Kinds::TEXTS, Some(vec!["a"]))
        .set(Kinds::TABLE, vec![vec![1, 2], vec![]])
        .set(Kinds::IMAGES, vec![FileRef::new("a")])
        .set(Kinds::IMAGES, vec!["a"])
        .set(Kinds::CHOICES, vec!["红"]);
    let _ = Book::patch().set(Book::AUTHOR, Id::<Author>::new("1")).set(Book::MARKS, vec![1.5]);
    [texts, numbers, others]
}

/// Functions over all models, as programs write them.
async fn generic<R: weda::Row + Updatable>(client: &Client) -> weda::Result<()> {
    R::delete(client, &Id::<R>::new("r1")).await?;
    R::update(client, &Id::<R>::new("r1"), R::patch()).await
}

async fn stored<N>(client: &Client, new: N) -> weda::Result<()>
where
    N: IntoCreate<Model = Book>,
    Book: Creatable,
{
    Book::create(client, new).await.map(drop)
}
