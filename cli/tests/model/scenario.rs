//! The story of a seed.

use std::thread;
use std::time::Duration;

use serde_json::{Map, Value};

use crate::account::{Account, Other};
use crate::command::{Ran, Stop, weda};
use crate::definition::{Fields, MODEL};
use crate::dice::Dice;
use crate::faults;
use crate::file::InputFile;
use crate::form::Form;
use crate::rows::{self, Mode, Row};
use crate::service::Service;

/// The time in seconds of a call in a calm run.
const CALM: u64 = 6;

/// So many runs settle an import that nothing disturbs.
const MOST_CALM: usize = 4;

struct Story<'a> {
    dice: Dice,
    account: Account,
    file: InputFile,
    service: Service,
    rows_at_once: Option<u64>,
    /// The events, to analyse a failure.
    told: &'a mut Vec<String>,
    runs: u64,
}

/// The faults of a run.
#[derive(Debug, Default)]
struct Troubles {
    faults: Vec<String>,
    stop: Option<Stop>,
    restart: Option<(Duration, Duration)>,
    /// When others write, and what.
    others: Vec<(Duration, Value)>,
}

/// Plays the story and tells it; the number of runs.
pub fn run(seed: u64, told: &mut Vec<String>) -> u64 {
    let mut dice = Dice::new(seed);
    let fields = Fields::random(&mut dice);
    let mode = *dice.pick(&[Mode::Plain, Mode::Plain, Mode::Plain, Mode::Key, Mode::Key, Mode::Ids, Mode::Ids]);
    let form = *dice.pick(&Form::ALL);
    let count = *dice.pick(&[3, 40, 120, 250, 400]);
    let percent = *dice.pick(&[0, 0, 5, 30]);
    let rows = rows::random(&fields, mode, form.able(), count, percent, &mut dice);
    let keeps_ids = mode == Mode::Ids && dice.chance(90);
    let service = Service::start(fields.definition(), keeps_ids);
    let by_title = dice.chance(25);
    let file = InputFile { folder: tempfile::tempdir().unwrap(), form, by_title, seed };
    let rows_at_once = dice.chance(50).then(|| dice.within(1, 60));
    let account = Account::new(fields, mode, rows);
    let mut story = Story { dice, account, file, service, rows_at_once, told, runs: 0 };
    story.tell(format!("seed {seed}: {mode:?}, {form:?}, {count} rows, {percent} % bad, ids kept: {keeps_ids}"));
    if mode == Mode::Ids && !keeps_ids {
        story.ids_that_are_not_kept();
    } else {
        story.play();
    }
    story.runs
}

