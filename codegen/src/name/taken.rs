use std::collections::{BTreeMap, BTreeSet};

/// The names of one scope that are given away.
#[derive(Debug, Default)]
pub(crate) struct Taken {
    names: BTreeSet<String>,
    /// The number from which on a stem may have free variations.
    next: BTreeMap<String, u64>,
}

/// How a name gives way to an equal one.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Style {
    /// Fields: `id`, `id_`, `id_2`, `id_3`.
    Field,
    /// Modules: `goods`, `goods_2`.
    Module,
    /// Types and variants: `Goods`, `Goods2`.
    Type,
}

/// A name that was given away.
#[derive(Debug)]
pub(crate) struct Claim {
    pub name: String,
    /// Whether somebody else had the name that was asked for.
    pub gave_way: bool,
}

impl Taken {
    /// A scope in which these names belong to somebody else.
    pub fn except(names: &[&str]) -> Self {
        Self { names: names.iter().map(|name| (*name).to_owned()).collect(), ..Self::default() }
    }

    /// Gives away `wanted`, or the next free variation of it.
    pub fn claim(&mut self, wanted: String, style: Style) -> Claim {
        let underscored = matches!(style, Style::Field).then(|| format!("{wanted}_"));
        // `box_` has its underscore already: within a name rustc wants no second one, and none at all in a type's.
        let bare = wanted.trim_end_matches('_');
        let plain = std::iter::once(wanted.clone()).chain(underscored).find(|name| !self.names.contains(name));
        let name = plain.unwrap_or_else(|| self.numbered(bare, style));
        self.names.insert(name.clone());
        Claim { gave_way: name != wanted, name }
    }

    /// The first free variation with a number. Names are never given back, so that numbers that were tried are taken.
    fn numbered(&mut self, stem: &str, style: Style) -> String {
        let next = self.next.entry(stem.to_owned()).or_insert(2);
        loop {
            let name = match style {
                Style::Type => format!("{stem}{next}"),
                Style::Field | Style::Module => format!("{stem}_{next}"),
            };
            *next += 1;
            if !self.names.contains(&name) {
                return name;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_names_give_way_in_the_style_of_their_scope() {
        let claims = |style| {
            let mut taken = Taken::default();
            ["a", "a", "a", "b"].map(|name| taken.claim(name.to_owned(), style).name)
        };
        assert_eq!(claims(Style::Field), ["a", "a_", "a_2", "b"]);
        assert_eq!(claims(Style::Module), ["a", "a_2", "a_3", "b"]);
        assert_eq!(claims(Style::Type), ["a", "a2", "a3", "b"]);
    }

    /// `box__2` and `Other_2` failed where warnings are denied: neither is what rustc calls snake or camel case.
    #[test]
    fn a_name_that_ends_in_an_underscore_gets_no_second_one() {
        let claims = |name: &str, style| {
            let mut taken = Taken::default();
            [(); 3].map(|()| taken.claim(name.to_owned(), style).name)
        };
        assert_eq!(claims("self_", Style::Field), ["self_", "self__", "self_2"]);
        assert_eq!(claims("box_", Style::Module), ["box_", "box_2", "box_3"]);
        assert_eq!(claims("Other_", Style::Type), ["Other_", "Other2", "Other3"]);
    }

    /// Each looked at all numbers before its own: 12,000 fields with one name took 13 seconds.
    #[test]
    fn many_equal_names_cost_no_more_each_than_few() {
        let mut taken = Taken::default();
        let last = (0..200_000).map(|_| taken.claim("a".to_owned(), Style::Module).name).last();
        assert_eq!(last.as_deref(), Some("a_200000"));
    }

    #[test]
    fn a_variation_can_be_taken_too() {
        let mut taken = Taken::default();
        for name in ["A", "A2"] {
            taken.claim(name.to_owned(), Style::Type);
        }
        let claim = taken.claim("A".to_owned(), Style::Type);
        assert_eq!((claim.name.as_str(), claim.gave_way), ("A3", true));
    }
}
