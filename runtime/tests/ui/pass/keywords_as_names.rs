//! A model whose keys are keywords, begin with a digit, or are the names that the code of a view uses.

use weda::prelude::*;

#[weda_model("words")]
#[derive(Debug)]
struct Words {
    id: Id<Words>,
    r#fn: String,
    r#match: bool,
    self_: Option<String>,
    crate_: Option<f64>,
    r#gen: Option<String>,
    id_: Option<String>,
    n2fa: Option<String>,
    #[weda(rename = "a-b c")]
    phrase: Option<String>,
    #[weda(rename = "self")]
    itself: Option<String>,
    row: Option<String>,
    new: Option<String>,
    identifier: Option<String>,
}

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let new = NewWords { r#fn: "main".into(), r#match: true };
    let _ = Words::create(&client, new.set(Words::GEN, "x").set(Words::IDENTIFIER, "y").set(Words::ID_, "z"));
    let _ = Words::query(&client).filter(Words::FN.eq("main") & Words::NEW.ne("") & Words::A_B_C.contains("b"));
}
