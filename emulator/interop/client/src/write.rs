//! Books for node-sdk to read. The unique `isbn` names the gateway, the way in which a book was written, and the case.

use weda::prelude::*;
use weda::row::Upserted;
use weda::{Create, Patch};

use crate::Outcome;
use crate::models::author::NewAuthor;
use crate::models::chapter::NewChapter;
use crate::models::shelf::NewShelf;
use crate::models::{Author, Book, Chapter, NewBook, Shelf};
use crate::values::{book, each_field, related};

/// Records for relations. Only the data-model gateway writes lists of them.
struct Targets {
    shelf: Id<Shelf>,
    author: Id<Author>,
    chapters: Option<Vec<Id<Chapter>>>,
}

pub async fn all(client: &Client, gateway: &str) -> Outcome {
    let targets = targets(client, gateway).await?;
    let new = |way: &str, case: &str| new(&targets, &format!("{gateway}-{way}"), case);
    for case in ["full", "edge", "null"] {
        Book::create(client, new(&format!("create-{case}"), case)).await?;
    }
    let bare = NewBook { title: book("null").title }.set(Book::ISBN, format!("{gateway}-create-bare"));
    Book::create(client, bare).await?;
    Book::create_many(client, ["full", "edge"].map(|case| new(&format!("many-{case}"), case))).await?.into_ids()?;

    let edge = Book::create(client, new("update-full", "edge")).await?;
    Book::update(client, &edge.id, patch(&targets, "full")).await?;
    let full = Book::create(client, new("clear-null", "full")).await?;
    Book::update(client, &full.id, patch(&targets, "null")).await?;
    if gateway == "model" {
        // A record that is created does not get the values of the patch.
        for (key, twice) in [("upsert-edge", false), ("upsert-full", true)] {
            let upsert = || Book::upsert(client, Book::ISBN, new(key, "edge"), patch(&targets, "full"));
            let Upserted::Created(_) = upsert().await? else { return Err(format!("{key} is not new").into()) };
            if twice {
                let Upserted::Updated = upsert().await? else { return Err(format!("{key} is new again").into()) };
            }
        }
    }
    Ok(())
}

async fn targets(client: &Client, gateway: &str) -> Result<Targets, Box<dyn std::error::Error>> {
    let names = related("full");
    let shelf = Shelf::create(client, NewShelf { name: names.shelf.unwrap_or_default().into() }).await?;
    let author = Author::create(client, NewAuthor { name: names.author.unwrap_or_default().into() }).await?;
    let chapters = names.chapters.into_iter().map(|name| NewChapter { name: name.into() });
    let chapters = Chapter::create_many(client, chapters).await?.into_ids()?;
    Ok(Targets { shelf: shelf.id, author: author.id, chapters: (gateway == "model").then_some(chapters) })
}

fn new(targets: &Targets, key: &str, case: &str) -> Create<Book> {
    let book = book(case);
    let mut new = NewBook { title: book.title }.set(Book::ISBN, key);
    macro_rules! set {
        ($($field:ident $member:ident),*) => {
            $(new = new.set(Book::$field, book.$member);)*
        };
    }
    each_field!(set);
    let full = case == "full";
    new = new.set(Book::SHELF, full.then_some(&targets.shelf)).set(Book::AUTHOR, full.then_some(&targets.author));
    match &targets.chapters {
        Some(chapters) => new.set(Book::CHAPTERS, if full { &chapters[..] } else { &[] }),
        None => new,
    }
}

fn patch(targets: &Targets, case: &str) -> Patch<Book> {
    let book = book(case);
    let mut patch = Book::patch();
    macro_rules! set {
        ($($field:ident $member:ident),*) => {
            $(patch = patch.set(Book::$field, book.$member);)*
        };
    }
    each_field!(set);
    let full = case == "full";
    patch = patch.set(Book::SHELF, full.then_some(&targets.shelf)).set(Book::AUTHOR, full.then_some(&targets.author));
    match &targets.chapters {
        Some(chapters) if full => patch.set(Book::CHAPTERS, &chapters[..]),
        Some(_) => patch.clear(Book::CHAPTERS),
        None => patch,
    }
}
