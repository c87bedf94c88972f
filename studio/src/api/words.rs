//! The documentation of effects and switches in Chinese, beside the types' own in English.

use std::collections::BTreeMap;
use std::sync::LazyLock;

type Words = BTreeMap<String, String>;

static EFFECTS: LazyLock<Words> = LazyLock::new(|| read(include_str!("../words/effects.zh.json")));
static SWITCHES: LazyLock<Words> = LazyLock::new(|| read(include_str!("../words/switches.zh.json")));

fn read(text: &str) -> Words {
    // The tests read both files.
    serde_json::from_str(text).unwrap_or_default()
}

/// The sentence of an effect, such as `drop-after`.
pub(super) fn effect(name: &str) -> Option<&'static str> {
    EFFECTS.get(name).map(String::as_str)
}

/// The sentence of a switch, such as `accept.ge_le`, or of one of its values: `lists.excess=cut`.
pub(super) fn switch(path: &str) -> Option<&'static str> {
    SWITCHES.get(path).map(String::as_str)
}

#[cfg(test)]
mod tests {
    use weda_emulator::profile::SwitchValues;
    use weda_emulator::{Effect, Profile};

    use super::{EFFECTS, SWITCHES};

    #[test]
    fn every_effect_and_switch_has_a_sentence_in_chinese() {
        let effects: Vec<&str> = Effect::kinds().iter().map(|kind| kind.name.as_str()).collect();
        let mut switches = Vec::new();
        for switch in Profile::switches() {
            switches.push(switch.path());
            if let SwitchValues::Choice(values) = &switch.values {
                switches.extend(values.iter().map(|value| format!("{}={}", switch.path(), value.name)));
            }
        }
        switches.extend(Profile::switches().iter().map(|switch| switch.group.to_owned()));
        let missing = |known: Vec<&str>, words: &super::Words| -> Vec<String> {
            known.iter().filter(|name| !words.contains_key(**name)).map(|name| (*name).to_owned()).collect()
        };
        assert_eq!(missing(effects.clone(), &EFFECTS), [""; 0]);
        assert_eq!(missing(switches.iter().map(String::as_str).collect(), &SWITCHES), [""; 0]);
        let unknown = |words: &super::Words, known: &dyn Fn(&str) -> bool| -> Vec<String> {
            words.keys().filter(|name| !known(name)).cloned().collect()
        };
        assert_eq!(unknown(&EFFECTS, &|name| effects.contains(&name)), [""; 0]);
        assert_eq!(unknown(&SWITCHES, &|name| switches.iter().any(|known| known == name)), [""; 0]);
        for (name, text) in EFFECTS.iter().chain(SWITCHES.iter()) {
            // Outside of code.
            let prose: String = text.split('`').step_by(2).collect();
            assert!(text.ends_with(['。', '）']) && !prose.contains(['您', ',', ';', '(']), "{name}: {text}");
        }
    }
}
