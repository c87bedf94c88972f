//! What differs between the fields of a model, or the members of a nested object.

use std::collections::BTreeSet;

use super::change::{Change, Subject, What};
use super::scope::{Fields, Item};
use super::spot::Spot;
use super::{details, renamed};
use crate::plan::Access;

pub(super) fn changes(old: &Fields<'_>, new: &Fields<'_>) -> Vec<Change> {
    let mut changes = Vec::new();
    let gone: Vec<&Item<'_>> = old.items.iter().filter(|item| new.find(&item.member.key).is_none()).collect();
    let mut come: Vec<&Item<'_>> = new.items.iter().filter(|item| old.find(&item.member.key).is_none()).collect();
    for item in gone {
        let successor = renamed::field(old, item, new, &mut come);
        let what = match &successor {
            Some((to, because)) => What::LooksRenamed { to: new.path_to(&to.member.key), because: because.clone() },
            None => What::Removed,
        };
        let breaks = everything(old, item, new);
        let after = successor.map(|(to, _)| spot(new, to));
        changes.push(change(old, item, what, breaks, Some(spot(old, item)), after));
    }
    for item in come {
        let breaks = new.create(item).into_iter().collect();
        changes.push(change(new, item, What::Added, breaks, None, Some(spot(new, item))));
    }
    for was in &old.items {
        if let Some(is) = new.find(&was.member.key) {
            changes.extend(Pair { old, was, new, is }.changes());
        }
    }
    changes
}

fn spot(fields: &Fields<'_>, item: &Item<'_>) -> Spot {
    Spot::of_field(fields.definition, item.member.line, &item.member.key)
}

fn change(
    fields: &Fields<'_>,
    item: &Item<'_>,
    what: What,
    breaks: Vec<String>,
    before: Option<Spot>,
    after: Option<Spot>,
) -> Change {
    let subject = Subject::Field { model: fields.model.identifier.clone(), path: fields.path_to(&item.member.key) };
    Change { subject, what, breaks, before, after }
}

/// All that code can name of a field that goes: its constant, its place, the create shape that needs it, and the types that
/// were made for it, unless they stay.
fn everything(old: &Fields<'_>, item: &Item<'_>, new: &Fields<'_>) -> Vec<String> {
    let stays: BTreeSet<_> = new.types().collect();
    let types = old.types().filter(|(path, ..)| path.starts_with(&old.keys_to(&item.member.key)));
    let lost = types.filter(|own| !stays.contains(own)).map(|(_, name, _)| name.to_owned());
    let own = [old.constant(item), Some(old.place(item)), old.create(item)];
    own.into_iter().flatten().chain(lost).collect()
}

/// A field that is on both sides.
struct Pair<'p, 'a> {
    old: &'p Fields<'a>,
    was: &'p Item<'a>,
    new: &'p Fields<'a>,
    is: &'p Item<'a>,
}

impl Pair<'_, '_> {
    fn changes(&self) -> Vec<Change> {
        let aspects = [self.called(), self.retyped(), self.access(), self.required()];
        let mut changes: Vec<Change> = aspects.into_iter().flatten().collect();
        if let (Some(old), Some(new)) = (self.old.within(self.was), self.new.within(self.is)) {
            changes.extend(self::changes(&old, &new));
        }
        if let (true, Some(was), Some(is)) = (changes.is_empty(), self.was.field, self.is.field) {
            let of = details::of_field(was, is);
            changes.extend((!of.is_empty()).then(|| self.change(What::Details { of }, Vec::new())));
        }
        changes
    }

    fn change(&self, what: What, breaks: Vec<String>) -> Change {
        let (before, after) = (spot(self.old, self.was), spot(self.new, self.is));
        change(self.old, self.was, what, breaks, Some(before), Some(after))
    }

    fn called(&self) -> Option<Change> {
        let (from, to) = (&self.was.member.name, &self.is.member.name);
        let what = || What::Called { from: from.clone(), to: to.clone() };
        (from != to).then(|| self.change(what(), everything(self.old, self.was, self.new)))
    }

    /// A format that leaves the type as it is breaks nothing.
    fn retyped(&self) -> Option<Change> {
        let (was, is) = (words(self.was), words(self.is));
        let types = (self.old.spelled(&self.was.member.shape), self.new.spelled(&self.is.member.shape));
        let breaks = match types.0 == types.1 {
            true => Vec::new(),
            false => everything(self.old, self.was, self.new),
        };
        match (was == is, types.0 == types.1) {
            (true, true) => None,
            // The words do not tell them apart: which options, which nested type.
            (true, false) => Some(self.change(What::Retyped { from: types.0.0, to: types.1.0 }, breaks)),
            (false, _) => Some(self.change(What::Retyped { from: was, to: is }, breaks)),
        }
    }

    fn access(&self) -> Option<Change> {
        let read_only = |item: &Item<'_>| item.access == Some(Access::ReadOnly);
        match (read_only(self.was), read_only(self.is)) {
            (false, true) => {
                let breaks = [self.old.constant(self.was), self.old.create(self.was)];
                Some(self.change(What::ReadOnly, breaks.into_iter().flatten().collect()))
            }
            (true, false) => Some(self.change(What::Writable, self.new.create(self.is).into_iter().collect())),
            _ => None,
        }
    }

    fn required(&self) -> Option<Change> {
        let needed = |item: &Item<'_>| item.access == Some(Access::Required);
        let writable = |item: &Item<'_>| item.access != Some(Access::ReadOnly);
        let (read, is_read) = (self.was.member.present, self.is.member.present);
        // Who begins or ceases to be writable is another change.
        let both = writable(self.was) && writable(self.is);
        let (create, is_created) = (both && needed(self.was), both && needed(self.is));
        let place = (read != is_read).then(|| self.old.place(self.was));
        let shape = || self.new.create(self.is).or_else(|| self.old.create(self.was));
        let shape = (create != is_created).then(shape).flatten();
        // What must be there cannot be cleared.
        let constant = (!create && is_created).then(|| self.old.constant(self.was)).flatten();
        let what = match (!read && is_read) || (!create && is_created) {
            true => What::NewlyRequired,
            false if read != is_read || create != is_created => What::NoLongerRequired,
            false => return None,
        };
        Some(self.change(what, [constant, place, shape].into_iter().flatten().collect()))
    }
}

/// The kind, with the format where the kind does not tell it.
fn words(item: &Item<'_>) -> String {
    match item.field.map(|field| field.format.as_str()) {
        None | Some("") => item.member.kind.clone(),
        Some(format) if format == item.member.kind => format.to_owned(),
        Some(format) => format!("{} ({format})", item.member.kind),
    }
}
