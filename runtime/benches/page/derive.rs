use std::marker::PhantomData;
use serde::{Deserialize, Serialize, de::{DeserializeOwned, Deserializer, Error, Visitor}};
// OData: an object and a list as JSON text.
#[derive(Deserialize)] pub struct Page { pub value: Vec<Repair<Text<Vec<String>>, Text<Room>>> }
// The data-model gateway: native values.
#[derive(Deserialize)] pub struct Answer<T> { pub data: T }
#[derive(Deserialize)] pub struct List<T> { pub records: Vec<T>, pub total: Option<u64> }
pub type NativePage = Answer<List<Repair<Option<Vec<String>>, Option<Room>>>>;
#[derive(Deserialize, Serialize)] #[serde(rename_all = "camelCase")]
pub struct Repair<L, O> {
    #[serde(rename = "_id")] pub id: String, pub order_number: String, pub title: String,
    pub reporter: Option<String>, pub contact_phone: Option<String>, pub contact_email: Option<String>, pub building: Option<String>,
    pub created_at: Option<i64>, pub floor: Option<i64>, pub spent_minutes: Option<i64>,
    pub total_cost: Option<f64>, pub rating: Option<f64>, pub is_urgent: Option<bool>, pub is_paid: Option<bool>,
    pub order_state: Option<State>, pub handler: Option<String>, pub material: Option<String>, pub remark: Option<String>,
    pub keywords: L, pub room: O,
}
#[derive(Deserialize, Serialize)] #[serde(rename_all = "camelCase")]
pub struct Room {
    campus: Option<String>, room_number: Option<String>, floor: Option<i64>, bed_count: Option<i64>,
    floor_area: Option<f64>, is_shared: Option<bool>,
}
#[derive(Deserialize, Serialize)] pub enum State {
    #[serde(rename = "待处理")] Waiting, #[serde(rename = "处理中")] Busy, #[serde(rename = "已完成")] Done,
}
#[derive(Serialize)] #[serde(transparent)] pub struct Text<T>(Option<T>);
impl<'de, T: DeserializeOwned> Deserialize<'de> for Text<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> { from.deserialize_any(Inner(PhantomData)).map(Self) }
}
struct Inner<T>(PhantomData<T>);
impl<T: DeserializeOwned> Visitor<'_> for Inner<T> {
    type Value = Option<T>;
    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str("JSON text") }
    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> { Ok(None) }
    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> { serde_json::from_str(text).map_err(E::custom) }
}
