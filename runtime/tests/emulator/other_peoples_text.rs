//! Text of answers goes into errors, and errors go to terminals and logs.

use std::error::Error as _;

use weda::prelude::*;
use weda_definition::is_printable;

use crate::fixture::{Book, Shelf, new};
use crate::service::FakeService;

/// One of each class: an escape sequence, its one-byte form, a mark that turns the direction of writing, a character that
/// cannot be seen, a line end with a forged line behind it.
const HOSTILE: [&str; 5] = ["\u{1b}[31m\u{7}", "\u{9b}2J", "\u{202e}", "\u{200b}", "\nerror: forged"];

/// All that a program can print of an error.
fn shown(error: &weda::Error) -> Vec<String> {
    let mut texts = vec![error.to_string(), format!("{error:?}"), format!("{error:#}")];
    texts.extend(error.code().map(ToString::to_string));
    let mut source = error.source();
    while let Some(error) = source {
        texts.extend([error.to_string(), format!("{error:?}")]);
        source = error.source();
    }
    texts
}

fn assert_printable(what: &str, texts: &[String]) {
    for text in texts {
        let odd = text.chars().find(|character| !is_printable(*character));
        assert!(odd.is_none(), "{what}: {odd:?} in {text:?}");
    }
}

/// The id of a record, the text that was found in place of a number, and a character behind the end of an answer stood in
/// errors unchanged: they could paint terminals and forge lines of logs.
#[tokio::test]
async fn errors_hold_no_text_of_the_service_as_it_came() {
    let service = FakeService::start().await;
    let client = || {
        let base = format!("http://{}", service.address());
        Client::builder("lowcode-1").base_url(base).secret("a", "b").max_attempts(1).build().unwrap()
    };
    for bad in HOSTILE {
        let text = serde_json::to_string(bad).unwrap();
        let text = &text[1..text.len() - 1];
        let answers = [
            // A record that does not fit, its id and what was found.
            format!(r#"{{"@odata.count":1,"value":[{{"_id":"a{text}","title":"t","price":"p{text}"}}]}}"#),
            format!(r#"{{"@odata.count":"c{text}","value":[]}}"#),
            // Malformed, with one odd character where another was expected.
            format!(r#"{{"@odata.count":1,"value":[{{"_id":"a"}}{bad}]}}"#),
            format!(r#"{{"@odata.count":1,"value":[]}}{bad}"#),
            format!(r#"{{"@odata.count":1,"value":{bad}"#),
            format!(r#"{{"@odata.count":1{bad},"value":[]}}"#),
            // Lists and objects as JSON text.
            format!(r#"{{"@odata.count":1,"value":[{{"_id":"a","title":"t","tags":"[1{text}"}}]}}"#),
            // Not JSON at all.
            format!("sign in{bad}"),
            // Refusals.
            format!(r#"{{"code":"SYS{text}ERR","requestId":"r{text}","message":"m{text}"}}"#),
            format!(
                r#"{{"Response":{{"Error":{{"Code":"Failed{text}","Message":"m{text}"}},"RequestId":"r{text}"}}}}"#
            ),
            format!(r#"{{"error":"e{text}","error_description":"d{text}"}}"#),
        ];
        let mut errors = 0;
        for (number, answer) in answers.iter().enumerate() {
            for status in [200, 400, 500] {
                let what = format!("answer {number} with {bad:?} under {status}");
                let mut found = Vec::new();
                service.answer(status, answer);
                found.extend(Book::query(&client()).await.err());
                service.answer(status, answer);
                found.extend(Book::query(&client()).allow_invalid().await.err());
                service.answer(status, answer);
                found.extend(Book::query(&client()).count().await.err());
                service.answer(status, answer);
                found.extend(Book::get(&client(), &Id::<Book>::new("a")).await.err());
                service.answer(status, answer);
                found.extend(Book::create(&client(), new("t")).await.err());
                service.answer(status, answer);
                found.extend(Shelf::query(&client()).await.err());
                service.answer(status, answer);
                found.extend(client().model("book").query().await.err());
                service.answer(status, answer);
                found.extend(client().definitions().await.err());
                service.answer(status, answer);
                match Book::create_many(&client(), [new("a"), new("b")]).await {
                    Ok(outcomes) => found.extend(outcomes.iter().filter_map(|outcome| outcome.error().cloned())),
                    Err(error) => found.push(error),
                }
                errors += found.len();
                found.iter().for_each(|error| assert_printable(&what, &shown(error)));
            }
            service.answer(200, answer);
            if let Ok(partial) = Book::query(&client()).allow_invalid().await {
                let texts: Vec<String> = partial.invalid.iter().map(ToString::to_string).collect();
                assert_printable(&format!("reject {number} with {bad:?}"), &texts);
            }
        }
        assert!(errors > 150, "{errors} errors only: does this test still look at the right thing?");

        service.refuse_keys(400, &format!(r#"{{"code":"SIGN{text}","message":"m{text}","requestId":"r{text}"}}"#));
        let error = Book::query(&client()).await.unwrap_err();
        assert_printable("keys", &shown(&error));
        service.refuse_keys(200, "");
    }
}

/// A program's own input is data too: a body, an address.
#[tokio::test]
async fn explanations_and_addresses_hold_no_text_as_it_came() {
    let service = FakeService::start().await;
    let base = format!("http://{}", service.address());
    let client = Client::builder("lowcode-1").base_url(base).secret("a", "b").build().unwrap();
    for bad in HOSTILE {
        let text = Book::create(&client, new(bad)).preview().unwrap().unwrap().to_string();
        let body = text.split_once('\n').unwrap().1;
        assert_printable("explain", &[body.to_owned()]);
        assert_eq!(serde_json::from_str::<serde_json::Value>(body).unwrap()["title"], bad);
        for address in [format!("http://h{bad}/"), format!("https://h/?x={bad}")] {
            let error = Client::builder("lowcode-1").base_url(address).secret("a", "b").build().unwrap_err();
            assert_printable("address", &shown(&error));
        }
    }
}

/// The query of an address was repeated in the error about it, and could hold a password; only a user name was not.
#[test]
fn a_password_in_an_address_is_not_repeated() {
    for address in ["https://h/?x=PASSW", "https://h/#PASSW", "https://me:PASSW@h/", "ftp://h/?x=PASSW"] {
        let error = Client::builder("lowcode-1").base_url(address).secret("a", "b").build().unwrap_err();
        assert!(shown(&error).iter().all(|text| !text.contains("PASSW")), "{error}");
    }
}
