//! Random records with random relations: in the emulator, and in plain lists beside it.

use std::collections::BTreeMap;

use fastrand::Rng;
use serde_json::{Value, json};

use super::schema::{self, End, MODELS, RELATIONS, Shape};
use super::value;
use crate::fixture::Served;
use crate::model::data;

/// The records of all models and the pairs of all relations.
pub struct World {
    /// In the order of their creation.
    pub records: BTreeMap<&'static str, Vec<Value>>,
    /// The pairs of each relation: the ids of the records at its two ends.
    pairs: Vec<Vec<[String; 2]>>,
}

impl World {
    /// Random records, which are also stored.
    pub fn random(rng: &mut Rng, served: &Served) -> Self {
        let mut world = Self { records: BTreeMap::new(), pairs: vec![Vec::new(); RELATIONS.len()] };
        for (model, fields) in MODELS {
            let count = if model == "person" { rng.usize(0..40) } else { rng.usize(0..15) };
            let record = |number| {
                // Ids of callers may have any letters.
                let end = if number % 3 == 0 { "'\"\\%/李\0" } else { "" };
                let mut record = json!({ "_id": format!("{}{number}{end}", &model[..2]) });
                for (index, (key, kind)) in fields.iter().enumerate() {
                    record[*key] = if index == 0 { json!(value::text(rng)) } else { value::value(rng, *kind) };
                }
                record
            };
            let records: Vec<Value> = (0..count).map(record).collect();
            served.emulator.load(model, records.iter().cloned()).unwrap();
            world.records.insert(model, records);
        }
        world.relate(rng, served);
        world
    }

    /// Writes random relations from both sides, each with a call, and deletes some records.
    fn relate(&mut self, rng: &mut Rng, served: &Served) {
        for (model, _) in MODELS {
            for end in schema::ends(model) {
                for id in self.ids(model) {
                    if rng.bool() {
                        continue;
                    }
                    let targets = self.targets(rng, &end);
                    self.replace(&end, &id, &targets);
                    let reference = |id: &String| json!({ "_id": id });
                    let value = match (end.is_list(), targets.first()) {
                        (true, _) => targets.iter().map(reference).collect(),
                        (false, None) => Value::Null,
                        (false, Some(id)) if end.shape == Shape::PlainId => json!(id),
                        (false, Some(id)) => reference(id),
                    };
                    let body = json!({ "data": { end.field: value }, "filter": { "where": { "_id": { "$eq": id } } } });
                    assert_eq!(data(served, model, "update", &body), json!({ "count": 1 }));
                }
            }
        }
        for model in ["club", "note"] {
            let ids: Vec<String> = self.ids(model).into_iter().filter(|_| rng.u8(0..6) == 0).collect();
            let body = json!({ "filter": { "where": { "_id": { "$in": ids } } } });
            assert_eq!(data(served, model, "deleteMany", &body)["count"], ids.len());
            self.records.get_mut(model).unwrap().retain(|record| !ids.iter().any(|id| record["_id"] == **id));
            for (relation, pairs) in RELATIONS.iter().zip(&mut self.pairs) {
                pairs.retain(|pair| (0..2).all(|side| relation.ends[side].0 != model || !ids.contains(&pair[side])));
            }
        }
    }

    /// The records that an end is to be related to.
    fn targets(&self, rng: &mut Rng, end: &End) -> Vec<String> {
        let mut ids = self.ids(end.target);
        // No document says what two records with the same one of a relation of this shape are.
        if end.shape == Shape::OneSided {
            ids.retain(|id| !self.pairs[end.relation].iter().any(|pair| pair[1 - end.side] == *id));
        }
        rng.shuffle(&mut ids);
        ids.truncate(if end.is_list() { rng.usize(0..6) } else { 1 });
        if end.is_column() && rng.u8(0..10) == 0 {
            // A record that does not exist.
            ids = vec!["gone".to_owned()];
        }
        ids
    }

    fn ids(&self, model: &str) -> Vec<String> {
        self.records[model].iter().map(|record| record["_id"].as_str().unwrap().to_owned()).collect()
    }

    /// Relates a record to these and no others.
    fn replace(&mut self, end: &End, id: &str, targets: &[String]) {
        let (own, other, pairs) = (end.side, 1 - end.side, &mut self.pairs[end.relation]);
        // A record at the end of many has one at the other end.
        let has_one = matches!(end.shape, Shape::ManyOne | Shape::OneOne | Shape::OneSided);
        let is_taken = has_one && (end.is_list() || end.shape == Shape::OneOne);
        pairs.retain(|pair| pair[own] != id && !(is_taken && targets.contains(&pair[other])));
        for target in targets {
            let mut pair = [id.to_owned(), target.clone()];
            if own == 1 {
                pair.reverse();
            }
            pairs.push(pair);
        }
    }

    /// The id that a relation to one record stores.
    pub fn related_id(&self, end: &End, id: &str) -> Value {
        let pair = self.pairs[end.relation].iter().find(|pair| pair[end.side] == *id);
        pair.map_or(Value::Null, |pair| json!(pair[1 - end.side]))
    }

    /// The related records, in the order of their creation.
    pub fn related(&self, end: &End, id: &str) -> Vec<&Value> {
        let is_related = |record: &&Value| {
            self.pairs[end.relation].iter().any(|pair| pair[end.side] == *id && record["_id"] == pair[1 - end.side])
        };
        self.records[end.target].iter().filter(is_related).collect()
    }
}
