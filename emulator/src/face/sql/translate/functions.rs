//! Functions.

use rusqlite::types::Value as Stored;
use sqlparser::ast::{
    CeilFloorKind, DateTimeField, DuplicateTreatment, Expr, Function, FunctionArg, FunctionArgExpr,
    FunctionArgumentList, FunctionArguments, Spanned, TrimWhereField,
};

use super::expression::choice;
use super::typed::{Type, Typed, compare};
use super::{Translator, refuse};
use crate::face::sql::problem::Problem;

const KNOWN: &str = "COUNT, SUM, AVG, MIN, MAX, IF, IFNULL, COALESCE, NULLIF, ABS, ROUND, CEIL, FLOOR, MOD, SIGN, GREATEST, \
                     LEAST, CONCAT, CONCAT_WS, LENGTH, CHAR_LENGTH, LOWER, UPPER, SUBSTRING, LEFT, RIGHT, TRIM, LTRIM, \
                     RTRIM, REPLACE, REVERSE, LOCATE, INSTR, UNIX_TIMESTAMP, NOW, FROM_UNIXTIME, DATE_FORMAT";

impl Translator<'_> {
    pub(super) fn function(&mut self, function: &Function) -> Result<Typed, Problem> {
        let Function { name, uses_odbc_syntax, parameters, args, within_group, filter, null_treatment, over } =
            function;
        refuse(over.is_some(), "`OVER`", "use GROUP BY or a subquery")?;
        let extra = *uses_odbc_syntax
            || *parameters != FunctionArguments::None
            || !within_group.is_empty()
            || filter.is_some()
            || null_treatment.is_some();
        refuse(extra, "a clause of a function", "leave it out")?;
        let upper = name.to_string().to_uppercase();
        let arguments = match args {
            FunctionArguments::None => &[][..],
            FunctionArguments::List(FunctionArgumentList { duplicate_treatment, args, clauses }) => {
                refuse(!clauses.is_empty(), "a clause in the arguments of a function", "leave it out")?;
                if let "COUNT" | "SUM" | "AVG" | "MIN" | "MAX" = upper.as_str() {
                    let is_distinct = *duplicate_treatment == Some(DuplicateTreatment::Distinct);
                    return self.aggregate(&upper, is_distinct, args).map_err(|problem| problem.at(name.span()));
                }
                refuse(duplicate_treatment.is_some(), "DISTINCT in a function", "leave it out")?;
                args
            }
            FunctionArguments::Subquery(_) => {
                return Err(Problem::unsupported("a subquery as all arguments", "write it in parentheses"));
            }
        };
        let mut typed = Vec::new();
        for argument in arguments {
            match argument {
                FunctionArg::Unnamed(FunctionArgExpr::Expr(expression)) => typed.push(self.expression(expression)?),
                _ => {
                    return Err(Problem::unsupported("this form of an argument", "write an expression").at(name.span()));
                }
            }
        }
        self.scalar_function(&upper, &typed).map_err(|problem| problem.at(name.span()))
    }

    fn aggregate(&mut self, name: &str, is_distinct: bool, arguments: &[FunctionArg]) -> Result<Typed, Problem> {
        let Some(scope) = self.scopes.last_mut() else {
            return Err(Problem::invalid(format_args!("{name} needs a SELECT")));
        };
        if !scope.allows_aggregates {
            return Err(Problem::invalid(format_args!(
                "{name} cannot be used in WHERE, ON and GROUP BY: use HAVING, or a subquery"
            )));
        }
        if scope.in_aggregate {
            return Err(Problem::invalid(format_args!("{name} is inside another aggregate: use a subquery in FROM")));
        }
        scope.has_aggregates = true;
        let argument = match arguments {
            [FunctionArg::Unnamed(FunctionArgExpr::Wildcard)] if name == "COUNT" && !is_distinct => {
                return Ok(Typed::number("count(*)"));
            }
            [FunctionArg::Unnamed(FunctionArgExpr::Expr(expression))] => expression,
            _ => return Err(Problem::unsupported(format_args!("{name} of these arguments"), "write one expression")),
        };
        scope.in_aggregate = true;
        let typed = self.expression(argument);
        self.scope().in_aggregate = false;
        let typed = typed?;
        let distinct = if is_distinct { "DISTINCT " } else { "" };
        let (value, kind) = match name {
            "COUNT" => (typed.collated(), Type::Number),
            "SUM" | "AVG" => (typed.as_number()?, Type::Number),
            _ => (typed.collated(), typed.kind),
        };
        Ok(Typed::new(format!("{}({distinct}{value})", name.to_lowercase()), kind))
    }

    fn scalar_function(&mut self, name: &str, arguments: &[Typed]) -> Result<Typed, Problem> {
        let texts = || arguments.iter().map(Typed::as_text).collect::<Vec<_>>().join(", ");
        Ok(match (name, arguments) {
            ("IFNULL", [_, _]) | ("COALESCE", [_, ..]) => {
                let kind = arguments.iter().fold(Type::Null, |kind, argument| kind.common(argument.kind));
                let values: Vec<String> = arguments.iter().map(|argument| argument.converted(kind)).collect();
                match &values[..] {
                    [value] => Typed::new(value.clone(), kind),
                    _ => Typed::new(format!("coalesce({})", values.join(", ")), kind),
                }
            }
            ("NULLIF", [value, other]) => {
                let same = compare(value, "=", other)?;
                choice(&[(same.sql, Typed::new("NULL", Type::Null))], value)
            }
            ("IF", [condition, then, otherwise]) => choice(&[(condition.as_number()?, then.clone())], otherwise),
            ("ABS", [number]) => Typed::number(format!("abs({})", number.as_number()?)),
            ("SIGN", [number]) => Typed::number(format!("sign({})", number.as_number()?)),
            ("MOD", [left, right]) => {
                Typed::number(format!("mysql_mod({}, {})", left.as_number()?, right.as_number()?))
            }
            ("ROUND", [number]) => Typed::number(format!("mysql_round({}, 0)", number.as_number()?)),
            ("ROUND", [number, places]) => {
                Typed::number(format!("mysql_round({}, {})", number.as_number()?, places.as_number()?))
            }
            ("CEIL" | "CEILING", [number]) => Typed::number(format!("mysql_ceil({})", number.as_number()?)),
            ("FLOOR", [number]) => Typed::number(format!("mysql_floor({})", number.as_number()?)),
            ("GREATEST" | "LEAST", [_, _, ..]) => {
                let numbers: Vec<String> = arguments.iter().map(Typed::as_number).collect::<Result<_, _>>()?;
                let is_number = |argument: &Typed| matches!(argument.kind, Type::Number | Type::Null);
                if !arguments.iter().all(is_number) {
                    return Err(Problem::unsupported(format_args!("{name} of texts"), "use CASE"));
                }
                let function = if name == "GREATEST" { "max" } else { "min" };
                Typed::number(format!("{function}({})", numbers.join(", ")))
            }
            ("CONCAT", [_, ..]) => Typed::text(format!("mysql_concat({})", texts())),
            ("CONCAT_WS", [_, _, ..]) => Typed::text(format!("mysql_concat_ws({})", texts())),
            ("LENGTH" | "OCTET_LENGTH", [_]) => Typed::number(format!("mysql_length({})", texts())),
            ("CHAR_LENGTH" | "CHARACTER_LENGTH", [_]) => Typed::number(format!("mysql_char_length({})", texts())),
            ("LOWER" | "LCASE", [_]) => Typed::text(format!("mysql_lower({})", texts())),
            ("UPPER" | "UCASE", [_]) => Typed::text(format!("mysql_upper({})", texts())),
            ("REVERSE", [_]) => Typed::text(format!("mysql_reverse({})", texts())),
            ("REPLACE", [_, _, _]) => Typed::text(format!("mysql_replace({})", texts())),
            ("LTRIM" | "RTRIM", [text]) => {
                let side = if name == "LTRIM" { TrimWhereField::Leading } else { TrimWhereField::Trailing };
                self.trim(text, None, side)
            }
            ("SUBSTRING" | "SUBSTR" | "MID", [text, from]) => {
                Typed::text(format!("mysql_substring({}, {})", text.as_text(), from.as_number()?))
            }
            ("SUBSTRING" | "SUBSTR" | "MID", [text, from, length]) => Typed::text(format!(
                "mysql_substring({}, {}, {})",
                text.as_text(),
                from.as_number()?,
                length.as_number()?
            )),
            ("LEFT" | "RIGHT", [text, length]) => {
                let function = name.to_lowercase();
                Typed::text(format!("mysql_{function}({}, {})", text.as_text(), length.as_number()?))
            }
            ("LOCATE", [part, text]) | ("INSTR", [text, part]) => {
                Typed::number(format!("mysql_locate({}, {}, 1)", part.as_text(), text.as_text()))
            }
            ("LOCATE", [part, text, from]) => {
                Typed::number(format!("mysql_locate({}, {}, {})", part.as_text(), text.as_text(), from.as_number()?))
            }
            ("UNIX_TIMESTAMP", []) => {
                let now = self.surroundings.now.div_euclid(1000);
                Typed::number(self.bind(Stored::Integer(now)))
            }
            ("NOW" | "CURRENT_TIMESTAMP" | "LOCALTIME" | "LOCALTIMESTAMP", []) => {
                let now = self.surroundings.now.div_euclid(1000);
                let now = self.bind(Stored::Integer(now));
                Typed::new(format!("mysql_from_unixtime({now})"), Type::Time)
            }
            ("FROM_UNIXTIME", [seconds]) => {
                Typed::new(format!("mysql_from_unixtime({})", seconds.as_number()?), Type::Time)
            }
            ("FROM_UNIXTIME", [seconds, format]) => Typed::text(format!(
                "mysql_date_format(mysql_from_unixtime({}), {})",
                seconds.as_number()?,
                format.as_text()
            )),
            ("DATE_FORMAT", [time, format]) => {
                let has_time = matches!(time.kind, Type::Time | Type::Text | Type::Null);
                refuse(!has_time, "DATE_FORMAT of a number", "use FROM_UNIXTIME(n / 1000, '%Y-%m-%d')")?;
                Typed::text(format!("mysql_date_format({}, {})", time.sql, format.as_text()))
            }
            _ if KNOWN.split(", ").any(|known| known == name) => {
                return Err(Problem::invalid(format_args!(
                    "{name} has {} arguments here: correct their number",
                    arguments.len()
                )));
            }
            _ => {
                return Err(Problem::unsupported(
                    format_args!("the function `{name}`"),
                    format_args!("use one of {KNOWN}"),
                ));
            }
        })
    }

    fn trim(&mut self, text: &Typed, what: Option<&Typed>, side: TrimWhereField) -> Typed {
        let what = match what {
            Some(what) => what.as_text(),
            None => self.bind(Stored::Text(" ".to_owned())),
        };
        let side = self.bind(Stored::Text(side.to_string()));
        Typed::text(format!("mysql_trim({}, {what}, {side})", text.as_text()))
    }

    /// Functions that the parser knows by their own syntax.
    pub(super) fn special_function(&mut self, expression: &Expr) -> Result<Typed, Problem> {
        let no_field = |field: &CeilFloorKind| {
            let is_plain = matches!(field, CeilFloorKind::DateTimeField(DateTimeField::NoDateTime));
            refuse(!is_plain, "a unit of CEIL and FLOOR", "leave it out")
        };
        match expression {
            Expr::Ceil { expr, field } => {
                no_field(field)?;
                let number = self.expression(expr)?;
                self.scalar_function("CEIL", &[number])
            }
            Expr::Floor { expr, field } => {
                no_field(field)?;
                let number = self.expression(expr)?;
                self.scalar_function("FLOOR", &[number])
            }
            Expr::Substring { expr, substring_from, substring_for, special: _, shorthand: _ } => {
                let Some(from) = substring_from else {
                    return Err(Problem::invalid("SUBSTRING needs a position: write SUBSTRING(s, 1, 2)"));
                };
                let mut arguments = vec![self.expression(expr)?, self.expression(from)?];
                if let Some(length) = substring_for {
                    arguments.push(self.expression(length)?);
                }
                self.scalar_function("SUBSTRING", &arguments)
            }
            Expr::Trim { expr, trim_where, trim_what, trim_characters } => {
                refuse(trim_characters.is_some(), "the second argument of TRIM", "write TRIM(x FROM s)")?;
                let text = self.expression(expr)?;
                let what = trim_what.as_deref().map(|what| self.expression(what)).transpose()?;
                Ok(self.trim(&text, what.as_ref(), trim_where.unwrap_or(TrimWhereField::Both)))
            }
            Expr::Position { expr, r#in } => {
                let arguments = [self.expression(expr)?, self.expression(r#in)?];
                self.scalar_function("LOCATE", &arguments)
            }
            other => Err(Problem::unsupported(format_args!("`{other}`"), "use another function").at(other.span())),
        }
    }
}
