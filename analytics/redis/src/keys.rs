//! Names of the keys in Redis.

use std::fmt::Write as _;

/// Version of the keys and scripts: programs with another one do not share.
const VERSION: u32 = 1;

/// The keys of one environment. The braces put them into one slot of a cluster, so that a script may use several.
#[derive(Debug, Clone)]
pub(crate) struct Keys {
    base: String,
}

impl Keys {
    pub fn new(prefix: &str, env_id: &str) -> Keys {
        Keys { base: format!("{}:{VERSION}:{{{}}}", plain(prefix), plain(env_id)) }
    }

    /// The key of one purpose: `weda:1:{lowcode-2gay8jgh25}:token`.
    pub fn of(&self, purpose: &str) -> String {
        format!("{}:{purpose}", self.base)
    }

    /// The key of a job class: `weda:1:{lowcode-2gay8jgh25}:quota:bulk`.
    pub fn of_class(&self, purpose: &str, class: &str) -> String {
        format!("{}:{purpose}:{}", self.base, plain(class))
    }
}

/// Percent-encodes all but letters, digits, `-`, `_` and `.`, so that no name can end the braces or look like another key.
fn plain(name: &str) -> String {
    name.bytes().fold(String::with_capacity(name.len()), |mut text, byte| {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => text.push(char::from(byte)),
            _ => {
                let _ = write!(text, "%{byte:02X}");
            }
        }
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_others_make_no_other_key() {
        let keys = Keys::new("weda", "lowcode-2gay8jgh25");
        assert_eq!(keys.of("token"), "weda:1:{lowcode-2gay8jgh25}:token");
        assert_eq!(keys.of_class("quota", "bulk"), "weda:1:{lowcode-2gay8jgh25}:quota:bulk");
        assert_eq!(Keys::new("a:b", "x}:token{").of("token"), "a%3Ab:1:{x%7D%3Atoken%7B}:token");
        assert_eq!(keys.of_class("quota", "a:b 夜"), "weda:1:{lowcode-2gay8jgh25}:quota:a%3Ab%20%E5%A4%9C");
    }
}
