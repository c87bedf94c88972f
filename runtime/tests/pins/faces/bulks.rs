use weda::bulk::{Changes, Creates, OutcomeCounts, OutcomeStream, Unconfirmed};
use weda::prelude::*;
use weda::{Bulk, Error, Outcome, Outcomes, Patch};

use super::{Any, Streamed, spawned};
use crate::models::{Book, Kinds, NewBook, Title};

fn new(title: &str) -> NewBook {
    NewBook { title: title.into() }
}

fn cheaper() -> Patch<Book> {
    Book::patch().set(Book::PRICE, 1)
}

pub async fn all(client: Client) -> Any {
    creates(&client).await?;
    changes(&client).await?;
    deletes(&client).await?;
    outcomes(&client).await
}

async fn creates(client: &Client) -> Any {
    let titles = ["甲", "乙"];
    let ids: Vec<Id<Book>> = Book::create_many(client, titles.map(new)).await?.into_ids()?;
    assert_eq!(ids.len(), 2);
    let _ = Book::create_many(client, titles.iter().map(|title| new(title))).await?;
    let _ = Book::create_many(client, vec![new("甲")]).await?;
    let _ = Book::create_many(client, (1..=3).map(|number| NewBook { title: format!("第{number}册") })).await?;
    let _ = Book::create_many(client, Some(new("甲"))).await?;
    let _ = Book::create_many(client, std::iter::empty::<NewBook>()).await?;
    let _ = Book::create_many(client, titles.map(|title| new(title).set(Book::PRICE, 1.5))).await?;
    let _ = Book::create_many(client, [Ok(new("甲")), Err("no title")]).await?;
    let _ = Book::create_many(client, titles.map(|title| Ok::<_, Error>(new(title)))).await?;
    let _ = Book::create_many(client, titles.map(|title| title.parse::<u8>().map(|_| new(title)))).await?;
    let _ = Book::create_many(client, Streamed(titles.into_iter().map(new))).await?;
    let _ = Book::create_many(client, Streamed(titles.into_iter().map(|it| Ok::<_, std::io::Error>(new(it))))).await?;
    let _ = Kinds::create_many(client, [Kinds::new(), Kinds::new().set(Kinds::TEXT, "甲")]).await?;
    let _: Vec<Id<Title>> = Title::create_many(client, titles.map(new)).await?.into_ids()?;
    let rows = titles.map(|isbn| new("甲").set(Book::ISBN, isbn));
    let mut last = OutcomeCounts::default();
    Book::create_many(client, rows)
        .unique_by(Book::ISBN)
        .max_rows_per_call(2)
        .max_bytes_per_call(1000)
        .concurrency(1)
        .on_progress(|tally| last = tally)
        .await?
        .into_ids()?;
    assert_eq!(last.rows(), 2);
    // Inputs may borrow.
    let borrowed: Bulk<'_, Id<Book>, Creates> = Book::create_many(client, titles.iter().copied().map(new));
    let _ = borrowed.await?;
    let owned = client.clone();
    spawned(async move { Book::create_many(&owned, vec![new("甲")]).await?.into_ids() }).await?;
    Ok(())
}

async fn changes(client: &Client) -> Any {
    let ids = [Id::<Book>::new("r1"), Id::new("r2")];
    let bulk: Bulk<'_, Id<Book>, Changes> = Book::update_many(client, ids.iter().map(|id| (id, cheaper())));
    bulk.await?.into_ids()?;
    let by_default: Bulk<'_, Id<Book>> = Book::update_many(client, ids.clone().map(|id| (id, cheaper())));
    by_default.await?.into_ids()?;
    let _ = Book::update_many(client, vec![(&ids[0], cheaper())]).await?;
    let _ = Book::update_many(client, [Ok::<_, Error>((&ids[0], cheaper()))]).await?;
    let _ = Book::update_many(client, [Ok((ids[0].clone(), cheaper())), Err("no id")]).await?;
    let _ = Book::update_many(client, Streamed(ids.iter().map(|id| (id, cheaper())))).await?;
    let _ = Title::update_many(client, [(&ids[0], cheaper())]).await?;
    let _ = Book::update_many(client, [(Ok::<_, Error>(&ids[0]), cheaper())]).await?;
    Ok(())
}

async fn deletes(client: &Client) -> Any {
    let ids = vec![Id::<Book>::new("r1"), Id::new("r2")];
    let _: Vec<Id<Book>> = Book::delete_many(client, &ids).await?.into_ids()?;
    let _ = Book::delete_many(client, ids.clone()).await?;
    let _ = Book::delete_many(client, ids.iter()).await?;
    let _ = Book::delete_many(client, ids.iter().map(|id| id)).await?;
    let _ = Book::delete_many(client, [Ok(&ids[0]), Err("no id")]).await?;
    let _ = Book::delete_many(client, Streamed(ids.clone().into_iter())).await?;
    let _ = Title::delete_many(client, ids.first()).await?;
    let books = Book::query(client).await?;
    let _ = Book::delete_many(client, books.iter().map(|book| &book.id)).await?;
    // Rows that are read are the input of a write.
    let _ = Book::delete_many(client, books.into_iter().map(|book| book.id)).await?;
    Ok(())
}

async fn outcomes(client: &Client) -> Any {
    let outcomes: Outcomes<Id<Book>> = Book::create_many(client, ["甲", "乙"].map(new)).await?;
    let tally: OutcomeCounts = outcomes.counts();
    let _: [u64; 5] = [tally.succeeded, tally.failed, tally.unknown, tally.not_sent, tally.rows()];
    assert_eq!(outcomes.len(), 2);
    for outcome in &outcomes {
        let _: (Option<&Id<Book>>, Option<&Error>, bool, bool) =
            (outcome.id(), outcome.error(), outcome.is_succeeded(), outcome.is_unknown());
    }
    for outcome in outcomes.clone() {
        match outcome {
            Outcome::Succeeded(id) => drop::<Id<Book>>(id),
            Outcome::Unknown(unconfirmed) => settled(&unconfirmed),
            Outcome::Failed(error) | Outcome::NotSent(error) => return Err(error.into()),
            _ => {}
        }
    }
    let _: Vec<Outcome<Id<Book>>> = outcomes.clone().into_vec();
    let _: Outcomes<Id<Book>> = Outcomes::from(outcomes.into_vec());
    let mut stream: OutcomeStream<'_, Id<Book>> = Book::create_many(client, [new("甲")]).stream();
    while let Some(outcome) = stream.next().await {
        let _: Option<Id<Book>> = outcome.id().cloned();
    }
    let _: OutcomeCounts = stream.counts();
    Ok(())
}

fn settled(unconfirmed: &Unconfirmed<Id<Book>>) {
    let _: (Vec<Id<Book>>, &Error, std::ops::Range<u64>) = (unconfirmed.ids(), unconfirmed.error(), unconfirmed.rows());
}
