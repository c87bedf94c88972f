use weda::prelude::*;

#[weda_model("ticket")]
pub struct Ticket { pub id: Id<Ticket>, pub title: String }

#[weda_model("part")]
pub struct Part {
    pub id: Id<Part>, pub name: Option<String>,
    #[weda(load = "origin")] pub ticket: Option<Ticket>,
}
