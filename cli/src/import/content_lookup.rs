//! Looks up rows without a key by their content, among the records that were created since they were sent.
//!
//! Records with equal content cannot be distinguished, so they are counted: of equal rows, as many are stored as there are
//! records with the same content that do not belong to other rows.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::time::Duration;

use serde_json::{Map, Value};
use weda::Record;
use weda::dynamic::{ModelHandle, first_difference};
use weda::{Error, ErrorKind};
use weda_definition::PLATFORM_KEYS;

use super::creation_time::created_since;
use super::pending_row::PendingRow;
use super::row_queue::{SharedState, lock};
use crate::failure::Failure;
use crate::fields::{Fields, is_filled_in};

/// Time between reads, of which two in a row must agree.
const PAUSE: Duration = Duration::from_millis(300);
/// Maximum number of reads of a store that keeps changing.
const MAX_READS: u32 = 20;

/// The result of a lookup.
#[derive(Debug, Default)]
pub(super) struct Stored {
    /// The ids of the records of rows, by row number.
    pub ids: HashMap<u64, String>,
    /// Surplus records with the content of a row, created by others.
    pub others: Vec<String>,
}

/// Rows with equal content.
struct Group {
    body: Map<String, Value>,
    rows: Vec<u64>,
}

/// Looks up rows until two reads in a row agree.
///
/// # Errors
/// Returns an error if the records cannot be read, or keep changing.
pub(super) async fn by_content(
    model: &ModelHandle,
    fields: Option<&Fields>,
    rows: &[&PendingRow],
    shared: &SharedState,
) -> Result<Stored, Failure> {
    let groups = grouped(rows);
    let index = Index::of(&groups);
    // Without a time the store was empty when the import began, so all records are read.
    let since = rows.iter().map(|row| row.since).min().flatten();
    let mut before: Option<Vec<BTreeSet<String>>> = None;
    for read in 0..MAX_READS {
        if read > 0 {
            tokio::time::sleep(PAUSE).await;
        }
        let found = match candidates(model, fields, since, &groups, &index).await {
            Ok(found) => found,
            // Concurrent writes.
            Err(error) if error.kind() == ErrorKind::UnstableOrder && read + 1 < MAX_READS => continue,
            Err(error) => return Err(error.into()),
        };
        let mut unknown: HashSet<String> = found.iter().flatten().cloned().collect();
        lock(shared).checkpoint.without_known(&mut unknown)?;
        let found: Vec<BTreeSet<String>> =
            found.into_iter().map(|ids| ids.into_iter().filter(|id| unknown.contains(id)).collect()).collect();
        if before.as_ref() == Some(&found) {
            return Ok(assigned(&groups, &found));
        }
        before = Some(found);
    }
    Err(crate::failure::ImportError::StillChanging.into())
}

/// Assigns records to the rows of each group.
fn assigned(groups: &[Group], found: &[BTreeSet<String>]) -> Stored {
    let (mut stored, mut taken) = (Stored::default(), HashSet::new());
    for (group, ids) in groups.iter().zip(found) {
        let ids: Vec<String> = ids.iter().filter(|id| !taken.contains(*id)).cloned().collect();
        for (row, id) in group.rows.iter().zip(ids) {
            taken.insert(id.clone());
            stored.ids.insert(*row, id);
        }
    }
    // Only now, since a record may match several groups with equivalent values, such as 0 and 0.0.
    let others: BTreeSet<&String> = found.iter().flatten().filter(|id| !taken.contains(*id)).collect();
    stored.others = others.into_iter().cloned().collect();
    stored
}

fn grouped(rows: &[&PendingRow]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut indices: HashMap<String, usize> = HashMap::new();
    for row in rows {
        let body: Map<String, Value> = serde_json::from_str(&row.body).unwrap_or_default();
        let printed = serde_json::to_string(&body).unwrap_or_else(|_| row.body.clone());
        let place = *indices.entry(printed).or_insert_with(|| {
            groups.push(Group { body, rows: Vec::new() });
            groups.len() - 1
        });
        groups[place].rows.push(row.number);
    }
    // Larger rows first: a record that matches one of them does not belong to a smaller row.
    groups.sort_by_key(|group| std::cmp::Reverse(group.body.len()));
    groups
}

/// Index of the groups by the text field with the most distinct values.
struct Index {
    field: Option<String>,
    by_text: HashMap<String, Vec<usize>>,
    others: Vec<usize>,
}

impl Index {
    fn of(groups: &[Group]) -> Self {
        let mut texts: HashMap<&str, HashSet<&str>> = HashMap::new();
        for (name, value) in groups.iter().flat_map(|group| &group.body) {
            if let Value::String(text) = value
                && !text.starts_with(['{', '['])
            {
                texts.entry(name).or_default().insert(text);
            }
        }
        let field = texts.iter().max_by_key(|(name, texts)| (texts.len(), **name)).map(|(name, _)| (*name).to_owned());
        let mut index = Self { field, by_text: HashMap::new(), others: Vec::new() };
        for (at, group) in groups.iter().enumerate() {
            match index.field.as_ref().and_then(|field| group.body.get(field)) {
                Some(Value::String(text)) => index.by_text.entry(text.clone()).or_default().push(at),
                _ => index.others.push(at),
            }
        }
        index
    }

