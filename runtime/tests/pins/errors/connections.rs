//! Failing connections, missing answers, and settings by which a call ends without an answer.

use super::calls::{self, ALL};
use super::{Built, Case};
use crate::service::Reply;

pub fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for (name, make) in ALL {
        cases.push(Case::new(format!("{name}: the connection ends"), make, [Reply::HangUp]));
        let half = Reply::Half(200, br#"{"@odata.context":"c","_id":"r1""#.to_vec());
        cases.push(Case::new(format!("{name}: the connection ends within the answer"), make, [half]));
        cases.push(Case::new(format!("{name}: no answer"), make, [Reply::Silence]).by(Built::HastyWithToken));
        cases.push(Case::new(format!("{name}: connection refused"), make, []).by(Built::Nowhere));
    }
    for (name, make) in [("get", calls::get as super::Make), ("create", calls::create), ("update", calls::update)] {
        let busy = Reply::Whole(429, "", Vec::new());
        cases.push(Case::new(format!("{name}: no repetitions are left"), make, [busy]).by(Built::WithoutBudget));
        cases.push(
            Case::new(format!("{name}: no repetitions, the connection ends"), make, [Reply::HangUp])
                .by(Built::WithoutBudget),
        );
        cases.push(Case::new(format!("{name}: no token from the provider"), make, []).by(Built::BadProvider));
        cases.push(Case::new(format!("{name}: no token in time from the provider"), make, []).by(Built::SlowProvider));
        cases.push(Case::new(format!("{name}: no token, the connection ends"), make, []).token(Reply::HangUp));
        cases.push(Case::new(format!("{name}: no token, no answer"), make, []).token(Reply::Silence).by(Built::Hasty));
    }
    cases
}
