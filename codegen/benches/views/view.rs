use weda::prelude::*;

#[weda_model("ticket")]
pub struct Ticket {
    pub id: Id<Ticket>,
    pub order_number: String, pub title: String, pub reporter: String,
    pub phone: Option<String>, pub email: Option<String>, pub building: Option<String>, pub handler: Option<String>,
    pub material: Option<String>, pub remark: Option<String>, pub review: Option<String>,
    pub floor: Option<i64>, pub visits: Option<i64>, pub minutes: Option<i64>,
    pub total_cost: Option<f64>, pub rating: Option<f64>,
    pub is_urgent: Option<bool>, pub is_paid: Option<bool>,
    pub state: Option<String>, pub keywords: Option<Vec<String>>, pub room: Option<weda::Json>,
}
