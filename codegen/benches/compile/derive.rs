#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Ticket {
    #[serde(rename = "_id")] pub id: String,
    pub order_number: String, pub title: String, pub reporter: String,
    pub phone: Option<String>, pub email: Option<String>, pub building: Option<String>, pub handler: Option<String>,
    pub material: Option<String>, pub remark: Option<String>, pub review: Option<String>,
    pub floor: Option<i64>, pub visits: Option<i64>, pub minutes: Option<i64>,
    pub total_cost: Option<f64>, pub rating: Option<f64>,
    pub is_urgent: Option<bool>, pub is_paid: Option<bool>,
    pub state: Option<TicketState>, pub keywords: Option<Vec<String>>, pub room: Option<TicketRoom>,
}
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TicketRoom {
    pub campus: Option<String>, pub room_number: Option<String>, pub floor: Option<i64>, pub bed_count: Option<i64>,
    pub floor_area: Option<f64>, pub is_shared: Option<bool>,
}
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub enum TicketState { 待处理, 处理中, 已完成 }
