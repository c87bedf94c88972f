//! Whether a call is repeated: one table over what became of the request, what the call does, and what went wrong.

use super::fate::Fate;
use crate::error::Repeat;
use crate::request::Effect;

/// What follows an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Step {
    pub next: Next,
    /// Whether this attempt may have applied a write.
    pub in_doubt: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// The call is at its end, well or not.
    Stop,
    /// Again, with another token.
    Renew,
    /// Again, after a pause.
    Again,
}

pub(super) fn step(fate: Fate, effect: Effect, repeat: Repeat) -> Step {
    let in_doubt = fate == Fate::Unknown && effect != Effect::Read;
    let harmless = match (fate, effect) {
        (Fate::NeverSent | Fate::Refused, _) | (_, Effect::Read | Effect::Replace) => true,
        (Fate::Answered | Fate::Unknown, Effect::Create) => false,
    };
    let next = match (fate, repeat) {
        (Fate::Answered, _) | (_, Repeat::Never | Repeat::Unclear) => Next::Stop,
        // Refused keys are not to be helped by buying with them once more.
        (Fate::Refused, Repeat::WithNewToken) => Next::Renew,
        (_, Repeat::WithNewToken) => Next::Stop,
        (_, Repeat::Later | Repeat::IfHarmless) if harmless => Next::Again,
        (_, Repeat::Later | Repeat::IfHarmless) => Next::Stop,
    };
    Step { next, in_doubt }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FATES: [Fate; 4] = [Fate::NeverSent, Fate::Refused, Fate::Answered, Fate::Unknown];
    const EFFECTS: [Effect; 3] = [Effect::Read, Effect::Replace, Effect::Create];
    const RULES: [Repeat; 5] =
        [Repeat::Never, Repeat::Unclear, Repeat::WithNewToken, Repeat::Later, Repeat::IfHarmless];

    /// Letters by rule, in the order of `RULES`: `.` stops, `N` renews, `A` asks again; `?` behind them where a write is
    /// in doubt.
    #[test]
    fn the_whole_table() {
        let mut rows = Vec::new();
        for fate in FATES {
            for effect in EFFECTS {
                let steps = RULES.map(|rule| step(fate, effect, rule));
                let letters = steps.map(|step| match step.next {
                    Next::Stop => '.',
                    Next::Renew => 'N',
                    Next::Again => 'A',
                });
                let doubts = steps.map(|step| step.in_doubt);
                assert_eq!(doubts, [doubts[0]; 5], "doubt is a matter of fate and effect alone");
                let doubt = if doubts[0] { "?" } else { "" };
                rows.push(format!("{fate:?} {effect:?} {}{doubt}", letters.iter().collect::<String>()));
            }
        }
        assert_eq!(
            rows,
            [
                "NeverSent Read ...AA",
                "NeverSent Replace ...AA",
                "NeverSent Create ...AA",
                "Refused Read ..NAA",
                "Refused Replace ..NAA",
                "Refused Create ..NAA",
                "Answered Read .....",
                "Answered Replace .....",
                "Answered Create .....",
                "Unknown Read ...AA",
                "Unknown Replace ...AA?",
                "Unknown Create .....?",
            ]
        );
    }
}
