//! Whether the service keeps ids that it is given: nobody documents it, so one row goes first, and away again.

use serde_json::value::RawValue;
use weda::Client;

use super::feed::Rows;
use super::run::is_of_the_row;
use super::shape::Shape;
use crate::failure::{Failure, Trouble};
use crate::records::Mark;

/// Rows that the service may refuse before it is taken for a service that refuses ids.
const TRIES: usize = 10;

/// Creates the first row that can be created, and deletes it. The rows come back as they were.
///
/// # Errors
/// The service gives ids of its own, or a call failed.
pub(super) async fn ids(
    client: &Client,
    model: &str,
    shape: &Shape,
    mut rows: Rows,
    mut before: impl FnMut(Mark) -> Result<(), Failure>,
) -> Result<Rows, Failure> {
    let records = client.dynamic(model);
    let (mut passed, mut tries) = (Vec::new(), 0);
    for row in rows.by_ref() {
        let row = row.map_err(Trouble::Rows)?;
        let mark = row.mark;
        let ready = row.text.as_ref().ok().and_then(|text| shape.apply(text).ok());
        passed.push(row);
        let id = ready.as_ref().and_then(|ready| serde_json::from_str::<String>(ready.key.as_ref()?).ok());
        let body = ready.and_then(|ready| RawValue::from_string(ready.body).ok());
        let (Some(body), Some(id)) = (body, id) else { continue };
        if records.get(&id).await?.is_some() {
            // Whoever gave it that id, the service has kept it.
            break;
        }
        before(mark)?;
        match records.create(&body).await {
            Ok(record) => {
                records.delete(record.id()).await?;
                match record.id() == id {
                    true => break,
                    false => return Err(Trouble::IdsNotKept { row: mark.row }.into()),
                }
            }
            Err(error) if is_of_the_row(&error) && tries < TRIES => tries += 1,
            Err(error) => return Err(Failure::Service(error)),
        }
    }
    Ok(Box::new(passed.into_iter().map(Ok).chain(rows)))
}