    fn groups<'a>(&'a self, record: &Map<String, Value>) -> impl Iterator<Item = usize> + use<'a> {
        let value = self.field.as_ref().and_then(|field| record.get(field)).cloned();
        let with_text = match value {
            Some(Value::String(text)) => self.by_text.get(&text).map(Vec::as_slice).unwrap_or_default(),
            _ => &[],
        };
        with_text.iter().chain(&self.others).copied()
    }
}

/// Returns, per group, the ids of the records that match it.
async fn candidates(
    model: &ModelHandle,
    fields: Option<&Fields>,
    since: Option<i64>,
    groups: &[Group],
    index: &Index,
) -> Result<Vec<BTreeSet<String>>, Error> {
    let query = match since {
        Some(since) => model.query().filter(created_since(since)),
        None => model.query(),
    };
    let mut found = vec![BTreeSet::new(); groups.len()];
    let mut pages = query.pages();
    while let Some(page) = pages.next().await {
        for record in page?.rows {
            let Some(members) = members(&record) else { continue };
            for at in index.groups(&members) {
                let body = &groups[at].body;
                if holds_the_same(body, &members, fields) {
                    found[at].insert(record.id().to_owned());
                }
            }
        }
    }
    Ok(found)
}

fn members(record: &Record) -> Option<Map<String, Value>> {
    serde_json::from_str(record.as_json()).ok()
}

/// Returns true if a record contains what was sent, and otherwise only what the service fills in.
fn holds_the_same(sent: &Map<String, Value>, stored: &Map<String, Value>, fields: Option<&Fields>) -> bool {
    if first_difference(sent, stored, |_| true).is_some() {
        return false;
    }
    let is_sent = |name: &&String| sent.get(*name).is_some_and(|value| !value.is_null());
    let not_sent = stored.keys().filter(|name| !is_sent(name)).map(|name| (name.clone(), Value::Null)).collect();
    let fills_in = |name: &str| PLATFORM_KEYS.contains(&name) || is_filled_in(fields, name);
    first_difference(&not_sent, stored, fills_in).is_none()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn group(rows: &[u64]) -> Group {
        Group { body: Map::new(), rows: rows.to_vec() }
    }

    fn ids(ids: &[&str]) -> BTreeSet<String> {
        ids.iter().map(|id| (*id).to_owned()).collect()
    }

    #[test]
    fn equal_rows_are_counted() {
        let stored = assigned(&[group(&[1, 2]), group(&[3]), group(&[4])], &[ids(&["a"]), ids(&["b", "c"]), ids(&[])]);
        assert_eq!(stored.ids, [(1, "a".to_owned()), (3, "b".to_owned())].into());
        assert_eq!(stored.others, ["c"]);
    }

    /// Two rows with equivalent values were two groups that matched the same two records: the first group took one record
    /// and counted the other as surplus, so that the second row was stored again.
    #[test]
    fn a_record_may_match_several_groups() {
        let stored = assigned(&[group(&[1]), group(&[2])], &[ids(&["a", "b"]), ids(&["a", "b"])]);
        assert_eq!(stored.ids, [(1, "a".to_owned()), (2, "b".to_owned())].into());
        assert!(stored.others.is_empty());
    }

    /// The record of a larger row contains all values of a row with fewer values.
    #[test]
    fn a_record_with_more_values_does_not_match() {
        let object = |value: Value| value.as_object().unwrap().clone();
        let sent = object(json!({ "name": "李", "note": null }));
        for (stored, same) in [
            (json!({ "_id": "1", "name": "李", "createdAt": 5, "note": null, "tags": [] }), true),
            (json!({ "_id": "1", "name": "李", "note": "" }), true),
            (json!({ "_id": "1", "name": "王", "note": null }), false),
            (json!({ "_id": "1", "name": "李", "note": "service" }), true),
        ] {
            assert_eq!(holds_the_same(&sent, &object(stored.clone()), None), same, "{stored}");
        }
        let text = r#"{ "properties": { "name": { "type": "string" }, "note": { "type": "string" },
            "kind": { "type": "string", "default": "x" }, "serial": { "type": "string", "format": "x-autonumber" } } }"#;
        let fields = Fields::from(weda_definition::Definition::parse("m", "m", text).unwrap());
        let more = object(json!({ "name": "李", "note": "x" }));
        assert!(!holds_the_same(&sent, &more, Some(&fields)));
        let filled = object(json!({ "name": "李", "kind": "x", "serial": "S1" }));
        assert!(holds_the_same(&sent, &filled, Some(&fields)));
    }
}
