//! The expected outcome of each row, compared with the store and with the command's report.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::command::{Outcome, Ran};
use crate::definition::Fields;
use crate::rows::{Flaw, Mode, Row};

/// A record of somebody else's.
#[derive(Debug, Clone)]
pub struct Other {
    pub id: String,
    pub content: String,
    /// It came while an import was under way or broken off.
    pub is_meanwhile: bool,
}

pub struct Account {
    pub fields: Fields,
    pub mode: Mode,
    pub rows: Vec<Row>,
    pub others: Vec<Other>,
    /// The last outcome that was said of a row.
    pub said: BTreeMap<u64, Outcome>,
    /// A run was killed, and may have said less than it did.
    pub was_killed: bool,
    /// Something stood in the way, so that a good row may be rejected.
    pub was_disturbed: bool,
}

impl Account {
    pub fn new(fields: Fields, mode: Mode, rows: Vec<Row>) -> Self {
        let (others, said) = (Vec::new(), BTreeMap::new());
        Self { fields, mode, rows, others, said, was_killed: false, was_disturbed: false }
    }

    /// Another store: nothing is there.
    pub fn begin_anew(&mut self) {
        self.others.clear();
        self.said.clear();
        self.was_killed = false;
    }

    /// The record of a row, as text that is equal for equal records.
    pub fn content(&self, values: impl Fn(&str) -> Option<Value>) -> String {
        let keys = self.fields.0.iter().map(|field| field.key);
        let mut content = String::new();
        for key in keys.chain((self.mode == Mode::Ids).then_some("_id")) {
            if let Some(value) = values(key).filter(|value| !value.is_null()) {
                content.push_str(&format!("{key}={};", normal(&value)));
            }
        }
        content
    }

    pub fn content_of(&self, row: &Row) -> String {
        self.content(|key| row.values.get(key).cloned())
    }

    fn has_unique_codes(&self) -> bool {
        self.mode == Mode::Key || self.fields.has_unique()
    }

    /// Looks at what is stored after a run that ended in any way.
    ///
    /// # Panics
    /// Something is doubled, changed, or of no row; or the command said what is not so.
    pub fn look(&mut self, ran: &Ran, stored: &[Value]) {
        for outcome in &ran.outcomes {
            assert!(outcome.what != "rejected" || !outcome.reason.is_empty(), "row {} has no reason", outcome.row);
            self.said.insert(outcome.row, outcome.clone());
        }
        for (number, _) in self.said.iter().filter(|(_, outcome)| outcome.what == "created") {
            assert!(self.expected(*number).is_some(), "row {number} is bad and created: {:?}", self.row(*number));
        }
        self.was_killed |= ran.code.is_none();
        self.look_at_records(stored);
        self.look_at_ids(stored);
        if ran.summary.is_some() {
            self.look_at_summary(ran);
        } else if let Some(code) = ran.code {
            // A second dead token in a row is taken for wrong keys.
            assert!(
                matches!(code, 1 | 5 | 130) || code == 2 && self.was_disturbed,
                "exit code {code} without a summary: {ran:?}"
            );
        }
    }

    /// The expected record of the row; `None` if it must be rejected.
    ///
    /// A row whose code an earlier row has is one that may be stored once that one is rejected: something stood in its way,
    /// and in a later run the code is free.
    fn expected(&self, number: u64) -> Option<String> {
        let row = self.row(number);
        match &row.flaw {
            None => Some(self.content_of(row)),
            Some(Flaw::TakenCode(code)) if self.was_disturbed => {
                let is_said = |number: u64, what: &str| self.said.get(&number).is_some_and(|it| it.what == what);
                let has_code =
                    |row: &Row| row.flaw.is_none() && row.values.get("code").is_some_and(|it| it == code.as_str());
                let first = (1..).zip(&self.rows).find(|(_, row)| has_code(row)).map(|(number, _)| number);
                let is_free = first.is_none_or(|first| is_said(first, "rejected"));
                (is_free && is_said(number, "created")).then(|| {
                    self.content(|key| match key {
                        "code" => Some(Value::from(code.as_str())),
                        key => row.values.get(key).cloned(),
                    })
                })
            }
            Some(_) => None,
        }
    }

