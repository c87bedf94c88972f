//! The user's own derives and their options stand beside the attribute, below it and above it.

use serde::{Deserialize, Serialize};
use weda::prelude::*;

#[weda_model("sys_user")]
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Contact {
    #[serde(rename = "_id")]
    id: Id<Contact>,
    /// The name that is shown.
    #[serde(rename = "title")]
    #[weda(rename = "nickName")]
    shown: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[weda_model("student")]
struct Student {
    name: String,
    #[weda(rename = "lastSeen")]
    seen: Option<weda::DateTime>,
}

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Contact::query(&client).filter(Contact::NICK_NAME.ne(""));
    let _ = Student::query(&client).filter(Student::LAST_SEEN.gt(weda::DateTime::from_millis(0)));
}
