use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Bound;

use weda::call::RequestPreview;
use weda::prelude::*;
use weda::query::RowStream;
use weda::query::{InvalidRecord, Page, Pages, PartialQuery, PartialResult};
use weda::{Call, Cursor, Filter, Order, Query, TimeOfDay};

use super::{Any, Streamed, spawned};
use crate::models::{Author, Book, Kinds, Shelf, Specimen, SpecimenChoice, Stand, Title, User};

pub async fn all(client: Client) -> Any {
    reads(&client).await?;
    pages(&client).await?;
    many(&client).await?;
    filters(&client);
    ranges();
    generic::<Book>(&client).await?;
    Ok(())
}

async fn reads(client: &Client) -> Any {
    let id = Id::<Book>::new("r1");
    let _: Option<Book> = Book::get(client, &id).await?;
    let _: Option<Title> = Title::get(client, &id).await?;
    let _ = Shelf::get(client, &Id::<Stand>::new(String::from("1"))).await?;
    let _ = Book::get(client, &"r1".into() as &Id<Book>).await?;
    let by_value: Call<Option<Book>> = Book::get(client, &Id::<Book>::from("r1"));
    let _: Option<RequestPreview> = by_value.preview()?;
    spawned(by_value.into_future()).await?;
    let books: Vec<Book> = Book::query(client).await?;
    let _ =
        Book::query(client).filter(Book::PRICE.gt(1)).order_by(Book::PRICE.desc()).top(1).skip(0).prefetch(2).await?;
    let query: Query<Book> = Book::query(client).filter(Book::TITLE.contains("红"));
    let again = query.clone();
    let _: Option<RequestPreview> = again.preview()?;
    let _: bool = query.clone().exists().await?;
    let _: u64 = query.clone().count().await?;
    let first: Option<Book> = query.clone().first().await?;
    let Some(Book { id, title, .. }) = first else { return Err("a book was expected".into()) };
    assert!(!title.is_empty() && books.iter().any(|book| book.id == id));
    let shared = query.clone();
    spawned(async move { shared.await.map(|books| books.len()) }).await?;
    let mut query = Book::query(client);
    for part in ["a", "b"] {
        query = query.filter(Book::TITLE.contains(part));
    }
    let orders: [Order<Book>; 2] = [Book::PRICE.asc(), Book::TITLE.desc()];
    let _ = query.order_by(orders[0].clone()).await?;
    Ok(())
}

async fn pages(client: &Client) -> Any {
    let page: Page<Book> = Book::query(client).page().await?;
    let (_, _, _, next): (Vec<Book>, Vec<InvalidRecord>, Option<u64>, Option<Cursor>) =
        (page.rows, page.invalid, page.count, page.next);
    if let Some(cursor) = next {
        let text = serde_json::to_string(&cursor)?;
        let _ = Book::query(client).resume_from(serde_json::from_str(&text)?).await?;
    }
    let mut pages: Pages<Book> = Book::query(client).pages();
    while let Some(page) = pages.next().await {
        let _: usize = page?.rows.len();
    }
    let _: Option<Cursor> = pages.cursor();
    let mut rows: RowStream<Book> = Book::query(client).stream();
    while let Some(book) = rows.next().await.transpose()? {
        let _: Book = book;
    }
    let lossy: PartialQuery<Book> = Book::query(client).allow_invalid();
    let partial: PartialResult<Book> = lossy.await?;
    for reject in &partial.invalid {
        let _: (Option<&str>, String) = (reject.id(), reject.to_string());
    }
    let mut pages = Book::query(client).allow_invalid().pages();
    while let Some(page) = pages.next().await {
        let _: Vec<InvalidRecord> = page?.invalid;
    }
    Ok(())
}

async fn many(client: &Client) -> Any {
    let ids = vec![Id::<Book>::new("r1"), Id::new("r2")];
    let found: HashMap<Id<Book>, Book> = Book::get_many(client, &ids).await?;
    let _: Option<&Book> = found.get(&ids[0]);
    let _ = Book::get_many(client, ids.clone()).await?;
    let _ = Book::get_many(client, ids.iter()).await?;
    let _ = Book::get_many(client, ids.iter().map(|id| id.clone())).await?;
    let _ = Book::get_many(client, [Id::<Book>::new("r1")]).await?;
    let _ = Book::get_many(client, &ids[..]).await?;
    let _ = Book::get_many(client, ids.iter().filter(|id| id.as_str() != "r2")).await?;
    let _ = Book::get_many(client, ids.iter().cloned().collect::<HashSet<_>>()).await?;
    let _ = Book::get_many(client, ids.iter().collect::<BTreeSet<_>>()).await?;
    let _ = Book::get_many(client, ids.first()).await?;
    let _ = Book::get_many(client, ids.iter().cloned().map(Ok::<_, std::io::Error>)).await?;
    let _ = Book::get_many(client, Streamed(ids.clone().into_iter())).await?;
    let _ = Book::get_many(client, Streamed(ids.clone().into_iter().map(Ok::<_, weda::Error>))).await?;
    let of_views: HashMap<Id<Title>, Title> = Title::get_many(client, &ids).await?;
    drop(of_views);
    let owned = client.clone();
    spawned(async move { Book::get_many(&owned, ids).await.map(|found| found.len()) }).await?;
    Ok(())
}

