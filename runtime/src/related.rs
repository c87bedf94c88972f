//! Loading of related records that answers do not have in place: read by their ids, in as few calls as their URLs allow.

mod by_ids;

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use tokio::sync::Mutex;

pub(crate) use by_ids::{every_page, read as by_ids};

use crate::Error;
use crate::client::Client;
use crate::codec::{self, Found};
use crate::protocol::operation::Related;
use crate::records::{Record, RowDecoder};

/// Maximum number of records that a query remembers for its next pages.
const MAX_KEPT: usize = 4_096;

/// Loads the related records of the rows of one call or query.
#[derive(Debug, Clone)]
pub(crate) struct Loader {
    client: Client,
    /// The relations that are not expanded in place.
    relations: Arc<[&'static Related]>,
    /// Prefetched pages wait for each other, since they refer to the same records.
    kept: Arc<Mutex<Kept>>,
}

/// The records so far by the position of their relation; `None` for those that do not exist.
#[derive(Debug, Default)]
struct Kept(HashMap<usize, HashMap<String, Option<Arc<str>>>>);

impl Loader {
    /// Returns `None` if the answers have everything in place.
    ///
    /// # Errors
    /// Returns an error if the gateway cannot load one of the relations.
    pub fn of(client: &Client, related: &'static [Related]) -> Result<Option<Self>, Error> {
        let mut relations = Vec::new();
        for relation in related {
            if !client.gateway().expands(relation)? {
                relations.push(relation);
            }
        }
        let is_needed = !relations.is_empty();
        Ok(is_needed.then(|| Self { client: client.clone(), relations: relations.into(), kept: Arc::default() }))
    }

    /// Reads the records that the relations of these records lead to.
    pub async fn load(&self, records: &[Record]) -> Result<Arc<Found>, Error> {
        let mut wanted: HashMap<usize, BTreeSet<String>> = HashMap::new();
        let mut of_fields = Vec::with_capacity(self.relations.len());
        for relation in &*self.relations {
            let mut ids = BTreeSet::new();
            for record in records {
                ids.extend(ids_at(record.as_json(), relation.field));
            }
            let source = self.source(relation);
            wanted.entry(source).or_default().extend(ids.iter().cloned());
            of_fields.push((relation.field, source, ids));
        }
        let mut kept = self.kept.lock().await;
        for (source, ids) in wanted {
            let relation = self.relations[source];
            let known = kept.0.entry(source).or_default();
            let unknown: HashSet<String> = ids.iter().filter(|id| !known.contains_key(*id)).cloned().collect();
            let model = Cow::Borrowed(relation.model);
            let read = by_ids(&self.client, model, RowDecoder::text(), relation.select, unknown.clone()).await?;
            if known.len() + unknown.len() > MAX_KEPT {
                known.retain(|id, _| ids.contains(id));
            }
            let mut read: HashMap<String, Record> = read.into_iter().collect();
            // A record that does not exist is remembered, too.
            known.extend(unknown.into_iter().map(|id| {
                let text = read.remove(&id).map(|record| record.into_json().into());
                (id, text)
            }));
        }
        let mut found = Found::default();
        for (field, source, ids) in of_fields {
            let known = kept.0.get(&source);
            let texts = ids.into_iter().filter_map(|id| {
                let text = known?.get(&id)?.clone()?;
                Some((id, text))
            });
            found.0.insert(field, texts.collect());
        }
        for known in kept.0.values_mut() {
            if known.len() > MAX_KEPT {
                known.clear();
            }
        }
        Ok(Arc::new(found))
    }

    /// Decodes a record with the records of its relations.
    pub async fn row<R>(self, decoder: RowDecoder<R>, model: Cow<'static, str>, record: Record) -> Result<R, Error> {
        let found = self.load(std::slice::from_ref(&record)).await?;
        decoder.linked(&model, &record, &found).map_err(Error::decode)
    }

    /// Returns the position of the first relation with the same records, which are read once for both.
    fn source(&self, relation: &Related) -> usize {
        let same =
            |other: &&Related| other.model == relation.model && (other.select)().fields == (relation.select)().fields;
        self.relations.iter().position(same).unwrap_or_default()
    }
}

/// Returns the ids in a field of a record, which is a relation or a list of relations.
fn ids_at(record: &str, field: &str) -> Vec<String> {
    let value = codec::members(record.as_bytes()).filter_map(Result::ok).find(|(name, _)| name == field);
    value.map_or_else(Vec::new, |(_, value)| codec::related_ids(value))
}

#[cfg(test)]
mod tests;
