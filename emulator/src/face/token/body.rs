//! The body of a token call, JSON or a form.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::super::percent;

/// The members that are texts; others are empty texts.
pub(super) struct Body(HashMap<String, String>);

impl Body {
    /// Reads a body. One that is invalid has no members.
    pub(super) fn read(bytes: &[u8]) -> Self {
        Self(members(bytes).unwrap_or_default())
    }

    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }
}

fn members(bytes: &[u8]) -> Option<HashMap<String, String>> {
    let text = std::str::from_utf8(bytes).ok()?.trim();
    if text.starts_with('{') {
        let body: Map<String, Value> = serde_json::from_str(text).ok()?;
        return Some(
            body.into_iter().map(|(name, value)| (name, value.as_str().unwrap_or_default().to_owned())).collect(),
        );
    }
    let pairs = text.split('&').filter_map(|pair| pair.split_once('='));
    let decode = |text: &str| percent::decoded(&text.replace('+', " "));
    Some(pairs.filter_map(|(name, value)| Some((decode(name)?, decode(value)?))).collect())
}
