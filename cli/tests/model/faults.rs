//! Faults between the command and the service.

use weda_emulator::{Effect, Emulator, Fault};

use crate::dice::Dice;

/// The time in seconds of a call in a disturbed run, with its repetitions; one attempt has half of it.
pub const TIMEOUT: u64 = 2;

/// Puts some faults in the way of the next run; their names.
pub fn inject(emulator: &Emulator, dice: &mut Dice) -> Vec<String> {
    let mut told = Vec::new();
    for _ in 0..dice.within(1, 3) {
        let effect = effect(dice);
        let is_write = dice.chance(75);
        let fault = match is_write {
            true => Fault::new(effect.clone()).method("POST").path("/odata/"),
            false => Fault::new(effect.clone()).method("GET").path("/odata/"),
        };
        let (skip, times) = (dice.below(6), dice.within(1, 4));
        told.push(format!("{effect:?} {} skip {skip} times {times}", if is_write { "POST" } else { "GET" }));
        if matches!(effect, Effect::Late(_)) && is_write && dice.chance(50) {
            // A gateway that waits no longer.
            let status = *dice.pick(&[408, 502, 503, 504]);
            told.push(format!("with {status}"));
            let fault = Fault::new(Effect::Status(status)).method("POST").path("/odata/");
            emulator.inject_fault(fault.skip(skip).times(times)).unwrap();
        }
        emulator.inject_fault(fault.skip(skip).times(times)).unwrap();
    }
    told
}

/// Makes writes slow, so that a kill or a restart meets them.
pub fn slow(emulator: &Emulator, dice: &mut Dice) {
    let delay = dice.within(20, 200);
    emulator.inject_fault(Fault::new(Effect::Delay(delay)).path("/odata/v1/batch/")).unwrap();
}

fn effect(dice: &mut Dice) -> Effect {
    match dice.below(14) {
        0 | 1 => Effect::Drop,
        2 | 3 => Effect::DropAfter,
        4 => Effect::Half,
        5 => Effect::AnswerTwice,
        6 => Effect::Html,
        // Not 429: it says that the call was not carried out, and here it is.
        7 => Effect::Status(*dice.pick(&[500, 502, 503, 504])),
        // Longer than an attempt, shorter than two.
        8 => Effect::Delay(1_300),
        9 => Effect::Refuse((*dice.pick(&["SYS_ERR", "EXCEED_RATELIMIT", "SERVER_TIMEOUT"])).to_owned()),
        10 => Effect::RefuseAfter("SYS_ERR".to_owned()),
        // Less than an attempt.
        11 | 12 => Effect::Late(dice.within(50, 900)),
        _ => Effect::ExpireTokens,
    }
}