    fn row(&self, number: u64) -> &Row {
        self.rows.get(number as usize - 1).unwrap_or_else(|| panic!("there is no row {number}"))
    }

    /// How many records hold each content, and how many of them are others'.
    fn counts(&self, stored: &[Value]) -> BTreeMap<String, (usize, usize)> {
        let mut counts = BTreeMap::<String, (usize, usize)>::new();
        for record in stored {
            let count = counts.entry(self.content(|key| record.get(key).cloned())).or_default();
            count.0 += 1;
            if self.others.iter().any(|other| record["_id"] == other.id.as_str()) {
                count.1 += 1;
            }
        }
        counts
    }

    /// The good rows of each content.
    fn good(&self) -> BTreeMap<String, Vec<u64>> {
        let mut good = BTreeMap::<String, Vec<u64>>::new();
        for number in 1..=self.rows.len() as u64 {
            if let Some(content) = self.expected(number) {
                good.entry(content).or_default().push(number);
            }
        }
        good
    }

    fn look_at_records(&self, stored: &[Value]) {
        let good = self.good();
        for (content, (all, theirs)) in self.counts(stored) {
            let rows = good.get(&content).map_or(0, Vec::len);
            assert!(all - theirs <= rows, "{} records of {rows} rows that hold {content}", all - theirs);
        }
        for other in &self.others {
            let record = stored.iter().find(|record| record["_id"] == other.id.as_str());
            let record = record.unwrap_or_else(|| panic!("the record {} of somebody else is gone", other.id));
            assert_eq!(self.content(|key| record.get(key).cloned()), other.content, "a record of somebody else");
        }
        if self.has_unique_codes() {
            let mut codes = BTreeSet::new();
            for code in stored.iter().filter_map(|record| record["code"].as_str()) {
                assert!(codes.insert(code), "code {code} is stored twice");
            }
        }
    }

    /// A row reported as created is stored under the reported id, which no other row has.
    fn look_at_ids(&self, stored: &[Value]) {
        let mut rows = BTreeMap::<&str, u64>::new();
        for (number, outcome) in self.said.iter().filter(|(_, outcome)| outcome.what == "created") {
            let id = outcome.id.as_deref().unwrap_or_else(|| panic!("row {number} is created without an id"));
            let record = stored.iter().find(|record| record["_id"] == id);
            let record = record.unwrap_or_else(|| panic!("row {number} is said to be {id}, which is not stored"));
            let content = self.content(|key| record.get(key).cloned());
            assert_eq!(Some(content), self.expected(*number), "row {number} is said to be {id}");
            if let Some(twin) = rows.insert(id, *number) {
                panic!("rows {twin} and {number} are both said to be {id}");
            }
        }
    }

    fn look_at_summary(&self, ran: &Ran) {
        let mut now = BTreeMap::<u64, &str>::new();
        now.extend(ran.outcomes.iter().map(|outcome| (outcome.row, outcome.what.as_str())));
        let said = |what: &str| now.values().filter(|it| **it == what).count() as u64;
        assert_eq!(ran.count("created"), said("created"), "created, by lines and by the summary: {ran:?}");
        assert_eq!(ran.count("assumed"), 0, "nobody said to assume anything");
        let outcomes = ["created", "created_before", "already_there", "rejected", "in_doubt", "not_sent"];
        let sum: u64 = outcomes.into_iter().map(|name| ran.count(name)).sum();
        assert!(sum <= self.rows.len() as u64, "{sum} outcomes of {} rows: {:?}", self.rows.len(), ran.summary);
        if self.mode == Mode::Plain {
            assert_eq!(ran.count("already_there"), 0, "without a key nothing is known to be there: {:?}", ran.summary);
        }
    }

