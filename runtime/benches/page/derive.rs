// The same record as a user of serde writes it; printed above the table.
use serde::de::{DeserializeOwned, Deserializer, Error, Visitor};
#[derive(serde::Deserialize)]
pub struct Page { pub value: Vec<Repair> }
#[derive(serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Repair {
    #[serde(rename = "_id")] pub id: String, pub number: String, pub title: String,
    pub reporter: Option<String>, pub phone: Option<String>, pub email: Option<String>, pub building: Option<String>,
    pub created_at: Option<i64>, pub floor: Option<i64>, pub minutes: Option<i64>,
    pub cost: Option<f64>, pub rating: Option<f64>, pub urgent: Option<bool>, pub paid: Option<bool>,
    pub state: Option<State>, pub handler: Option<String>, pub material: Option<String>, pub note: Option<String>,
    #[serde(deserialize_with = "text")] pub tags: Option<Vec<String>>,
    #[serde(deserialize_with = "text")] pub room: Option<Room>,
}
#[derive(serde::Deserialize, serde::Serialize)]
pub struct Room { campus: Option<String>, name: Option<String>, floor: Option<i64>, beds: Option<i64>, area: Option<f64>, shared: Option<bool> }
#[derive(serde::Deserialize, serde::Serialize)]
pub enum State { #[serde(rename = "待处理")] Waiting, #[serde(rename = "处理中")] Busy, #[serde(rename = "已完成")] Done }
struct Text<T>(std::marker::PhantomData<T>);
impl<T: DeserializeOwned> Visitor<'_> for Text<T> {
    type Value = Option<T>;
    fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result { f.write_str("JSON text") }
    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> { Ok(None) }
    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> { serde_json::from_str(text).map_err(E::custom) }
}
fn text<'de, D: Deserializer<'de>, T: DeserializeOwned>(from: D) -> Result<Option<T>, D::Error> { from.deserialize_any(Text(std::marker::PhantomData)) }
