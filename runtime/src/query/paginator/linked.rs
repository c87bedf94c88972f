//! Pages of rows whose related records are read beside them.

use std::borrow::Cow;

use super::Fetched;
use crate::Error;
use crate::client::Client;
use crate::protocol::PageRequest;
use crate::query::InvalidRecord;
use crate::records::{self, RowDecoder};
use crate::related::Loader;

/// Like [`fetch`](super::fetch), then loads the related records.
pub(super) async fn fetch<R: Send>(
    loader: Loader,
    client: Client,
    decoder: RowDecoder<R>,
    model: Cow<'static, str>,
    page: PageRequest,
    allow_invalid: bool,
) -> Result<Fetched<R>, Error> {
    let fetched = super::fetch(client, RowDecoder::text(), model.clone(), page, allow_invalid).await?;
    let Fetched { request, answer, page: records::Page { rows: records, count, ids }, mut invalid, shortened } =
        fetched;
    let found = loader.load(&records).await?;
    let mut rows = Vec::with_capacity(records.len());
    for record in &records {
        match decoder.linked(&model, record, &found) {
            Ok(row) => rows.push(row),
            Err(text) if allow_invalid => invalid.push(InvalidRecord::new(record.id(), text)),
            Err(text) => return Err(Error::decode(text).in_call(&request, &answer.request_id)),
        }
    }
    Ok(Fetched { request, answer, page: records::Page { rows, count, ids }, invalid, shortened })
}