    /// Looks at a run after which every row has its outcome. `rejects` are the rows of the file of rejected rows.
    ///
    /// # Panics
    /// Rows are lost, doubled or miscounted.
    pub fn look_settled(&self, ran: &Ran, stored: &[Value], rejects: Option<&BTreeSet<u64>>) {
        let none = BTreeSet::new();
        let rejected = rejects.unwrap_or(&none);
        let summary = ran.summary.as_ref().unwrap();
        let outcomes = ["created", "created_before", "already_there", "rejected"];
        let sum: u64 = outcomes.into_iter().map(|name| ran.count(name)).sum();
        assert_eq!(sum, self.rows.len() as u64, "each row has one outcome: {summary}");
        assert_eq!(ran.count("rejected"), rejected.len() as u64, "the file of rejected rows and {summary}");
        assert_eq!(ran.code, Some(i32::from(!rejected.is_empty())), "{summary}");
        for (number, row) in (1..).zip(&self.rows) {
            let is_rejected = rejected.contains(&number);
            assert!(self.expected(number).is_some() || is_rejected, "row {number} is not rejected: {row:?}");
            if row.flaw.is_none() && is_rejected {
                assert!(self.may_reject(row), "row {number} is good and rejected: {row:?}\n{}", ran.stderr);
            }
            if let Some(outcome) = self.said.get(&number).filter(|_| !self.was_killed) {
                assert_eq!(is_rejected, outcome.what == "rejected", "row {number}: {outcome:?}");
            }
        }
        let (counts, mut good) = (self.counts(stored), self.good());
        // Also what no row holds any more.
        counts.keys().for_each(|content| _ = good.entry(content.clone()).or_default());
        for (content, rows) in good {
            let (all, theirs) = counts.get(&content).copied().unwrap_or_default();
            let (ours, claimed) = (all - theirs, rows.iter().filter(|row| !rejected.contains(row)).count());
            let of_others = self.others.iter().filter(|other| other.content == content);
            // With a key, and for what came meanwhile, a record of somebody else's may be what a row is said to be.
            let may_be_theirs = of_others.clone().count() > 0
                && (self.has_unique_codes() || self.mode == Mode::Ids || of_others.clone().any(|it| it.is_meanwhile));
            match may_be_theirs {
                true => assert!(
                    ours <= claimed && claimed <= ours + theirs,
                    "rows {rows:?}: {claimed} are said to be stored, {ours} are, beside {theirs} of others: {content}"
                ),
                false => assert_eq!(
                    ours, claimed,
                    "rows {rows:?}: so many are stored, and so many are said to be: {content}"
                ),
            }
        }
    }

    /// Set if a valid row may be rejected because of a fault.
    fn may_reject(&self, row: &Row) -> bool {
        let code = row.values.get("code").map(normal);
        let has_code =
            |other: &&Other| code.as_ref().is_some_and(|code| other.content.contains(&format!("code={code};")));
        let is_taken = self.has_unique_codes() && self.others.iter().any(|other| has_code(&other));
        let id = row.values.get("_id").and_then(Value::as_str);
        let is_there = id.is_some_and(|id| self.others.iter().any(|other| other.id == id));
        is_taken || is_there || self.was_disturbed
    }
}

/// A value as text: numbers by what they are, however they are written.
pub fn normal(value: &Value) -> String {
    match value {
        Value::Number(number) => format!("{:?}", number.as_f64().expect("it is a double")),
        Value::Array(items) => format!("[{}]", items.iter().map(normal).collect::<Vec<_>>().join(",")),
        Value::Object(members) => {
            let mut members: Vec<String> =
                members.iter().map(|(name, value)| format!("{name}:{}", normal(value))).collect();
            members.sort();
            format!("{{{}}}", members.join(","))
        }
        other => other.to_string(),
    }
}