fn filters(client: &Client) {
    let title = String::from("红");
    let (borrowed, cow): (&String, Cow<'_, str>) = (&title, Cow::Borrowed("红"));
    let texts: [Filter<Book>; 12] = [
        Book::TITLE.eq("红"),
        Book::TITLE.eq(title.clone()),
        Book::TITLE.ne(borrowed),
        Book::TITLE.gt(cow.clone()),
        Book::TITLE.ge('红'),
        Book::TITLE.lt(title.as_str()),
        Book::TITLE.le(&*title),
        Book::TITLE.contains("红"),
        Book::TITLE.contains(title.clone()),
        Book::TITLE.contains(borrowed),
        Book::TITLE.starts_with(cow.clone()),
        Book::TITLE.ends_with(&title[..]),
    ];
    let all: Filter<Book> = Filter::all(texts.clone());
    let _: Filter<Book> = Filter::any(texts.to_vec());
    let _: Filter<Book> = Filter::any(["a", "b"].map(|part| Book::TITLE.contains(part)));
    let _: Filter<Book> = Filter::all(Some(Book::PRICE.gt(1)));
    let _: Filter<Book> = Filter::when(title.len() > 3, || Book::PRICE.gt(1));
    let _: Filter<Book> = Filter::raw_unchecked("a eq 1");
    let _: Filter<Book> = Filter::raw_unchecked(title.clone());
    let both = (all.clone() & Book::PRICE.gt(1) | !Book::IN_PRINT.eq(true)) & Title::TITLE.eq("a");
    let _ = Book::query(client).filter(both);
    let mut folded = Book::PRICE.gt(1);
    for part in texts {
        folded = folded & part;
    }
    drop(folded);

    let _ =
        [Book::PRICE.eq(1), Book::PRICE.eq(1.5), Book::PRICE.eq(1_u8), Book::PRICE.eq(1_i64), Book::PRICE.eq(0.1_f32)];
    let _ = [Book::PAGES.eq(1), Book::PAGES.eq(1_u32), Book::PAGES.eq(i64::MAX)];
    let _ = [
        Book::PRICE.one_of([1, 2]),
        Book::PRICE.one_of(vec![1.5]),
        Book::PRICE.one_of(Some(3)),
        Book::PRICE.one_of(1..4),
    ];
    let _ = [
        Book::TITLE.one_of(["a", "b"]),
        Book::TITLE.one_of(&[String::from("a")]),
        Book::TITLE.one_of(vec![String::from("a")]),
        Book::TITLE.one_of(title.chars()),
        Book::TITLE.one_of(title.split(' ')),
        Book::TITLE.one_of(HashSet::from(["a"])),
    ];
    let _ = [Book::IN_PRINT.eq(true), Book::IN_PRINT.ne(false), Book::IN_PRINT.one_of([true])];
    let _ = [Book::PRICE.is_null(), Book::SHELF.is_not_null(), Book::AUTHOR.is_null()];
    let shelf = Id::<Shelf>::new("1");
    let _ = [
        Book::SHELF.eq(&shelf),
        Book::SHELF.eq(shelf.clone()),
        Book::SHELF.one_of([&shelf]),
        Book::SHELF.ne(Id::<Stand>::new("1")),
    ];
    let _ = [Book::ID.eq(Id::<Book>::new("1")), Book::ID.one_of(vec![Id::<Title>::new("1")])];
    let _ = [Book::AUTHOR.eq(Id::<Author>::new("1")), Book::OWNER.eq(Id::<User>::new("1"))];
    let _ = [Book::GENRE.eq("小说"), Book::GENRE.eq(String::from("小说")), Kinds::CHOICE.asc().into_filter()];
    let _ = [
        Specimen::CHOICE.eq(SpecimenChoice::红),
        Specimen::CHOICE.one_of(["红"]),
        Specimen::CHOICE.one_of([SpecimenChoice::绿]),
    ];
    let _ = [Book::ADDED_AT.gt(DateTime::from_millis(0)), Book::CREATED_AT.in_range(DateTime::from_millis(0)..)];
    let _ = [Book::PUBLISHED.eq(Date::from_millis(0)), Book::OPENS.le(TimeOfDay::from_millis(0))];
    let _: [&'static str; 2] = [Book::TITLE.name(), Book::备注.name()];
    let copied = Book::TITLE;
    let _ = [copied.eq("a"), copied.ne("b")];
    const CHEAP: fn() -> Filter<Book> = || Book::PRICE.lt(10);
    let _ = CHEAP();
}

/// Keeps arrays of filters of another model of one type.
trait IntoFilter {
    fn into_filter(self) -> Filter<Book>;
}

impl IntoFilter for Order<Kinds> {
    fn into_filter(self) -> Filter<Book> {
        Filter::all([])
    }
}

fn ranges() {
    let (low, high) = (Date::from_millis(0), Date::from_millis(1));
    let _ = [
        Book::PRICE.in_range(1..2),
        Book::PRICE.in_range(1..=2),
        Book::PRICE.in_range(1..),
        Book::PRICE.in_range(..2),
        Book::PRICE.in_range(..=2),
        Book::PRICE.in_range(0.5..=1.5),
        Book::PRICE.in_range((Bound::Excluded(1), Bound::Unbounded)),
        Book::PAGES.in_range(1_i64..2),
        Book::TITLE.in_range("a".."b"),
        Book::TITLE.in_range(String::from("a")..),
        Book::PUBLISHED.in_range(low..high),
        Book::PUBLISHED.in_range(..=high),
    ];
}

/// A function over all rows, as programs write it.
async fn generic<R: weda::Row + 'static>(client: &Client) -> weda::Result<usize> {
    let rows: Vec<R> = R::query(client).top(1).await?;
    let _: Option<R> = R::get(client, &Id::<R>::new("r1")).await?;
    let _ = R::get_many(client, [Id::<R>::new("r1")]).await?;
    let _: u64 = R::query(client).count().await?;
    Ok(rows.len())
}
