//! Random lists and their expected answers.

use std::cmp::Ordering;

use fastrand::Rng;
use serde_json::{Map, Value, json};

use super::condition;
use super::evaluate::Rules;
use super::schema::{self, End, Kind};
use super::value::compare;
use super::world::World;

/// A list of a model's records.
pub struct Question {
    pub model: &'static str,
    pub filter: Value,
    /// The fields to sort by; `true` means descending.
    order: Vec<(&'static str, bool)>,
    /// The relations to select.
    relations: Vec<End>,
    size: usize,
    page: usize,
    count: bool,
}

impl Question {
    pub fn random(rng: &mut Rng, world: &World) -> Self {
        let model = *rng.choice(["person", "person", "person", "pet", "club", "badge", "note"].iter()).unwrap();
        let sortable = |kind| !matches!(kind, Kind::Texts | Kind::Numbers | Kind::Object);
        let mut fields: Vec<_> =
            schema::fields(model).iter().filter(|(_, kind)| sortable(*kind)).map(|(key, _)| *key).collect();
        fields.push("_id");
        rng.shuffle(&mut fields);
        let order =
            fields.into_iter().take(rng.choice([0, 0, 1, 2, 3]).unwrap()).map(|key| (key, rng.bool())).collect();
        let mut relations = schema::ends(model);
        relations.retain(|end| end.shape != schema::Shape::PlainId && rng.u8(0..4) == 0);
        let (size, page) = if rng.bool() { (200, 1) } else { (rng.usize(1..9), rng.usize(1..4)) };
        let filter = condition::filter(rng, world, model);
        Self { model, filter, order, relations, size, page, count: rng.bool() }
    }

    /// The same question with another filter, without order and pages.
    pub fn plain(&self, filter: Value) -> Self {
        Self { filter, order: Vec::new(), relations: Vec::new(), size: 200, page: 1, count: true, model: self.model }
    }

    pub fn body(&self) -> Value {
        let mut select = Map::from_iter([("_id".to_owned(), json!(true))]);
        select.extend(self.relations.iter().map(|end| (end.field.to_owned(), json!({ "_id": true }))));
        let order: Vec<Value> = self
            .order
            .iter()
            .map(|(key, descending)| json!({ *key: if *descending { "desc" } else { "asc" } }))
            .collect();
        json!({
            "filter": self.filter, "select": select, "orderBy": order, "pageSize": self.size, "pageNumber": self.page,
            "getCount": self.count
        })
    }

    /// All records that match, in the order of their creation.
    pub fn matching<'w>(&self, rules: Rules, world: &'w World) -> Vec<&'w Value> {
        let records = world.records[self.model].iter();
        records.filter(|record| world.matches(rules, self.model, record, &self.filter)).collect()
    }

    /// The data of the answer.
    pub fn answer(&self, rules: Rules, world: &World) -> Value {
        let mut found = self.matching(rules, world);
        found.sort_by(|a, b| self.compare(a, b));
        let records = found.iter().skip((self.page - 1) * self.size).take(self.size).map(|record| {
            let mut shown = json!({ "_id": record["_id"] });
            for end in &self.relations {
                let id = |related: &&Value| json!({ "_id": related["_id"] });
                let related: Vec<Value> = world.shown(rules, end, record, &self.filter).iter().map(id).collect();
                shown[end.field] =
                    if end.is_list() { related.into() } else { related.into_iter().next().unwrap_or_default() };
            }
            shown
        });
        let mut data = json!({ "records": records.collect::<Vec<_>>() });
        if self.count {
            data["total"] = json!(found.len());
        }
        data
    }

    /// The order of two records: missing values first, as in MySQL, ties in the order of creation.
    fn compare(&self, a: &Value, b: &Value) -> Ordering {
        let field = |(key, descending): &(&str, bool)| {
            let order = match (&a[*key], &b[*key]) {
                (Value::Null, Value::Null) => Ordering::Equal,
                (Value::Null, _) => Ordering::Less,
                (_, Value::Null) => Ordering::Greater,
                (a, b) => compare(a, b).unwrap(),
            };
            if *descending { order.reverse() } else { order }
        };
        self.order.iter().map(field).fold(Ordering::Equal, Ordering::then)
    }
}

/// The conditions inside a filter, each as a filter of its own, to find the smallest that is answered wrongly.
pub fn parts(filter: &Value) -> Vec<Value> {
    let mut found = Vec::new();
    if let Some(condition) = filter.get("where") {
        found.extend(inside(condition).into_iter().map(|part| json!({ "where": part })));
    }
    for (key, related) in filter["relateWhere"].as_object().into_iter().flatten() {
        found.push(json!({ "relateWhere": { key: related } }));
        let parts = inside(&related["where"]).into_iter();
        found.extend(parts.map(|part| json!({ "relateWhere": { key: { "where": part } } })));
    }
    found
}

fn inside(condition: &Value) -> Vec<Value> {
    let mut found = Vec::new();
    for (member, value) in condition.as_object().into_iter().flatten() {
        found.push(json!({ member: value }));
        match value {
            Value::Array(group) => {
                for condition in group {
                    found.push(condition.clone());
                    found.extend(inside(condition));
                }
            }
            operators => {
                let operators = operators.as_object().into_iter().flatten();
                found.extend(operators.map(|(operator, operand)| json!({ member: { operator: operand } })));
            }
        }
    }
    found
}
