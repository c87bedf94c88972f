//! Traits that other crates cannot implement have this supertrait, so that they can gain methods.

use super::kind::{Bool, Choice, Integer, List, Number, Text};
use super::presence::{Nullable, ReadOnly, Required, Unique};
use super::{Date, DateTime, Id, TimeOfDay};

pub trait Sealed {}

macro_rules! seal {
    ($([$($of:ident)?] $type:ty,)*) => {$(impl $(<$of>)? Sealed for $type {})*};
}

seal! {
    [] Text, [] Number, [] Integer, [] Bool, [] DateTime, [] Date, [] TimeOfDay, [E] Choice<E>, [M] Id<M>,
    [K] List<K>,
    [] Required, [] Nullable, [] ReadOnly, [A] Unique<A>,
}
