//! PostgreSQL: a real server, the real command, a real emulator, and psql as the reader.

mod crashes;
mod figures;
mod names;
mod random;
mod refusals;
mod relations;
mod server;
mod values;
mod world;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};

use libtest_mimic::{Failed, Trial};

use server::Server;

/// The server of all tests, started by the first that needs it. It ends with the last test.
#[derive(Default)]
struct Shared(Mutex<Option<Arc<Server>>>);

impl Shared {
    fn server(&self) -> Arc<Server> {
        let mut server = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(server.get_or_insert_with(|| Arc::new(Server::start(&[]))))
    }
}

/// The tests. Without a server they are counted as ignored.
pub fn trials() -> Vec<Trial> {
    let is_there = server::installed().is_some();
    if !is_there {
        println!("left out: PostgreSQL is missing (Debian: apt-get install postgresql)");
    }
    let has_samples = random::samples().is_some();
    if !has_samples {
        println!("left out: WEDA_SAMPLES does not name a folder with real definitions");
    }
    let shared = Arc::new(Shared::default());
    let test = |name: &str, run: fn(&Arc<Server>)| {
        let shared = Arc::clone(&shared);
        let run = move || caught(|| run(&shared.server()));
        Trial::test(format!("postgres::{name}"), run).with_ignored_flag(!is_there)
    };
    let own = |name: &str, run: fn()| {
        Trial::test(format!("postgres::{name}"), move || caught(run)).with_ignored_flag(!is_there)
    };
    vec![
        test("every_kind_is_read_back", values::every_kind_is_read_back),
        test("values_that_do_not_fit", values::values_that_do_not_fit_are_refused_or_kept),
        test("values_that_postgresql_lacks", values::what_postgresql_cannot_store_is_refused_or_replaced),
        test("joins_and_sums", relations::joins_and_sums_are_those_of_the_service),
        test("rows_that_break_a_rule", relations::rows_that_break_a_rule_are_kept_and_reported),
        test("pairs", relations::pairs_of_a_many_to_many_relation_are_complete),
        test("long_lists_of_pairs", relations::long_lists_are_read_from_the_other_side),
        test("keys_of_any_form", names::keys_of_any_form_are_columns),
        test("hostile_names", names::a_script_of_hostile_definitions_runs_as_it_is),
        test("script", names::the_script_creates_what_a_run_creates),
        test("schema_with_objects", refusals::a_schema_with_any_object_is_left_alone),
        test("wrong_password", refusals::a_wrong_password_is_not_printed),
        test("rights", refusals::a_role_without_rights_is_told),
        test("tls", refusals::tls_checks_certificate_and_name),
        test("encoding", refusals::a_database_with_another_encoding_is_refused),
        test("changed_values", refusals::a_stored_value_that_differs_is_noticed),
        test("two_runs", refusals::two_runs_do_not_fill_one_schema),
        test("shared_options", relations::options_of_a_shared_set_are_checked),
        test("long_values", relations::long_values_have_no_index),
        test("guide", relations::the_guide_shows_what_is_printed),
        test("kills", crashes::a_killed_run_leaves_nothing_or_everything),
        test("interrupt", crashes::an_interrupted_run_leaves_nothing),
        own("server_gone", crashes::a_server_that_goes_away_is_named),
        test("service_gone", crashes::a_service_that_fails_is_named),
        test("records_that_change_places", crashes::records_that_change_places_are_read_again),
        test("random_records", random::random_records_are_read_back),
        test("real_definitions", random::real_definitions_and_records_are_loaded)
            .with_ignored_flag(!is_there || !has_samples),
        test("memory", figures::memory_does_not_follow_the_records).with_ignored_flag(true),
    ]
}

/// The seed of a test's random cases: `WEDA_SEED`, or always the same.
fn seed() -> u64 {
    std::env::var("WEDA_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(20_261_130)
}

fn caught(test: impl FnOnce()) -> Result<(), Failed> {
    catch_unwind(AssertUnwindSafe(test)).map_err(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned())).unwrap_or_default().into()
    })
}
