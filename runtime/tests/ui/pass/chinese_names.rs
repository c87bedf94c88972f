//! A model whose fields have Chinese keys.

use weda::prelude::*;

#[weda_model("course")]
#[derive(Debug)]
struct 课程 {
    id: Id<课程>,
    title: Option<String>,
    学时: Option<i64>,
    #[weda(rename = "上课地点")]
    place: Option<String>,
}

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = 课程::query(&client).filter(课程::学时.ge(32) & 课程::上课地点.contains("楼"));
    let _ = 课程::create(&client, 课程::new().set(课程::TITLE, "数学").set(课程::学时, 48));
}
