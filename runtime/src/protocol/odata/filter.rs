//! Filter text in the documented grammar: `eq ne gt lt contains and or` and parentheses.
//!
//! Written in one pass and percent-encoded directly: only values need escaping.

use super::address::field as name;
use super::dialect::{Dialect, Undocumented};
use super::literal::{literal, whole};
use super::unavailable;
use crate::filter::{Comparison, Expr, Search, Signed, Term};
use crate::model::RelationStyle;
use crate::protocol::filter_writer::{FilterWriter, Groups};
use crate::protocol::names::encode;
use crate::value::{Value, WireValue};
use crate::{Date, Error};

/// Appends the text of a filter that is not a constant.
pub(super) fn write(expr: &Expr, dialect: &Dialect, out: &mut String) -> Result<(), Error> {
    Writer { dialect, out, groups: Groups::default() }.filter(expr)
}

struct Writer<'a> {
    dialect: &'a Dialect,
    out: &'a mut String,
    groups: Groups,
}

impl FilterWriter for Writer<'_> {
    fn groups(&mut self) -> &mut Groups {
        &mut self.groups
    }

    /// Parentheses are needed only where `and` and `or` are mixed; the documents require them there.
    fn needs_brackets(outer: Option<bool>, all: bool) -> bool {
        outer.is_some_and(|outer| outer != all)
    }

    fn begin(&mut self, _all: bool) {
        self.out.push('(');
    }

    fn end(&mut self) {
        self.out.push(')');
    }

    fn separate(&mut self, all: bool) {
        self.out.push_str(if all { "%20and%20" } else { "%20or%20" });
    }

    fn enter(&mut self, field: &str, is_list: bool, _negated: bool) -> Result<(), Error> {
        Err(unavailable::matches(field, is_list))
    }

    fn leave(&mut self) -> bool {
        false
    }

    fn term(&mut self, Signed { term, negated }: &Signed) -> Result<(), Error> {
        let negated = *negated != self.groups.negated();
        match term {
            Term::Compare { field, comparison, value } => {
                self.comparison(field, if negated { comparison.negated() } else { *comparison }, value)
            }
            // Lists of values are not documented, so write one comparison per value.
            Term::OneOf { field, values } => {
                self.open(negated);
                let comparison = if negated { Comparison::Ne } else { Comparison::Eq };
                for value in values {
                    self.comparison(field, comparison, value)?;
                }
                self.close();
                Ok(())
            }
            Term::Search { field, search, part } => self.search(field, *search, part, negated),
            Term::Null { field, form, is } => {
                let operator = if *is { "is_null" } else { "is_not_null" };
                self.dialect.allow(match form {
                    RelationStyle::Id => Undocumented::Null { operator, field },
                    RelationStyle::Object | RelationStyle::Objects => Undocumented::RelationNull { operator, field },
                })?;
                self.simple(field, if *is == negated { "%20ne%20null" } else { "%20eq%20null" })
            }
            Term::Raw(text) => {
                if negated {
                    self.dialect.allow(Undocumented::NotRaw)?;
                }
                self.next();
                self.out.push_str(if negated { "not%20(" } else { "(" });
                if let WireValue::Text(text) = &text.0 {
                    encode(text, self.out);
                }
                self.out.push(')');
                Ok(())
            }
        }
    }
}

impl Writer<'_> {
    fn search(&mut self, field: &str, search: Search, part: &Value, negated: bool) -> Result<(), Error> {
        let (operator, function) = match search {
            Search::Contains => ("contains", "contains("),
            Search::ContainsIgnoreCase => return Err(unavailable::contains_ignore_case(field)),
            Search::StartsWith => {
                self.dialect.allow(Undocumented::StartsWith { field })?;
                ("starts_with", "startswith(")
            }
            Search::EndsWith => {
                self.dialect.allow(Undocumented::EndsWith { field })?;
                ("ends_with", "endswith(")
            }
        };
        if negated {
            self.dialect.allow(Undocumented::Not { operator, field })?;
        }
        self.next();
        if negated {
            self.out.push_str("not%20");
        }
        self.out.push_str(function);
        name(field, self.out)?;
        self.out.push(',');
        self.literal(field, part)?;
        self.out.push(')');
        Ok(())
    }

    fn comparison(&mut self, field: &str, comparison: Comparison, value: &Value) -> Result<(), Error> {
        if matches!(value.0, WireValue::Reference(_)) {
            self.dialect.allow(Undocumented::RelationFilter { field })?;
        }
        if let WireValue::Day(day) = value.0 {
            return self.day_comparison(field, comparison, day);
        }
        let operator = match comparison {
            Comparison::Eq => "%20eq%20",
            Comparison::Ne => "%20ne%20",
            Comparison::Gt => "%20gt%20",
            Comparison::Lt => "%20lt%20",
            Comparison::Ge if self.dialect.native_ge_le => "%20ge%20",
            Comparison::Le if self.dialect.native_ge_le => "%20le%20",
            Comparison::Ge => return self.or_equal(field, "%20gt%20", value),
            Comparison::Le => return self.or_equal(field, "%20lt%20", value),
        };
        self.simple(field, operator)?;
        self.literal(field, value)
    }

    /// Writes `ge` and `le` with documented operators.
    fn or_equal(&mut self, field: &str, operator: &str, value: &Value) -> Result<(), Error> {
        self.open(false);
        self.simple(field, operator)?;
        let start = self.out.len();
        self.literal(field, value)?;
        let end = self.out.len();
        self.simple(field, "%20eq%20")?;
        self.out.extend_from_within(start..end);
        self.close();
        Ok(())
    }

    /// Compares with the bounds of the day in China, since a date is stored as any time of its day.
    ///
    /// Source: the vendor's own tables compare dates as ranges of 24 hours.
    fn day_comparison(&mut self, field: &str, comparison: Comparison, day: Date) -> Result<(), Error> {
        let (first, next) = day.bounds();
        let before = first.saturating_sub(1);
        let last = next.saturating_sub(1);
        match comparison {
            Comparison::Eq => {
                self.open(true);
                self.moment(field, "%20gt%20", before)?;
                self.moment(field, "%20lt%20", next)?;
                self.close();
                Ok(())
            }
            Comparison::Ne => {
                self.open(false);
                self.moment(field, "%20lt%20", first)?;
                self.moment(field, "%20gt%20", last)?;
                self.close();
                Ok(())
            }
            Comparison::Gt => self.moment(field, "%20gt%20", last),
            Comparison::Ge => self.moment(field, "%20gt%20", before),
            Comparison::Lt => self.moment(field, "%20lt%20", first),
            Comparison::Le => self.moment(field, "%20lt%20", next),
        }
    }

    fn moment(&mut self, field: &str, operator: &str, millis: i64) -> Result<(), Error> {
        self.simple(field, operator)?;
        whole(millis, self.out);
        Ok(())
    }

    fn simple(&mut self, field: &str, rest: &str) -> Result<(), Error> {
        self.next();
        name(field, self.out)?;
        self.out.push_str(rest);
        Ok(())
    }

    fn literal(&mut self, field: &str, value: &Value) -> Result<(), Error> {
        literal(&value.0, self.out).map_err(|why| {
            Error::invalid_value(format!(
                "the value that field `{field}` is compared with: {why}; compare with another"
            ))
        })
    }
}

#[cfg(test)]
mod tests;
