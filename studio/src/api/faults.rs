//! Faults as the page's form has them.

use serde::Deserialize;
use serde_json::{Map, Value, json};
use weda_emulator::{Effect, EffectArgument, EffectKind, Fault};

use super::words;
use crate::refused::{FieldProblem, Refused, RefusedKind};

/// All effects, with their documentation in both languages.
pub(super) fn effects() -> Value {
    let kind = |kind: &EffectKind| {
        let argument = kind.argument.map(|argument| match argument {
            EffectArgument::Code => "code",
            EffectArgument::Status => "status",
            _ => "millis",
        });
        json!({
            "name": kind.name, "argument": argument, "doc": { "en": kind.doc, "zh": words::effect(&kind.name) },
        })
    };
    Effect::kinds().iter().map(kind).collect()
}

/// A fault as it is typed.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Form {
    effect: String,
    argument: String,
    method: String,
    path: String,
    skip: String,
    times: String,
    share: String,
    seed: String,
}

/// A fault, and as text for other places.
#[derive(Debug)]
pub(super) struct Typed {
    pub(super) fault: Fault,
    /// JSON for `--fault`.
    pub(super) json: Value,
    /// A line of a test.
    pub(super) rust: String,
}

impl Form {
    /// The fault, or all fields that are invalid.
    pub(super) fn read(&self) -> Result<Typed, Refused> {
        let mut problems = Vec::new();
        let mut members = Map::new();
        let mut rust = String::new();
        let method = self.method.trim();
        match Effect::kinds().iter().find(|kind| kind.name == self.effect) {
            Some(kind) => match self.argument(kind) {
                Ok((value, text)) => {
                    members.insert("effect".to_owned(), value);
                    rust = format!("emulator.inject_fault(Fault::new({text})");
                }
                Err(message) => problems.push(FieldProblem::new("argument", message)),
            },
            None => problems.push(FieldProblem::new("effect", "choose an effect")),
        }
        if !method.is_empty() {
            if !method.bytes().all(|byte| byte.is_ascii_alphabetic()) {
                let message = format!("`{method}` is not an HTTP method: write one such as POST, or nothing for all");
                problems.push(FieldProblem::new("method", message));
            }
            rust += &format!(".method({:?})", method.to_ascii_uppercase());
            members.insert("method".to_owned(), json!(method.to_ascii_uppercase()));
        }
        if !self.path.is_empty() {
            rust += &format!(".path({:?})", self.path);
            members.insert("path".to_owned(), json!(self.path));
        }
        if let Some(skip) = number("skip", &self.skip, 0, &mut problems).filter(|skip| *skip > 0) {
            rust += &format!(".skip({skip})");
            members.insert("skip".to_owned(), json!(skip));
        }
        if let Some(times) = number("times", &self.times, 1, &mut problems) {
            rust += &format!(".times({times})");
            members.insert("times".to_owned(), json!(times));
        }
        let seed = number("seed", &self.seed, 0, &mut problems);
        match share(&self.share) {
            Ok(None) if seed.is_some() => {
                problems.push(FieldProblem::new("seed", "a seed chooses among the calls of a share: give a share too"));
            }
            Ok(None) => {}
            Ok(Some(share)) => {
                rust += &format!(".probability({share:?}, {})", seed.unwrap_or(0));
                members.insert("probability".to_owned(), json!(share));
                members.insert("seed".to_owned(), json!(seed.unwrap_or(0)));
            }
            Err(message) => problems.push(FieldProblem::new("share", message)),
        }
        if let Some(first) = problems.first() {
            let (message, field) = (first.message.clone(), Some(first.field.clone()));
            return Err(Refused { field, fields: problems, ..Refused::new(RefusedKind::Invalid, message) });
        }
        let json = Value::Object(members);
        // The emulator's own rules, for what the form does not know.
        let fault = serde_json::from_value(json.clone()).map_err(|error| {
            let message = error.to_string();
            let fields = vec![FieldProblem::new("argument", &message)];
            Refused { fields, ..Refused::new(RefusedKind::Invalid, message) }
        })?;
        Ok(Typed { fault, json, rust: rust + ")?;" })
    }

