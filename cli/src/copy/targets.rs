//! The records that relations refer to, and which of them the target does not have.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;

use serde_json::{Map, Value};
use weda::Client;
use weda_definition::hash::fnv_64;
use weda_definition::{Kind, printable};

use super::{is_unknown_model, reading};
use crate::arguments::Copy;
use crate::failure::{Failure, Mistake, TransferError};
use crate::fields::Fields;
use crate::progress::grouped;
use crate::records::Source;

/// Number of ids that are collected before they are looked up.
const IDS_AT_ONCE: usize = 1_000;
/// Number of missing ids that are named for each field.
const NAMED: usize = 5;

/// A relation to one record.
struct Relation<'f> {
    field: &'f str,
    model: &'f str,
    /// Hashes of the ids that need no lookup any more.
    seen: HashSet<u64>,
    /// Ids that were not looked up yet.
    waiting: Vec<String>,
    missing: u64,
    /// Some of the missing ids.
    named: Vec<String>,
}

/// Looks up the records that the records of the file refer to; returns a description of those that are missing in the
/// target.
///
/// # Errors
/// Returns an error if a call fails or the file cannot be read.
pub(super) async fn missing(
    task: &Copy,
    target: &Client,
    fields: &Fields,
    file: &Path,
) -> Result<Option<Mistake>, Failure> {
    let mut relations: Vec<Relation<'_>> = fields.definition().fields.iter().filter_map(Relation::of).collect();
    // Records of the file that keep their ids will be there.
    if relations.iter().any(|relation| relation.model == task.model) && task.key.is_none() {
        let mut own = HashSet::new();
        for record in records(file)? {
            own.insert(fnv_64(id(record?.get("_id")).as_bytes()));
        }
        relations.iter_mut().filter(|it| it.model == task.model).for_each(|relation| relation.seen.clone_from(&own));
    }
    if relations.is_empty() {
        return Ok(None);
    }
    for record in records(file)? {
        let record = record?;
        for relation in &mut relations {
            let id = id(record.get(relation.field));
            if id.is_empty() || !relation.seen.insert(fnv_64(id.as_bytes())) {
                continue;
            }
            relation.waiting.push(id);
            if relation.waiting.len() == IDS_AT_ONCE {
                relation.look_up(target).await?;
            }
        }
    }
    for relation in &mut relations {
        relation.look_up(target).await?;
    }
    relations.retain(|relation| relation.missing > 0);
    Ok((!relations.is_empty()).then(|| described(task, &relations)))
}

impl<'f> Relation<'f> {
    fn of(field: &'f weda_definition::Field) -> Option<Self> {
        let Kind::Relation(relation) = &field.kind else { return None };
        let model = relation.target.as_deref().filter(|_| field.is_writable())?;
        let (seen, waiting, named) = (HashSet::new(), Vec::new(), Vec::new());
        Some(Self { field: &field.key, model, seen, waiting, missing: 0, named })
    }

    async fn look_up(&mut self, target: &Client) -> Result<(), Failure> {
        let ids = std::mem::take(&mut self.waiting);
        if ids.is_empty() {
            return Ok(());
        }
        let stored = match target.model(self.model).get_many(&ids).await {
            Ok(records) => records,
            // The model itself is not there.
            Err(error) if is_unknown_model(&error) => HashMap::new(),
            Err(error) => return Err(error.into()),
        };
        for id in ids.into_iter().filter(|id| !stored.contains_key(id)) {
            self.missing += 1;
            if self.named.len() < NAMED {
                self.named.push(printable(&id).into_owned());
            }
        }
        Ok(())
    }
}

fn described(task: &Copy, relations: &[Relation<'_>]) -> Mistake {
    let (from, to) = (printable(&task.from), printable(&task.to));
    let of_field = |relation: &Relation<'_>| {
        let more = if relation.missing > relation.named.len() as u64 { ", .." } else { "" };
        let unit = if relation.missing == 1 { "record" } else { "records" };
        let (field, model) = (printable(relation.field), printable(relation.model));
        let (missing, named) = (grouped(relation.missing), relation.named.join(", "));
        format!("field `{field}` to {missing} {unit} of `{model}` ({named}{more})")
    };
    let what: Vec<String> = relations.iter().map(of_field).collect();
    let what = format!("the records refer to others that {to} does not have: {}", what.join(", "));
    let others: BTreeMap<&str, String> = relations
        .iter()
        .filter(|relation| relation.model != task.model)
        .map(|relation| (relation.model, format!("`weda copy {} --from {from} --to {to}`", printable(relation.model))))
        .collect();
    let first = match others.is_empty() {
        true => String::new(),
        false => format!("copy them first: {}; or ", others.into_values().collect::<Vec<_>>().join(", ")),
    };
    Mistake::new(what, format!("{first}give `--allow-missing` to copy the records all the same"))
}

fn records(file: &Path) -> Result<impl Iterator<Item = Result<Map<String, Value>, Failure>>, Failure> {
    let rows = Source::open(file, &reading(), None).map_err(TransferError::Read)?;
    Ok(rows.map(|row| {
        let row = row.map_err(TransferError::Read)?;
        // A row that is not an object is rejected later, with the reason.
        let record = row.record.ok().and_then(|record| serde_json::from_str(&record).ok());
        Ok(record.unwrap_or_default())
    }))
}

/// The id of a relation, which is a text, an object, or an object as JSON text; empty if it has no value.
fn id(value: Option<&Value>) -> String {
    match value {
        Some(Value::Object(object)) => id(object.get("_id")),
        Some(Value::String(text)) if text.starts_with('{') => {
            serde_json::from_str::<Map<String, Value>>(text).map_or(text.clone(), |object| id(object.get("_id")))
        }
        Some(Value::String(text)) => text.clone(),
        _ => String::new(),
    }
}
