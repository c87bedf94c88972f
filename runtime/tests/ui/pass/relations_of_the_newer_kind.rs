//! Relations of the newer kind, to other models and to the own one, in a model with a Chinese name.

use weda::prelude::*;

#[weda_model("student")]
struct 学生;

#[weda_model("班级")]
#[derive(Debug)]
struct 班级 {
    id: Id<班级>,
    名称: String,
    班长: Option<Id<学生>>,
    上级: Option<Id<班级>>,
}

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let new = New班级 { 名称: "一班".into() };
    let _ = 班级::create(&client, new.set(班级::班长, Id::<学生>::new("1")).set(班级::上级, None::<Id<班级>>));
    let _ = 班级::query(&client).filter(班级::上级.eq(Id::<班级>::new("1")) | 班级::名称.contains("一"));
}
