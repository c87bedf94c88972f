//! The API that programs rely on: the traits of every public type, and a call of every public method in the forms that
//! inference must accept: literals, owned and borrowed values, arrays, vectors, iterators, streams, closures, `None`, `?` on
//! foreign errors, without type arguments.
//!
//! | file | content |
//! |---|---|
//! | `traits.rs` | the common traits of each public type, futures and streams included: `traits.txt` |
//! | `clients.rs` | `Client`, `ClientBuilder`, tokens, rate limiters, proxies, environment types, `request`, catalogs, SQL |
//! | `queries.rs` | `Row` reads, `Query`, `PartialQuery`, `Pages`, `Rows`, `Cursor`, `Field`, `Filter`, `Order`, `FilterRange`, `get_many` |
//! | `writes.rs` | `create`, `update`, `delete`, `Patch`, `Create`, every `IntoValue`, values of users |
//! | `bulks.rs` | `Bulk`, `Outcome`, `Outcomes`, `OutcomeCounts`, `Unconfirmed`, `OutcomeStream` |
//! | `untyped.rs` | `dynamic` |
//! | `texts.rs` | `Id`, times, files, regions, places, options, `Error`, `Code`, `RequestPreview` |
//!
//! All calls run against a fake service; their requests are pinned in `requests.txt`.

// The longer forms are intended too.
#![allow(
    clippy::assign_op_pattern,
    clippy::cloned_ref_to_slice_refs,
    clippy::map_clone,
    clippy::map_identity,
    clippy::needless_borrows_for_generic_args
)]

mod bulks;
mod clients;
mod queries;
mod texts;
mod traits;
mod untyped;
mod writes;

use std::pin::Pin;
use std::task::{Context, Poll};

use futures_util::Stream;
use weda::Client;

use crate::service::Service;

/// A program's error type that converts from any error.
type Any<T = ()> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// An iterator as a stream.
struct Streamed<I>(I);

impl<I: Iterator + Unpin> Stream for Streamed<I> {
    type Item = I::Item;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<I::Item>> {
        Poll::Ready(self.0.next())
    }
}

/// Runs a future in another task.
async fn spawned<T: Send + 'static>(future: impl Future<Output = T> + Send + 'static) -> T {
    tokio::spawn(future).await.unwrap()
}

#[tokio::test]
async fn the_calls_that_programs_make_compile_and_run() {
    let service = Service::start().await;
    let client = Client::for_emulator(&service.address);
    spawned(clients::all(client.clone(), service.address.clone())).await.unwrap();
    spawned(queries::all(client.clone())).await.unwrap();
    spawned(writes::all(client.clone())).await.unwrap();
    spawned(bulks::all(client.clone())).await.unwrap();
    spawned(untyped::all(client.clone())).await.unwrap();
    texts::all().unwrap();
    assert!(service.taken().len() > 100);
}
