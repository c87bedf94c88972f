//! Changes of the fields of a model, or the members of a nested object.

use std::collections::BTreeSet;

use super::change::{Change, ChangeKind, Subject};
use super::scope::{Fields, Item};
use super::source_location::SourceLocation;
use super::{details, renamed};
use crate::plan::Access;

pub(super) fn changes(old: &Fields<'_>, new: &Fields<'_>) -> Vec<Change> {
    let mut changes = Vec::new();
    let gone: Vec<&Item<'_>> = old.items.iter().filter(|item| new.find(&item.member.key).is_none()).collect();
    let mut come: Vec<&Item<'_>> = new.items.iter().filter(|item| old.find(&item.member.key).is_none()).collect();
    for item in gone {
        let successor = renamed::field(old, item, new, &mut come);
        let kind = match &successor {
            Some((to, because)) => {
                ChangeKind::LooksRenamed { to: new.path_to(&to.member.key), because: because.clone() }
            }
            None => ChangeKind::Removed,
        };
        let breaks = everything(old, item, new);
        let after = successor.map(|(to, _)| location(new, to));
        changes.push(change(old, item, kind, breaks, Some(location(old, item)), after));
    }
    for item in come {
        let breaks = new.create(item).into_iter().collect();
        changes.push(change(new, item, ChangeKind::Added, breaks, None, Some(location(new, item))));
    }
    for was in &old.items {
        if let Some(is) = new.find(&was.member.key) {
            changes.extend(Pair { old, was, new, is }.changes());
        }
    }
    changes
}

fn location(fields: &Fields<'_>, item: &Item<'_>) -> SourceLocation {
    SourceLocation::of_field(fields.definition, item.member.line, &item.member.key)
}

fn change(
    fields: &Fields<'_>,
    item: &Item<'_>,
    kind: ChangeKind,
    breaks: Vec<String>,
    before: Option<SourceLocation>,
    after: Option<SourceLocation>,
) -> Change {
    let subject = Subject::Field { model: fields.model.identifier.clone(), path: fields.path_to(&item.member.key) };
    Change { subject, kind, breaks, before, after }
}

/// Returns the names of a removed field in code: its constant, its struct field, the create shape that needs it, and the types
/// that were generated for it, unless they stay.
fn everything(old: &Fields<'_>, item: &Item<'_>, new: &Fields<'_>) -> Vec<String> {
    let stays: BTreeSet<_> = new.types().collect();
    let types = old.types().filter(|(path, ..)| path.starts_with(&old.keys_to(&item.member.key)));
    let lost = types.filter(|own| !stays.contains(own)).map(|(_, name, _)| name.to_owned());
    let own = [old.constant(item), Some(old.struct_field(item)), old.create(item)];
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
            changes.extend((!of.is_empty()).then(|| self.change(ChangeKind::Details { of }, Vec::new())));
        }
        changes
    }

    fn change(&self, kind: ChangeKind, breaks: Vec<String>) -> Change {
        let (before, after) = (location(self.old, self.was), location(self.new, self.is));
        change(self.old, self.was, kind, breaks, Some(before), Some(after))
    }

    fn called(&self) -> Option<Change> {
        let (from, to) = (&self.was.member.name, &self.is.member.name);
        let kind = || ChangeKind::Called { from: from.clone(), to: to.clone() };
        (from != to).then(|| self.change(kind(), everything(self.old, self.was, self.new)))
    }

    /// A change of format with the same type breaks nothing.
    fn retyped(&self) -> Option<Change> {
        let (was, is) = (words(self.was), words(self.is));
        let types = (self.old.spelled(&self.was.member.shape), self.new.spelled(&self.is.member.shape));
        let breaks = match types.0 == types.1 {
            true => Vec::new(),
            false => everything(self.old, self.was, self.new),
        };
        match (was == is, types.0 == types.1) {
            (true, true) => None,
            // The kinds have the same name, but other options or another nested type.
            (true, false) => Some(self.change(ChangeKind::Retyped { from: types.0.0, to: types.1.0 }, breaks)),
            (false, _) => Some(self.change(ChangeKind::Retyped { from: was, to: is }, breaks)),
        }
    }

    fn access(&self) -> Option<Change> {
        let read_only = |item: &Item<'_>| item.access == Some(Access::ReadOnly);
        match (read_only(self.was), read_only(self.is)) {
            (false, true) => {
                let breaks = [self.old.constant(self.was), self.old.create(self.was)];
                Some(self.change(ChangeKind::ReadOnly, breaks.into_iter().flatten().collect()))
            }
            (true, false) => Some(self.change(ChangeKind::Writable, self.new.create(self.is).into_iter().collect())),
            _ => None,
        }
    }

    fn required(&self) -> Option<Change> {
        let needed = |item: &Item<'_>| item.access == Some(Access::Required);
        let writable = |item: &Item<'_>| item.access != Some(Access::ReadOnly);
        let (read, is_read) = (self.was.member.present, self.is.member.present);
        // Becoming writable or read-only is another change.
        let both = writable(self.was) && writable(self.is);
        let (create, is_created) = (both && needed(self.was), both && needed(self.is));
        let place = (read != is_read).then(|| self.old.struct_field(self.was));
        let shape = || self.new.create(self.is).or_else(|| self.old.create(self.was));
        let shape = (create != is_created).then(shape).flatten();
        // A required field cannot be cleared.
        let constant = (!create && is_created).then(|| self.old.constant(self.was)).flatten();
        let kind = match (!read && is_read) || (!create && is_created) {
            true => ChangeKind::NewlyRequired,
            false if read != is_read || create != is_created => ChangeKind::NoLongerRequired,
            false => return None,
        };
        Some(self.change(kind, [constant, place, shape].into_iter().flatten().collect()))
    }
}

/// The kind, with the format unless it is the same.
fn words(item: &Item<'_>) -> String {
    match item.field.map(|field| field.format.as_str()) {
        None | Some("") => item.member.kind.clone(),
        Some(format) if format == item.member.kind => format.to_owned(),
        Some(format) => format!("{} ({format})", item.member.kind),
    }
}
