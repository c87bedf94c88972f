//! What the log makes of requests.

use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;
use weda_emulator::{Emulator, Sent};

use crate::fixture::{Served, definitions};

#[test]
fn the_log_and_the_counts() {
    let lines = Arc::new(Mutex::new(Vec::new()));
    let listening = Arc::clone(&lines);
    let emulator = Emulator::builder().definitions(definitions()).clock(1_000).on_request(move |logged| {
        listening.lock().unwrap().push(logged.to_string());
    });
    let served = Served::of(emulator.start().unwrap());
    served.create(&json!({}));
    served.get("pre/student?$top=100000");
    served.get("pre/nobody");
    served.get("../etc/passwd");
    let calls: Vec<_> = served.emulator.calls().into_iter().collect();
    assert_eq!(calls, [("create", 1), ("list", 2), ("other", 1), ("token", 1)]);
    let start = Instant::now();
    while served.emulator.log().len() < 5 && start.elapsed() < Duration::from_secs(5) {
        thread::sleep(Duration::from_millis(5));
    }
    let log = served.emulator.log();
    assert_eq!(log.iter().map(|logged| logged.call).collect::<Vec<_>>(), ["token", "create", "list", "list", "other"]);
    assert_eq!((log[1].time, log[1].status, log[1].applied, log[1].sent), (1_000, 201, true, Sent::Whole));
    assert_eq!((log[2].applied, log[2].note.as_deref()), (false, Some("$top of 100000 is cut to 1000")));
    assert_eq!(log[3].code.as_deref(), Some("ResourceNotFound.DataSourceNotExist"));
    let lines = lines.lock().unwrap();
    assert!(lines[1].starts_with("201 ") && lines[1].ends_with(" ms  POST /weda/odata/v1/pre/student"), "{}", lines[1]);
    assert!(lines[2].ends_with("GET /weda/odata/v1/pre/student?$top=100000  $top of 100000 is cut to 1000"));
    assert!(lines[3].ends_with("  ResourceNotFound.DataSourceNotExist"), "{}", lines[3]);
}