impl Story<'_> {
    fn tell(&mut self, what: impl Into<String>) {
        self.told.push(what.into());
    }

    fn play(&mut self) {
        self.write();
        if self.dice.chance(50) {
            self.others_before();
        }
        let mut settled = None;
        for _ in 0..self.dice.within(0, 4) {
            let ran = self.disturbed();
            // Nothing is kept of an import that is done: the same command would begin another one.
            if ran.code == Some(0) {
                settled = Some(ran);
                break;
            }
            if self.dice.chance(30) {
                self.correct(50);
            }
            if self.dice.chance(8) {
                self.another_store();
            }
        }
        let ran = settled.unwrap_or_else(|| self.settle());
        if ran.code == Some(0) {
            self.again();
        } else if self.dice.chance(50) {
            self.rejects_as_they_are();
        } else {
            self.correct(100);
            let ran = self.settle();
            if self.account.rows.iter().all(|row| row.flaw.is_none()) && ran.code == Some(0) {
                self.again();
            }
        }
    }

    fn write(&self) {
        self.file.write(&self.account.rows, &self.account.fields, self.account.mode);
    }

    fn arguments(&self, timeout: u64) -> Vec<String> {
        let mut arguments: Vec<String> =
            ["import", MODEL, &self.file.name(), "--json", "--yes", "--timeout", &timeout.to_string()]
                .map(str::to_owned)
                .into();
        match self.account.mode {
            Mode::Plain => {}
            Mode::Key => arguments.extend(["--key".to_owned(), "code".to_owned()]),
            Mode::Ids => arguments.push("--keep-ids".to_owned()),
        }
        if let Some(rows) = self.rows_at_once {
            arguments.extend(["--rows-at-once".to_owned(), rows.to_string()]);
        }
        arguments
    }

    fn run(&mut self, timeout: u64, troubles: Troubles) -> Ran {
        self.runs += 1;
        let arguments = self.arguments(timeout);
        let (service, mut came) = (&self.service, Vec::new());
        let Troubles { stop, restart, others, .. } = &troubles;
        let mut ran = thread::scope(|scope| {
            let writers = scope.spawn(|| {
                let mut came = Vec::new();
                for (pause, record) in others {
                    thread::sleep(*pause);
                    if service.load(record.clone()) {
                        came.push(record.clone());
                    }
                }
                came
            });
            if let Some((when, pause)) = *restart {
                scope.spawn(move || {
                    thread::sleep(when);
                    service.restart(pause);
                });
            }
            let ran = weda(self.file.folder.path(), service.address(), &arguments, *stop);
            came = writers.join().unwrap();
            ran
        });
        // Killed between its last word and its end: the summary says that nothing is left to go on with.
        if ran.code.is_none() && ran.summary.is_some() && !self.file.has_checkpoint() {
            ran.code = Some(0);
        }
        for record in came {
            self.add_other(&record, true);
        }
        let said = ran.summary.as_ref().map_or_else(|| format!("{} lines", ran.outcomes.len()), ToString::to_string);
        let stderr = ran.stderr.trim_end().replace('\n', "\n     ");
        self.tell(format!("{troubles:?}\n  -> {:?} {said}\n     {stderr}", ran.code));
        let stored = self.service.records();
        self.account.look(&ran, &stored);
        if ran.is_settled() {
            let rejects = self.file.rejects();
            self.account.look_settled(&ran, &stored, rejects.as_ref());
            assert_eq!(self.file.has_checkpoint(), ran.code != Some(0), "a checkpoint stays while something is left");
        }
        ran
    }

    /// A run with something in its way.
    fn disturbed(&mut self) -> Ran {
        let (mut troubles, emulator) = (Troubles::default(), self.service.emulator());
        let dice = &mut self.dice;
        if dice.chance(60) {
            troubles.faults = faults::inject(&emulator, dice);
        }
        if dice.chance(40) {
            faults::slow(&emulator, dice);
            let after = Duration::from_millis(dice.within(10, 900));
            troubles.stop = Some(if dice.chance(70) { Stop::Kill(after) } else { Stop::Interrupt(after) });
        }
        if dice.chance(15) {
            faults::slow(&emulator, dice);
            let (when, pause) = (dice.within(10, 500), dice.within(0, 400));
            troubles.restart = Some((Duration::from_millis(when), Duration::from_millis(pause)));
        }
        drop(emulator);
        if self.dice.chance(25) {
            for number in 0..self.dice.within(1, 3) {
                let pause = Duration::from_millis(self.dice.within(0, 250));
                let record = self.record_of_somebody(self.runs * 10 + number);
                troubles.others.push((pause, record));
            }
        }
        self.account.was_disturbed |= !troubles.faults.is_empty() || troubles.restart.is_some();
        let ran = self.run(faults::TIMEOUT, troubles);
        self.service.emulator().clear_faults();
        ran
    }

    /// Gives the same command until every row has its outcome.
    fn settle(&mut self) -> Ran {
        for _ in 0..MOST_CALM {
            let ran = self.run(CALM, Troubles::default());
            if ran.is_settled() {
                return ran;
            }
        }
        panic!("{MOST_CALM} runs that nothing disturbs do not settle the import");
    }

    /// A good row or an unrelated one, as somebody else writes it.
    fn record_of_somebody(&mut self, number: u64) -> Value {
        let id = format!("other-{number}");
        let rows: Vec<&Row> = self.account.rows.iter().filter(|row| row.flaw.is_none()).collect();
        let is_unique = self.account.fields.has_unique();
        // Without uniqueness in the store two writers may both win, and a key promises nothing.
        let may_copy = self.account.mode == Mode::Plain || is_unique;
        let mut values: Map<String, Value> = match self.dice.chance(60) && may_copy && !rows.is_empty() {
            true => {
                let row = self.dice.pick(&rows);
                row.values.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect()
            }
            false => {
                let mut values = rows::good_values(&self.account.fields, &mut self.dice);
                values.insert("tag".to_owned(), format!("别人{number}").into());
                values.insert("code".to_owned(), format!("X{number}").into());
                values
            }
        };
        if is_unique && self.dice.chance(30) {
            values.insert("tag".to_owned(), format!("别人{number}").into());
        }
        values.insert("_id".to_owned(), id.into());
        Value::Object(values)
    }

    fn add_other(&mut self, record: &Value, is_meanwhile: bool) {
        let id = record["_id"].as_str().unwrap().to_owned();
        let content = self.account.content(|key| record.get(key).cloned());
        self.account.others.push(Other { id, content, is_meanwhile });
    }

    /// Records that are there before the import: some hold what rows hold, some have the key or the id of a row.
    fn others_before(&mut self) {
        for number in 0..self.dice.within(1, 6) {
            let mut record = self.record_of_somebody(1_000 + number);
            let rows: Vec<&Row> = self.account.rows.iter().filter(|row| row.flaw.is_none()).collect();
            match self.account.mode {
                Mode::Key if !rows.is_empty() && self.dice.chance(60) => {
                    let row = self.dice.pick(&rows);
                    if self.dice.chance(50) {
                        let ids = record["_id"].clone();
                        record = Value::Object(
                            row.values.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect(),
                        );
                        record["_id"] = ids;
                    }
                    record["code"] = row.values["code"].clone();
                }
                Mode::Ids if !rows.is_empty() && self.dice.chance(60) => {
                    let row = self.dice.pick(&rows);
                    if self.dice.chance(50) {
                        record = Value::Object(
                            row.values.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect(),
                        );
                    }
                    record["_id"] = row.values["_id"].clone();
                }
                _ => {}
            }
            let is_there = |name: &str| {
                let others = self.service.records();
                !record[name].is_null() && others.iter().any(|other| other[name] == record[name])
            };
            if !is_there("_id") && !is_there("code") && self.service.load(record.clone()) {
                self.add_other(&record, false);
            }
        }
    }

    /// Corrects some of the bad rows in the file.
    fn correct(&mut self, percent: u64) {
        let mut corrected = Vec::new();
        for (number, row) in (1..).zip(&mut self.account.rows) {
            if row.flaw.is_some() && self.dice.chance(percent) {
                row.flaw = None;
                corrected.push(number);
            }
        }
        self.tell(format!("rows {corrected:?} are corrected"));
        self.write();
    }

    /// The store is another one at the same address: a checkpoint tells nothing of it, and must not be believed.
    fn another_store(&mut self) {
        self.tell("another store".to_owned());
        self.service.replace();
        if self.file.has_checkpoint() {
            let arguments = self.arguments(CALM);
            let ran = weda(self.file.folder.path(), self.service.address(), &arguments, None);
            self.runs += 1;
            assert_eq!(ran.code, Some(6), "the checkpoint is of another store: {ran:?}");
            assert!(ran.stderr.contains(".checkpoint"), "{ran:?}");
            assert!(self.service.records().is_empty(), "nothing goes to a store of which nothing is known");
        }
        self.file.forget();
        self.account.begin_anew();
    }

    /// The same command once more, where all rows are stored: with a key it finds them.
    fn again(&mut self) {
        if self.account.mode == Mode::Plain {
            return;
        }
        let ran = self.run(CALM, Troubles::default());
        assert_eq!((ran.code, ran.count("created")), (Some(0), 0), "{ran:?}");
        assert_eq!(ran.count("already_there"), self.account.rows.len() as u64, "{ran:?}");
    }

    /// The file of rejected rows is a file to import.
    fn rejects_as_they_are(&mut self) {
        let rejects = self.file.rejects().expect("rows were rejected");
        if rejects.iter().any(|row| self.account.rows[*row as usize - 1].flaw.is_none()) {
            return;
        }
        let before = self.service.records().len();
        let mut arguments = self.arguments(CALM);
        arguments[2] = self.file.rejects_name();
        let ran = weda(self.file.folder.path(), self.service.address(), &arguments, None);
        self.runs += 1;
        self.tell(format!("the rejects as they are -> {:?} {:?} {}", ran.code, ran.summary, ran.stderr));
        assert_eq!(ran.code, Some(1), "{ran:?}");
        assert_eq!((ran.count("created"), ran.count("rejected")), (0, rejects.len() as u64), "{ran:?}");
        assert_eq!(self.service.records().len(), before);
    }

    /// Ids that the service does not keep are an error before anything is stored.
    fn ids_that_are_not_kept(&mut self) {
        self.write();
        let arguments = self.arguments(CALM);
        let ran = weda(self.file.folder.path(), self.service.address(), &arguments, None);
        self.runs += 1;
        self.tell(format!("{:?} {}", ran.code, ran.stderr));
        assert_eq!(ran.code, Some(1), "{ran:?}");
        assert!(self.service.records().is_empty(), "the record that showed it is deleted again");
    }
}
