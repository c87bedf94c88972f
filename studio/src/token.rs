//! The token of one start.

use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// A secret of 256 bits, which the printed address has behind its `#`.
pub(crate) struct Token(String);

impl Token {
    /// A new token. Three ids of version 4 hold 366 random bits of the system's generator.
    pub(crate) fn random() -> Self {
        let mut hash = Sha256::new();
        for _ in 0..3 {
            hash.update(Uuid::new_v4().as_bytes());
        }
        Self(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
    }

    pub(crate) fn text(&self) -> &str {
        &self.0
    }

    /// Compares without a hint, by the time it takes, of where a guess is wrong.
    pub(crate) fn is(&self, guess: &[u8]) -> bool {
        let own = self.0.as_bytes();
        own.len() == guess.len() && own.iter().zip(guess).fold(0, |all, (a, b)| all | (a ^ b)) == 0
    }
}

#[cfg(test)]
mod tests {
    use super::Token;

    #[test]
    fn only_the_whole_token_is_the_token() {
        let token = Token::random();
        let text = token.text().to_owned();
        assert_eq!(text.len(), 64);
        assert!(token.is(text.as_bytes()));
        assert!(!token.is(&text.as_bytes()[..63]));
        assert!(!token.is(b""));
        for place in 0..64 {
            let mut guess = text.clone().into_bytes();
            guess[place] ^= 1;
            assert!(!token.is(&guess), "{place}");
        }
        assert_ne!(Token::random().text(), text);
    }
}
