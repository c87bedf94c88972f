//! Files and regions are compared with, set to and read as their own types or as the texts that they are; a place is a
//! value of its own.

use weda::prelude::*;
use weda::{AreaCode, FileRef, GeoPoint, Location};

#[weda_model("student")]
#[derive(Debug)]
struct Student {
    photo: Option<String>,
    papers: Option<Vec<String>>,
    region: Option<String>,
    home: Option<Location>,
}

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let (photo, region) = (FileRef::new("cloud://env/李四.png"), AreaCode::new("陕西省,西安市,雁塔区"));
    let home = Location { address: "西湖区".into(), point: Some(GeoPoint { longitude: 120.13, latitude: 30.25 }) };
    let with_photo = Student::PHOTO.eq(&photo) & Student::PHOTO.ne("") & Student::PHOTO.one_of(["a", "b"]);
    let from_there = Student::REGION.eq(&region) | Student::REGION.contains("西安市");
    let _ = Student::query(&client).filter(with_photo & from_there).order_by(Student::REGION.asc());
    let patch = Student::patch()
        .set(Student::PHOTO, photo.clone())
        .set(Student::PAPERS, vec![photo.clone()])
        .set(Student::PAPERS, vec!["cloud://env/a.pdf", "cloud://env/b.pdf"])
        .set(Student::REGION, Some(region))
        .set(Student::REGION, String::from("北京市,北京市,东城区"))
        .set(Student::HOME, home);
    let _ = Student::update(&client, &Id::<Student>::new("9G5C0WQN26"), patch.clear(Student::HOME));
}
