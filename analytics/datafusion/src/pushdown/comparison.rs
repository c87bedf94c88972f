//! Comparisons of a column with a value.

use datafusion::scalar::ScalarValue;
use weda_definition::{Kind, Relation, RelationStyle};

use super::choice::keys_are_distinct;
use super::column::{Column, Part};
use super::literal::{day, day_start, flag, moment, number, text, time};
use super::{Pushed, Translator};
use crate::condition::{Condition, Literal, Sign};
use crate::options::Texts;

impl Translator<'_> {
    /// Translates a comparison; a comparison with null is never true.
    pub(super) fn compare(&self, column: &Column<'_>, sign: Sign, value: &ScalarValue) -> Option<Pushed> {
        if value.is_null() {
            return Some(Pushed::NEVER);
        }
        let (sign, value, exact) = match column.kind {
            Kind::Boolean => return self.compare_flag(column, sign, flag(value)?),
            Kind::Number | Kind::Integer => (sign, number(value)?, true),
            Kind::DateTime => match column.part {
                Part::Moment => (sign, Literal::Whole(moment(value)?), true),
                Part::Date => (sign, Literal::Day(day(value).filter(|day| HISTORY.contains(day))?), true),
                Part::DayStart => (sign, Literal::Day(day_start(value).filter(|day| HISTORY.contains(day))?), true),
            },
            Kind::Time => (sign, Literal::Whole(time(value)?), true),
            Kind::Date => (sign, Literal::Day(day(value)?), true),
            Kind::Choice(options) if !sign.is_order() => {
                let key = text(value)?;
                let exact = self.texts == Texts::Binary || keys_are_distinct(options, &key);
                // A comparison that ignores case leaves out what differs by case alone.
                if sign == Sign::Ne && !exact {
                    return None;
                }
                (sign, Literal::Text(key), exact)
            }
            Kind::Text | Kind::Choice(_) | Kind::AutoNumber(_) => self.compare_text(sign, value)?,
            // Conditions on the ids of newer relations, which are objects, are not documented.
            Kind::Relation(Relation { style: RelationStyle::Id, .. }) if !sign.is_order() => {
                self.compare_text(sign, value)?
            }
            _ => return None,
        };
        // A document store takes absence for one value more, which differs from all others. SQL does not.
        let exact = exact && sign != Sign::Ne;
        self.sendable(Condition::Compare { field: column.name.clone(), sign, value }, exact)
    }

    fn compare_flag(&self, column: &Column<'_>, sign: Sign, flag: bool) -> Option<Pushed> {
        let value = match sign {
            Sign::Eq => Literal::Flag(flag),
            // Of two values, what differs from one is the other.
            Sign::Ne => Literal::Flag(!flag),
            _ => return None,
        };
        self.sendable(Condition::Compare { field: column.name.clone(), sign: Sign::Eq, value }, true)
    }

    fn compare_text(&self, sign: Sign, value: &ScalarValue) -> Option<(Sign, Literal, bool)> {
        match self.texts {
            Texts::Binary => Some((sign, Literal::Text(text(value)?), true)),
            // Equal for us is equal for any environment.
            Texts::Unknown if sign == Sign::Eq => Some((sign, Literal::Text(text(value)?), false)),
            Texts::Unknown => None,
        }
    }
}

/// The days of which the engine's table of the zone and the client's agree: from 1970 to 2037.
const HISTORY: std::ops::Range<i32> = 0..24_837;
