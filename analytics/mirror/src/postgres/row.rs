//! Records as rows of a table.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use weda_definition::Definition;

use super::error::Error;
use super::plan::Table;
use super::value::{Cell, Rules};

/// The most fields that are counted one by one.
const MAX_COUNTED: usize = 1_000;

/// Makes rows of the records of one model.
pub(super) struct Rows<'p> {
    table: &'p Table,
    columns: HashMap<&'p str, usize>,
    /// Relations that are held by other tables.
    elsewhere: HashSet<&'p str>,
    rules: Rules,
    keeps_misfits: bool,
    /// Number of values in the last column, by field: of fields without a column, and of values that do not fit theirs.
    pub(super) unknown: BTreeMap<String, u64>,
    pub(super) misfits: BTreeMap<String, u64>,
}

impl<'p> Rows<'p> {
    pub(super) fn of(table: &'p Table, model: Option<&'p Definition>, rules: Rules, keeps_misfits: bool) -> Self {
        let columns = table.columns.iter().enumerate().map(|(at, column)| (column.key.as_str(), at)).collect();
        let fields = model.map(|model| model.fields.as_slice()).unwrap_or_default();
        let elsewhere = fields.iter().filter(|field| !field.is_stored()).map(|field| field.key.as_str()).collect();
        Self { table, columns, elsewhere, rules, keeps_misfits, unknown: BTreeMap::new(), misfits: BTreeMap::new() }
    }

    /// The identifier of the model.
    pub(super) fn model(&self) -> &'p str {
        &self.table.model
    }

    /// Returns the cells of a record, the last one with all that the others cannot hold.
    ///
    /// # Errors
    /// Returns an error that names record and field if a value cannot be stored.
    pub(super) fn cells<'r>(&mut self, id: &str, record: &'r str) -> Result<Vec<Cell<'r>>, Error> {
        let fail = |field: &str, problem: String, can_keep: bool| Error::Value {
            model: self.table.model.clone(),
            record: id.to_owned(),
            field: field.to_owned(),
            problem,
            can_keep,
        };
        let mut values: Vec<Option<&'r RawValue>> = vec![None; self.table.columns.len()];
        let mut others: Vec<(String, &'r RawValue)> = Vec::new();
        let members = Members { columns: &self.columns, values: &mut values, others: &mut others };
        let mut reader = serde_json::Deserializer::from_str(record);
        let twice = members.deserialize(&mut reader).map_err(|error| fail("", error.to_string(), false))?;
        if let Some(key) = twice {
            return Err(fail(&key, "the record has it twice".to_owned(), false));
        }
        let mut cells = Vec::with_capacity(values.len() + 1);
        let mut extra = Vec::new();
        for (column, value) in self.table.columns.iter().zip(&values) {
            let Some(value) = value else {
                cells.push(Cell::Null);
                continue;
            };
            match self.rules.cell(column, value) {
                Ok(cell) => cells.push(cell),
                Err(_) if self.keeps_misfits && column.key != "_id" => {
                    cells.push(Cell::Null);
                    extra.push((column.key.clone(), *value));
                    count(&mut self.misfits, &column.key);
                }
                Err(problem) => return Err(fail(&column.key, problem, column.key != "_id")),
            }
        }
        for (key, value) in others {
            if value.get() != "null" && !self.elsewhere.contains(key.as_str()) {
                count(&mut self.unknown, &key);
                extra.push((key, value));
            }
        }
        cells.push(match extra.is_empty() {
            true => Cell::Null,
            false => self.extra(&extra).map_err(|(field, problem)| fail(&field, problem, false))?,
        });
        Ok(cells)
    }

    fn extra<'o>(&self, members: &[(String, &RawValue)]) -> Result<Cell<'o>, (String, String)> {
        let mut text = String::from("{");
        for (at, (key, value)) in members.iter().enumerate() {
            let of_field = |problem| (key.clone(), problem);
            self.rules.stored_json(value.get().into()).map_err(of_field)?;
            if at > 0 {
                text.push(',');
            }
            text.push_str(&serde_json::Value::from(key.as_str()).to_string());
            text.push(':');
            text.push_str(value.get());
        }
        text.push('}');
        match self.rules.stored_json(Cow::Owned(text)) {
            Ok(cell) => Ok(cell),
            Err(problem) => Err((members.iter().map(|(key, _)| key.as_str()).collect::<Vec<_>>().join(", "), problem)),
        }
    }
}

fn count(counts: &mut BTreeMap<String, u64>, key: &str) {
    if let Some(count) = counts.get_mut(key) {
        *count += 1;
    } else if counts.len() < MAX_COUNTED {
        counts.insert(key.to_owned(), 1);
    }
}

/// Reads the members of a record. Returns the key of one that it has twice.
struct Members<'m, 'p, 'r> {
    columns: &'m HashMap<&'p str, usize>,
    values: &'m mut Vec<Option<&'r RawValue>>,
    others: &'m mut Vec<(String, &'r RawValue)>,
}

impl<'r> DeserializeSeed<'r> for Members<'_, '_, 'r> {
    type Value = Option<String>;

    fn deserialize<D: Deserializer<'r>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'r> Visitor<'r> for Members<'_, '_, 'r> {
    type Value = Option<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a record")
    }

    fn visit_map<A: MapAccess<'r>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut twice = None;
        while let Some(key) = map.next_key_seed(Key(self.columns))? {
            let value: &'r RawValue = map.next_value()?;
            match key {
                Ok(at) if self.values[at].is_some() => {
                    twice = self.columns.iter().find(|(_, column)| **column == at).map(|(key, _)| (*key).to_owned());
                }
                Ok(at) => self.values[at] = Some(value),
                Err(key) if self.others.iter().any(|(other, _)| *other == key) => twice = Some(key),
                Err(key) => self.others.push((key, value)),
            }
        }
        Ok(twice)
    }
}

/// Finds the column of a key without copying it; returns the key if there is none.
struct Key<'m, 'p>(&'m HashMap<&'p str, usize>);

impl<'r> DeserializeSeed<'r> for Key<'_, '_> {
    type Value = Result<usize, String>;

    fn deserialize<D: Deserializer<'r>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Key<'_, '_> {
    type Value = Result<usize, String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<Self::Value, E> {
        Ok(self.0.get(key).copied().ok_or_else(|| key.to_owned()))
    }
}
