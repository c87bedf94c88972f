//! Outcomes of bulk writes: rows that fail, are in doubt, are not sent, or are sent again.

use serde_json::json;

use super::calls;
use super::{Built, Case, Make};
use crate::service::Reply;

const CALLS: [(&str, Make); 5] = [
    ("create_many", calls::create_many),
    ("create_many of one", calls::create_one),
    ("create_many, unique_by", calls::create_known),
    ("update_many", calls::update_many),
    ("delete_many", calls::delete_many),
];

pub fn cases() -> Vec<Case> {
    let said = |status, code: &str| {
        let body = json!({ "code": code, "requestId": "service-7", "message": "不" }).to_string();
        Reply::Whole(status, "", body.into_bytes())
    };
    let plain = |status, text: &str| Reply::Whole(status, "", text.as_bytes().to_vec());
    let two = |ids: [&str; 2], titles: [&str; 2]| {
        let row = |at: usize| json!({ "_id": ids[at], "title": titles[at] });
        plain(201, &json!({ "@odata.context": "c", "value": [row(0), row(1)] }).to_string())
    };
    let replies = [
        ("refused for good", vec![said(200, "PERMISSION_DENIED")]),
        ("no such model", vec![said(200, "ResourceNotFound.DataSourceNotExist")]),
        ("a value that is refused", vec![said(400, "InvalidParameter")]),
        ("a value that is refused once", vec![said(400, "InvalidParameter"), Reply::Usual]),
        ("a duplicate", vec![said(400, "FailedOperation.AddDuplicationErr")]),
        ("a duplicate once", vec![said(400, "FailedOperation.AddDuplicationErr"), Reply::Usual]),
        ("an internal error of the service", vec![said(500, "SYS_ERR")]),
        ("an internal error of the service once", vec![said(500, "SYS_ERR"), Reply::Usual]),
        ("too many calls once", vec![plain(429, ""), Reply::Usual]),
        ("a body that is too large", vec![plain(413, "")]),
        ("the connection ends", vec![Reply::HangUp]),
        ("the connection ends once", vec![Reply::HangUp, Reply::Usual]),
        ("the second call is refused", vec![Reply::Usual, said(400, "InvalidParameter")]),
        ("nothing in the answer", vec![plain(200, "{}")]),
        ("fewer records than rows", vec![plain(201, r#"{"value":[{"_id":"n1","title":"甲"}]}"#)]),
        ("records without ids", vec![plain(201, r#"{"value":[{"title":"甲"},{"title":"乙"}]}"#)]),
        ("records of other values", vec![two(["n1", "n2"], ["丙", "丁"])]),
        ("records in another order", vec![two(["n1", "n2"], ["乙", "甲"])]),
        ("the same id twice", vec![two(["n1", "n1"], ["甲", "乙"])]),
        ("a count of less", vec![plain(200, r#"{"updateCount":1,"deleteCount":1}"#)]),
        ("a count of more", vec![plain(200, r#"{"updateCount":9,"deleteCount":9}"#)]),
        ("a count of text", vec![plain(200, r#"{"updateCount":"2","deleteCount":"2"}"#)]),
        ("a record that is not there", vec![plain(404, r#"{"message":"none"}"#)]),
    ];
    let mut cases = Vec::new();
    for (name, make) in CALLS {
        for (what, replies) in &replies {
            cases.push(Case::new(format!("{name}: {what}"), make, replies.clone()));
        }
    }
    for (what, replies) in &replies {
        for (name, make) in [("update_many", calls::update_many as Make), ("delete_many", calls::delete_many)] {
            cases.push(Case::new(format!("{name}, comma_ids: {what}"), make, replies.clone()).by(Built::CommaIds));
        }
        let atomic = Case::new(format!("create_many, atomic_batches: {what}"), calls::create_many, replies.clone());
        cases.push(atomic.by(Built::AtomicBatches));
    }
    cases
}
