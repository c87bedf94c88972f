use std::collections::{BTreeMap, HashMap};
use std::time::{Duration, SystemTime};

use weda::call::RequestPreview;
use weda::error::{InDoubt, OperationKind, Retry};
use weda::prelude::*;
use weda::value::TimeError;
use weda::{AreaCode, Code, FileRef, GeoPoint, Json, Location, OptionSet, TimeOfDay};

use super::Any;
use crate::models::{Book, SpecimenChoice, Title};

pub fn all() -> Any {
    ids()?;
    times()?;
    others()?;
    errors()
}

fn ids() -> Any {
    let id: Id<Book> = Id::new("r1");
    let _: [Id<Book>; 4] = [Id::from("r1"), "r1".into(), String::from("r1").into(), id.clone()];
    let _: (&str, &str, String) = (id.as_str(), id.as_ref(), id.to_string());
    let of_view: Id<Title> = id.clone().cast();
    assert!(id == of_view && id == Id::<Book>::new("r1"));
    let _ = (HashMap::from([(id.clone(), 1)]), BTreeMap::from([(&id, 1)]));
    let text = serde_json::to_string(&id)?;
    let back: Id<Book> = serde_json::from_str(&text)?;
    assert_eq!(back, id);
    Ok(())
}

fn times() -> Any {
    let moment: DateTime = "2022-02-28T07:51:32.306Z".parse()?;
    let day: Date = "2024-09-01".parse()?;
    let time: TimeOfDay = "08:00:00".parse()?;
    let _: [i64; 3] = [moment.as_millis(), day.as_millis(), time.as_millis()];
    let _: [String; 3] = [moment.to_string(), day.to_string(), time.to_string()];
    let wrong: TimeError = "soon".parse::<Date>().unwrap_err();
    let _: String = wrong.to_string();
    let clock: SystemTime = moment.try_into()?;
    assert_eq!(DateTime::from(clock), moment);
    const FIRST: Date = Date::from_millis(0);
    assert!(FIRST < day && day == Date::from_millis(day.as_millis()));
    #[cfg(feature = "jiff02")]
    {
        let at: jiff::Timestamp = moment.try_into()?;
        assert_eq!(DateTime::from(at), moment);
        assert_eq!(DateTime::from(&moment.to_shanghai()?), moment);
        let _ = DateTime::from_shanghai(jiff::civil::date(2024, 9, 1).at(8, 0, 0, 0))?;
        let of_calendar: jiff::civil::Date = day.try_into()?;
        assert_eq!(Date::from(of_calendar), day);
        let of_clock: jiff::civil::Time = time.try_into()?;
        assert_eq!(TimeOfDay::from(of_clock), time);
    }
    let _: (DateTime, Date) = (serde_json::from_str("0")?, serde_json::from_str(&serde_json::to_string(&day)?)?);
    Ok(())
}

fn others() -> Any {
    let file = FileRef::new("cloud://a");
    let _: (bool, &str, FileRef) = (file.is_stored(), file.as_str(), FileRef::new(String::from("a")));
    let region = AreaCode::new("陕西省,西安市");
    let _: Vec<&str> = region.names().collect();
    let place = Location { point: Some(GeoPoint { longitude: 1.0, latitude: 2.0 }), ..Location::default() };
    let Location { address, point } = place;
    assert!(address.is_empty() && point.is_some());
    let Json(value) = Json(serde_json::json!(1));
    assert_eq!(value, 1);
    let option: SpecimenChoice = OptionSet::from_key("红".into());
    let _: (&str, &str, Vec<SpecimenChoice>) = (option.key(), option.label(), SpecimenChoice::options());
    assert!(matches!(option, SpecimenChoice::红) && option == SpecimenChoice::红);
    Ok(())
}

/// A function of a program's, whose errors take any.
fn refused() -> weda::Result<u64> {
    Client::builder("").secret("a", "b").build()?;
    Ok(1)
}

fn errors() -> Any {
    let error: Error = refused().unwrap_err();
    let _: Option<&InDoubt> = error.in_doubt();
    let _: (ErrorKind, Option<&Code>, Option<&Error>) = (error.kind(), error.code(), error.cause());
    let _: (Option<&str>, Option<u16>, bool, Option<&str>) =
        (error.request_id(), error.status(), error.is_timeout(), error.call());
    let _: (Option<&str>, String, Option<String>) = (error.message(), error.summary(), error.advice());
    let _: (Option<Duration>, u32, bool) = (error.retry_after(), error.attempts(), error.is_retry_budget_exhausted());
    let _: [bool; 3] = [error.is_conflict(), error.is_permission(), error.is_not_found()];
    let doubts = |doubt: &InDoubt| {
        let _: (OperationKind, Option<&str>, Option<&str>) = (doubt.operation(), doubt.model(), doubt.id());
        let _: (Option<&str>, DateTime) = (doubt.body(), doubt.sent_at());
        doubt.request_ids().len()
    };
    assert_eq!(error.in_doubt().map(doubts), None);
    let _: Box<dyn std::error::Error + Send + Sync> = error.clone().into();
    let _: std::io::Error = std::io::Error::other(error.clone());
    match error.kind() {
        ErrorKind::Settings => {}
        _ => return Err(error.into()),
    }
    let code = Code::from("SYS_ERR");
    let _: (&str, Option<&'static str>, Retry) = (code.as_str(), code.meaning(), code.retry());
    let _: (String, String, String) = (code.to_string(), code.retry().to_string(), format!("{:?}", error.kind()));
    let client = Client::for_emulator("127.0.0.1:4010");
    if let Some(RequestPreview { method, url, body, .. }) = Book::query(&client).preview()? {
        let _: (String, String, Option<String>) = (method, url, body);
    }
    Ok(())
}
