use serde::Serialize;
#[derive(Serialize)] pub struct Batch { pub value: Vec<Repair> }
#[derive(Serialize)] #[serde(rename_all = "camelCase")]
pub struct Repair {
    pub order_number: String, pub title: String,
    pub reporter: Option<String>, pub contact_phone: Option<String>, pub contact_email: Option<String>, pub building: Option<String>,
    pub floor: Option<i64>, pub spent_minutes: Option<i64>, pub total_cost: Option<f64>, pub rating: Option<f64>,
    pub is_urgent: Option<bool>, pub is_paid: Option<bool>, pub order_state: Option<State>,
    pub handler: Option<String>, pub material: Option<String>, pub remark: Option<String>,
    pub keywords: Option<String>, pub room: Option<String>,
}
#[derive(Clone, Copy, Serialize)] pub enum State {
    #[serde(rename = "待处理")] Waiting, #[serde(rename = "处理中")] Busy, #[serde(rename = "已完成")] Done,
}