    /// The effect with its argument, as JSON and as Rust.
    fn argument(&self, kind: &EffectKind) -> Result<(Value, String), String> {
        let (name, variant, text) = (&kind.name, kind.variant, self.argument.trim());
        match kind.argument {
            None => Ok((json!(name), format!("Effect::{variant}"))),
            Some(EffectArgument::Code) => match text {
                "" => Err("write an error code, such as SYS_ERR".to_owned()),
                code => Ok((json!({ name.as_str(): code }), format!("Effect::{variant}({code:?}.into())"))),
            },
            Some(EffectArgument::Status) => {
                match text.parse::<u16>().ok().filter(|status| (200..=599).contains(status)) {
                    None => Err(format!("`{text}` is not an HTTP status: write a number from 200 to 599")),
                    Some(status) => Ok((json!({ name.as_str(): status }), format!("Effect::{variant}({status})"))),
                }
            }
            Some(_) => match text.parse::<u64>() {
                Err(_) => Err(format!("`{text}` is not a number of milliseconds: write digits, such as 2000")),
                Ok(millis) => Ok((json!({ name.as_str(): millis }), format!("Effect::{variant}({millis})"))),
            },
        }
    }
}

/// A whole number from a minimum, or nothing.
fn number(field: &str, text: &str, min: u64, problems: &mut Vec<FieldProblem>) -> Option<u64> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let read = text.parse::<u64>().ok().filter(|number| *number >= min);
    if read.is_none() {
        let message = format!("`{text}` is not a whole number from {min}: write digits, or nothing");
        problems.push(FieldProblem::new(field, message));
    }
    read
}

/// A share from 0 to 1, or as `20%`.
fn share(text: &str) -> Result<Option<f64>, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let read = match text.strip_suffix('%') {
        Some(percent) => percent.trim().parse::<f64>().ok().map(|percent| percent / 100.0),
        None => text.parse().ok(),
    };
    match read.filter(|share| (0.0..=1.0).contains(share)) {
        Some(share) => Ok(Some(share)),
        None => Err(format!("`{text}` is not a share: write a number from 0 to 1, or a percentage such as 20%")),
    }
}

/// A fault as JSON without the members that have their default.
pub(super) fn shortest(fault: &Fault) -> Value {
    let mut json = json!(fault);
    if let Value::Object(members) = &mut json {
        let always = members.get("probability") == Some(&json!(1.0));
        members.retain(|name, value| match name.as_str() {
            "path" => value != "",
            "skip" => value != 0,
            "probability" | "seed" => !always,
            _ => !value.is_null(),
        });
    }
    json
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Form, shortest};

    fn form(members: serde_json::Value) -> Form {
        serde_json::from_value(members).unwrap()
    }

    #[test]
    fn a_form_becomes_json_and_rust() {
        let typed = form(json!({ "effect": "drop-after", "method": "post", "path": "/odata/\"", "times": "1" }))
            .read()
            .unwrap();
        assert_eq!(typed.json, json!({ "effect": "drop-after", "method": "POST", "path": "/odata/\"", "times": 1 }));
        let rust =
            r#"emulator.inject_fault(Fault::new(Effect::DropAfter).method("POST").path("/odata/\"").times(1))?;"#;
        assert_eq!(typed.rust, rust);
        assert_eq!(shortest(&typed.fault), typed.json);
        let typed =
            form(json!({ "effect": "refuse", "argument": "SYS_ERR", "share": "20%", "seed": "7", "skip": "2" }))
                .read()
                .unwrap();
        assert_eq!(typed.json, json!({ "effect": { "refuse": "SYS_ERR" }, "skip": 2, "probability": 0.2, "seed": 7 }));
        let rust =
            r#"emulator.inject_fault(Fault::new(Effect::Refuse("SYS_ERR".into())).skip(2).probability(0.2, 7))?;"#;
        assert_eq!(typed.rust, rust);
        assert_eq!(shortest(&typed.fault), typed.json);
    }

    #[test]
    fn every_invalid_field_is_named() {
        let fields = |members| -> Vec<String> {
            form(members).read().unwrap_err().fields.into_iter().map(|problem| problem.field).collect()
        };
        assert_eq!(fields(json!({})), ["effect"]);
        let all = json!({ "effect": "status", "argument": "99", "method": "GE T", "skip": "-1", "times": "0", "share": "2", "seed": "x" });
        assert_eq!(fields(all), ["argument", "method", "skip", "times", "seed", "share"]);
        assert_eq!(fields(json!({ "effect": "refuse", "argument": " " })), ["argument"]);
        assert_eq!(fields(json!({ "effect": "delay", "argument": "99999999999" })), ["argument"], "more than a day");
        assert_eq!(fields(json!({ "effect": "half", "seed": "7" })), ["seed"]);
    }
}
