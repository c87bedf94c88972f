//! A view in a function, and two of one name in two functions.

use weda::prelude::*;

fn names(client: &Client) {
    #[weda_model("student")]
    struct Row {
        name: String,
    }
    let _ = Row::query(client).filter(Row::NAME.contains("李"));
}

fn titles(client: &Client) {
    #[weda_model("course")]
    struct Row {
        title: Option<String>,
    }
    let _ = Row::query(client).filter(Row::TITLE.contains("数"));
}

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    names(&client);
    titles(&client);
}
