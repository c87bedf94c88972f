use serde::{Deserialize, Serialize};
use weda_definition::hash::{fnv_64, fnv_64_more};

/// A position in the results of a query, from which it can be resumed, also by another program.
///
/// Contains counts, not values of records. Valid for the same model, environment type, filter, order and `skip` only;
/// any other query ends in [`ErrorKind::InvalidValue`](crate::ErrorKind::InvalidValue).
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
    /// Hash of the query's URL.
    pub(super) query: u64,
    /// Number of records read so far.
    pub(super) read: u64,
    /// Number of matches, as far as known.
    pub(super) counted: u64,
}

impl Cursor {
    pub(super) fn is_of(&self, address: &str, skip: u64) -> bool {
        self.query == hash(address, skip)
    }
}

/// Returns the hash that identifies a query; `address` is its URL without the window of the page.
///
/// FNV-1a (64 bits), since the hash of the standard library may differ between programs.
pub(super) fn hash(address: &str, skip: u64) -> u64 {
    fnv_64_more(fnv_64(address.as_bytes()), &skip.to_le_bytes())
}
