//! The emulator of a seed, which can be started anew on the same store or on another, at the same address.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;
use weda_emulator::profile::Given;
use weda_emulator::{Definition, Durability, Emulator, Profile};

use crate::definition::MODEL;

pub struct Service {
    definition: Definition,
    profile: Profile,
    address: String,
    stores: TempDir,
    store: Mutex<u32>,
    emulator: Mutex<Option<Arc<Emulator>>>,
}

impl Service {
    pub fn start(definition: Definition, keeps_ids: bool) -> Self {
        let mut profile = Profile::documented();
        if keeps_ids {
            profile.writes.system_fields = Given::Kept;
        }
        let mut service = Self {
            definition,
            profile,
            address: "127.0.0.1:0".to_owned(),
            stores: tempfile::tempdir().unwrap(),
            store: Mutex::new(0),
            emulator: Mutex::default(),
        };
        let emulator = service.begin().expect("any port is free");
        service.address = emulator.address().to_string();
        *locked(&service.emulator) = Some(emulator);
        service
    }

    fn begin(&self) -> Result<Arc<Emulator>, weda_emulator::Error> {
        let path = self.stores.path().join(format!("{}.db", locked(&self.store)));
        let emulator = Emulator::builder()
            .definitions(self.definition.clone())
            .profile(self.profile.clone())
            .listen(self.address.as_str())
            .data(path, Durability::Process);
        emulator.start().map(Arc::new)
    }

    pub fn address(&self) -> &str {
        &self.address
    }

    pub fn emulator(&self) -> Arc<Emulator> {
        locked(&self.emulator).clone().expect("it was started")
    }

    /// Stops it in the middle of whatever it does, and starts it anew a little later.
    pub fn restart(&self, pause: Duration) {
        let mut place = locked(&self.emulator);
        if let Some(emulator) = place.take() {
            emulator.stop();
            // Somebody may look at its records yet.
            let end = Instant::now() + Duration::from_secs(10);
            let mut emulator = emulator;
            while let Err(shared) = Arc::try_unwrap(emulator) {
                assert!(Instant::now() < end, "nobody keeps an emulator that long");
                emulator = shared;
                thread::sleep(Duration::from_millis(5));
            }
        }
        thread::sleep(pause);
        let end = Instant::now() + Duration::from_secs(20);
        *place = loop {
            match self.begin() {
                Ok(emulator) => break Some(emulator),
                // Its connections may hold the port for a moment.
                Err(error) => assert!(Instant::now() < end, "{error}"),
            }
            thread::sleep(Duration::from_millis(50));
        };
    }

    /// Starts it on a store without records.
    pub fn replace(&self) {
        *locked(&self.store) += 1;
        self.restart(Duration::ZERO);
    }

    pub fn records(&self) -> Vec<Value> {
        self.emulator().records(MODEL).unwrap()
    }

    /// A record of somebody else's; `false` where the store refuses it, as one whose unique value is taken.
    pub fn load(&self, record: Value) -> bool {
        self.emulator().load(MODEL, [record]).is_ok()
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
