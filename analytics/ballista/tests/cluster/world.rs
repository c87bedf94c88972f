//! Two related models with random records, in an emulator.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use tempfile::TempDir;
use weda::Client;
use weda_datafusion::{Models, TableOptions};
use weda_emulator::{Effect, Emulator, Fault};

/// Keys that are found at once where they should not be.
pub const KEYS: (&str, &str) = ("AKIDwedaBallistaSecretId", "wedaBallistaSecretKeyOfTheTests");

/// Records, definitions and the service.
pub struct World {
    pub emulator: Emulator,
    pub students: Vec<Value>,
    pub classes: Vec<Value>,
    folder: TempDir,
}

impl World {
    /// Creates a world of so many students.
    pub fn new(students: usize) -> Self {
        let folder = TempDir::with_prefix("weda-ballista-test-").expect("a folder for temporary files");
        let definitions = folder.path().join("definitions");
        copy_definitions(&definitions);
        let emulator =
            Emulator::builder().definitions(definitions.as_path()).keys(KEYS.0, KEYS.1).start().expect("an emulator");
        let (classes, students) = records(7, students);
        emulator.load("class", classes.iter().cloned()).expect("the classes fit their definition");
        emulator.load("student", students.iter().cloned()).expect("the students fit their definition");
        Self { emulator, students, classes, folder }
    }

    /// The folder of this world, removed with it.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn definitions(&self) -> PathBuf {
        self.folder.path().join("definitions")
    }

    /// Returns a copy of the definitions, to be changed.
    pub fn other_definitions(&self, name: &str) -> PathBuf {
        let folder = self.folder.path().join(name);
        copy_definitions(&folder);
        folder
    }

    /// Delays the answer of every list from now on.
    pub fn delay(&self, millis: u64) {
        self.emulator.inject_fault(Fault::new(Effect::Delay(millis)).path("/odata/")).expect("a delay below a day");
    }

    /// The number of lists and counts that were answered.
    pub fn lists(&self) -> u64 {
        self.emulator.call_counts().get("list").copied().unwrap_or(0)
    }

    pub fn client(&self) -> Client {
        let builder = Client::builder(self.emulator.env_id()).secret(KEYS.0, KEYS.1).base_url(self.emulator.url());
        builder.build().expect("the settings of an emulator")
    }

    /// The models in this process.
    pub fn models(&self) -> Models {
        let options = TableOptions { partitions: 8, ..TableOptions::default() };
        Models::from_directory(self.definitions(), &self.client(), options).expect("the definitions are valid")
    }
}

fn copy_definitions(folder: &Path) {
    fs::create_dir(folder).expect("a new folder");
    for model in ["class", "student"] {
        let name = format!("{model}.json");
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/database-schemas").join(&name);
        fs::copy(from, folder.join(name)).expect("the definitions of the examples");
    }
}

fn records(seed: u64, students: usize) -> (Vec<Value>, Vec<Value>) {
    let mut random = fastrand::Rng::with_seed(seed);
    let random = &mut random;
    let some = |value: Value, random: &mut fastrand::Rng| if random.u8(..5) == 0 { Value::Null } else { value };
    let classes = (0..12).map(|n| {
        let room = some(json!(format!("{}0{n}", ["A", "b", "东"][n % 3])), random);
        json!({ "_id": format!("C{n:03}"), "name": format!("{n}班"), "room": room })
    });
    let classes = classes.collect();
    let names = ["李四", "Li", "li", "O'Brien", "王%五", "a_b", "", "Zoë", "張三"];
    let students = (0..students).map(|n| {
        let day = 1_388_505_600_000 + random.i64(0..4000) * 86_400_000; // midnights in Beijing
        json!({
            "_id": format!("{:08X}{n:X}", random.u32(..)),
            "name": pick(&names, random),
            "course": pick(&["体育", "数学", "物理"], random),
            "score": some(json!(f64::from(random.i32(0..400)) / 4.0), random),
            "credits": some(json!(random.i32(0..12)), random),
            "boarding": some(json!(random.bool()), random),
            "admittedAt": some(json!(day), random),
            "grade": some(json!(["一年级", "二年级", "三年级"][random.usize(..3)]), random),
            "note": some(json!(["优", "好 good", "50%", "x'y"][random.usize(..4)]), random),
            "class": some(json!(format!("C{:03}", random.u8(..14))), random),
        })
    });
    (classes, students.collect())
}

fn pick<'a>(texts: &[&'a str], random: &mut fastrand::Rng) -> &'a str {
    texts[random.usize(..texts.len())]
}
