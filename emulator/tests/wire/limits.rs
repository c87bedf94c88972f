//! Limits that protect callers from each other.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::fixture::{BASIC, served};
use crate::http::send;

#[test]
fn a_body_without_a_token_is_discarded() {
    let served = served();
    let address = served.emulator.address();
    let body = format!("{{\"note\":\"{}\"}}", "a".repeat(17 << 20));
    for (target, code) in [("/weda/odata/v1/pre/student", "INVALID_ACCESS_TOKEN"), ("/nowhere", "RESOURCE_NOT_FOUND")] {
        let answer = send(address, "POST", target, &[("Authorization", "Bearer none")], &body);
        assert_eq!(answer.common().0, code, "{target}");
    }
    let token = format!("{{\"grant_type\":\"client_credentials\",\"more\":\"{}\"}}", "a".repeat(64 << 10));
    let answer = send(address, "POST", "/auth/v1/token/clientCredential", &[("Authorization", BASIC)], &token);
    assert!(answer.body.contains("the limit is 65536 of a call without a token"), "{answer:?}");
    assert_eq!(served.get("pre/student?$count=true").json()["@odata.count"], 0);
}

/// Callers without a token held their connections for a minute.
#[test]
fn a_body_that_stalls_is_given_up() {
    let served = served();
    let open = |target: &str| {
        let mut stream = TcpStream::connect(served.emulator.address()).unwrap();
        let head =
            format!("POST {target} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: 100\r\n\r\n{{");
        stream.write_all(head.as_bytes()).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        stream
    };
    let since = Instant::now();
    let streams = ["/auth/v1/token", "/weda/odata/v1/pre/student"].map(open);
    let answers = streams.map(|mut stream| {
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8(answer).unwrap()
    });
    assert!((9..25).contains(&since.elapsed().as_secs()), "after {:?}", since.elapsed());
    assert!(answers[0].contains("the body did not arrive within 10 seconds"), "{}", answers[0]);
    assert!(answers[1].contains("INVALID_ACCESS_TOKEN"), "{}", answers[1]);
}

/// A batch was parsed, unknown members included, before it was counted, into a hundred times its size.
#[test]
fn a_batch_is_counted_before_its_records_are_parsed() {
    let served = served();
    let many = format!("{{\"value\":[{}{{}}]}}", "{\"\":0},".repeat(600_000));
    let answer = served.call("POST", "/weda/odata/v1/batch/pre/student", &many);
    assert!(answer.invalid().contains("the batch has 600001 records"), "{answer:?}");
    let deep = format!("{{\"name\":\"a\",\"course\":\"b\",\"other\":{}0{}}}", "[".repeat(9_000), "]".repeat(9_000));
    assert_eq!(served.call("POST", "/weda/odata/v1/pre/student", &deep).status, 201, "no field holds it");
}

#[test]
fn a_list_that_is_too_long_is_refused() {
    let served = served();
    let note = "a".repeat(15 << 20);
    let record = |at: i32| json!({ "_id": at.to_string(), "name": "李四", "course": "体育", "note": note });
    served.emulator.load("student", (0..5).map(record).collect::<Vec<Value>>()).unwrap();
    let message = served.get("pre/student").invalid();
    assert!(message.contains("exceed 67108864 bytes"), "{message}");
    let four = served.get("pre/student?$top=4");
    assert_eq!(four.json()["value"].as_array().unwrap().len(), 4);
}

#[test]
fn a_call_that_blocks_all_others_is_aborted() {
    let served = served();
    let record = |at: i32| json!({ "name": format!("{at:0>30}"), "course": "体育" });
    served.emulator.load("student", (0..100_000).map(record).collect::<Vec<Value>>()).unwrap();
    let terms: Vec<String> = (0..1_800).map(|at| format!("contains(name,'x{at}')")).collect();
    let filter = terms.join("%20or%20");
    let since = Instant::now();
    let answer = served.get(&format!("pre/student?$filter={filter}"));
    assert_eq!(answer.common().0, "SERVER_TIMEOUT", "after {:?}", since.elapsed());
    assert!(since.elapsed() >= Duration::from_secs(9), "after {:?}", since.elapsed());
    assert_eq!(served.get("pre/student?$top=1").status, 200);
}

/// Tests of the limits themselves are in `server/connections.rs`, where they can be lower.
#[test]
fn many_idle_connections_do_not_block_others() {
    let served = served();
    let idle: Vec<TcpStream> = (0..300)
        .map(|_| {
            let mut stream = TcpStream::connect(served.emulator.address()).unwrap();
            stream.write_all(b"GET / HTTP/1.1\r\nHost: a").unwrap();
            stream
        })
        .collect();
    assert_eq!(served.get("pre/student").status, 200);
    drop(idle);
}
