use serde::{Deserialize, Serialize};
use weda_definition::hash::{fnv_64, fnv_64_more};

/// A place in the records of a query, from which it can go on later, in another program perhaps.
///
/// It holds counts, no values of records. It belongs to the query that it came from: the same model, environment type,
/// filter, order and `skip`; with any other one the query ends in
/// [`ErrorKind::InvalidValue`](crate::ErrorKind::InvalidValue).
///
/// ```no_run
/// # use weda::prelude::*;
/// # #[weda_model("book")]
/// # struct Book { id: Id<Book>, title: String }
/// # async fn run(client: Client) -> Result<(), Box<dyn std::error::Error>> {
/// let page = Book::query(&client).page().await?;
/// if let Some(next) = page.next {
///     let text = serde_json::to_string(&next)?;
///     let next: weda::Cursor = serde_json::from_str(&text)?;
///     let rest = Book::query(&client).resume_from(next).await?;
///     println!("{} more", rest.len());
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// A hash of the query's address.
    pub(super) query: u64,
    /// Records read so far.
    pub(super) read: u64,
    /// How many records matched, as far as they were counted.
    pub(super) counted: u64,
}

impl Cursor {
    pub(super) fn is_of(&self, address: &str, skip: u64) -> bool {
        self.query == hash(address, skip)
    }
}

/// What tells a query from others; `address` is its own, but for the page.
///
/// FNV-1a (64 bits): the hash of the standard library may be another one in the next program.
pub(super) fn hash(address: &str, skip: u64) -> u64 {
    fnv_64_more(fnv_64(address.as_bytes()), &skip.to_le_bytes())
}
