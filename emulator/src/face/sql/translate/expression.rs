//! Expressions.

use rusqlite::types::Value as Stored;
use sqlparser::ast::{
    BinaryOperator, CaseWhen, CastKind, DataType, ExactNumberInfo, Expr, Ident, InTarget, Query, Spanned,
    UnaryOperator, Value, ValueWithSpan,
};

use super::typed::{Type, Typed, compare};
use super::{Translator, refuse};
use crate::face::sql::mark::MarkKind;
use crate::face::sql::problem::Problem;
use crate::face::sql::statement::{mark_index, without_marks};
use crate::face::sql::value::{Literal, MarkValue};
use crate::mysql::{COLLATION, SINGLE};

impl Translator<'_> {
    /// An expression as a condition.
    pub(super) fn condition(&mut self, expression: &Expr) -> Result<String, Problem> {
        self.expression(expression)?.as_number().map_err(|problem| problem.at(expression.span()))
    }

    pub(super) fn expression(&mut self, expression: &Expr) -> Result<Typed, Problem> {
        if let Some(scope) = self.scopes.last()
            && scope.allows_aggregates
            && !scope.in_aggregate
            && let Some(group) = scope.groups.iter().find(|group| group.expression == *expression)
        {
            let typed = group.typed.clone();
            self.count(typed.sql.len())?;
            return Ok(typed);
        }
        let typed = self.deeper(expression.span(), |translator| translator.expression_inside(expression));
        typed
            .and_then(|typed| self.count(typed.sql.len()).map(|()| typed))
            .map_err(|problem| problem.at(expression.span()))
    }

    fn expression_inside(&mut self, expression: &Expr) -> Result<Typed, Problem> {
        match expression {
            Expr::Identifier(name) => self.column(None, name),
            Expr::CompoundIdentifier(parts) => match &parts[..] {
                [table, name] => self.column(Some(table), name),
                _ => Err(Problem::unsupported("the name of a database before a column", "write table.column")),
            },
            Expr::Value(value) => self.value(value),
            Expr::Nested(inner) => self.expression(inner),
            Expr::BinaryOp { left, op, right } => self.binary(expression, left, op, right),
            Expr::UnaryOp { op, expr } => self.unary(op, expr),
            Expr::IsNull(inner) => self.is(inner, "IS NULL", false),
            Expr::IsNotNull(inner) => self.is(inner, "IS NOT NULL", false),
            Expr::IsTrue(inner) => self.is(inner, "IS TRUE", true),
            Expr::IsNotTrue(inner) => self.is(inner, "IS NOT TRUE", true),
            Expr::IsFalse(inner) => self.is(inner, "IS FALSE", true),
            Expr::IsNotFalse(inner) => self.is(inner, "IS NOT FALSE", true),
            Expr::IsUnknown(inner) => self.is(inner, "IS NULL", true),
            Expr::IsNotUnknown(inner) => self.is(inner, "IS NOT NULL", true),
            Expr::Between { expr, negated, low, high } => self.between(expr, *negated, low, high),
            Expr::Like { negated, any, expr, pattern, escape_char } => {
                refuse(*any, "`LIKE ANY`", "write LIKE .. OR .. LIKE ..")?;
                self.like(expr, *negated, pattern, escape_char.as_deref())
            }
            Expr::In { expr, target, negated, global } => {
                refuse(*global, "`GLOBAL`", "leave it out")?;
                match target {
                    InTarget::List(list) => self.in_list(expr, *negated, list),
                    InTarget::Subquery(query) => self.in_subquery(expr, *negated, query),
                    _ => Err(Problem::unsupported("this form of IN", "write a list or a subquery in parentheses")),
                }
            }
            Expr::Exists { subquery, negated } => {
                let query = self.query(subquery)?;
                let not = if *negated { "NOT " } else { "" };
                Ok(Typed::number(format!("({not}EXISTS ({}))", query.sql)))
            }
            Expr::Subquery(query) => self.scalar(query),
            Expr::Case { case_token: _, end_token: _, operand, conditions, else_result } => {
                self.case(operand.as_deref(), conditions, else_result.as_deref())
            }
            Expr::Cast { kind: CastKind::Cast, expr, data_type, format: None } => self.cast(expr, data_type),
            Expr::Function(function) => self.function(function),
            Expr::Ceil { .. }
            | Expr::Floor { .. }
            | Expr::Substring { .. }
            | Expr::Trim { .. }
            | Expr::Position { .. } => self.special_function(expression),
            Expr::Tuple(_) => Err(Problem::unsupported("a row in parentheses", "compare the columns one by one")),
            Expr::Interval(_) => Err(Problem::unsupported("`INTERVAL`", "calculate with Unix times in milliseconds")),
            Expr::RLike { .. } => Err(Problem::unsupported("`REGEXP`", "use LIKE")),
            Expr::AnyOp { .. } | Expr::AllOp { .. } => {
                Err(Problem::unsupported("`ANY` or `ALL`", "use IN, EXISTS, or MIN and MAX"))
            }
            Expr::Collate { .. } => Err(Problem::unsupported("`COLLATE`", "leave it out")),
            Expr::MatchAgainst { .. } => Err(Problem::unsupported("`MATCH`", "use LIKE")),
            Expr::Convert { .. } => Err(Problem::unsupported("`CONVERT`", "use CAST(x AS CHAR)")),
            Expr::Extract { .. } => Err(Problem::unsupported("`EXTRACT`", "use FROM_UNIXTIME(n, '%Y')")),
            _ => {
                let shown: String = without_marks(&expression.to_string()).chars().take(60).collect();
                Err(Problem::unsupported(format_args!("`{shown}`"), "write it with operators and functions that are"))
            }
        }
    }

    /// The column, or the selected expression, with a name.
    fn column(&mut self, table: Option<&Ident>, name: &Ident) -> Result<Typed, Problem> {
        if mark_index(&name.value).is_some() {
            return Err(Problem::invalid("model.tableName() is a table: use it in FROM").at(name.span));
        }
        let mut has_table = false;
        for index in (0..self.scopes.len()).rev() {
            let scope = &mut self.scopes[index];
            let found = scope.find(table, name)?;
            let is_visible = scope.sees_selected && table.is_none() && !scope.in_aggregate;
            let selected =
                if is_visible { scope.find_selected(&name.value).map(|found| found.typed.clone()) } else { None };
            match (found, selected) {
                (Some(found), Some(selected)) if found.typed.sql != selected.sql => {
                    let message = format!(
                        "`{}` is a column and the name of another selected expression: give that another name",
                        name.value
                    );
                    return Err(Problem::invalid(message).at(name.span));
                }
                (Some(found), _) => {
                    scope.note(&found, name);
                    return Ok(found.typed);
                }
                (None, Some(selected)) => return Ok(selected),
                (None, None) => {}
            }
            has_table |= table.is_some_and(|table| scope.sources.iter().any(|source| source.name == table.value));
        }
        match table {
            Some(table) if !has_table => Err(super::select::unknown_table(table)),
            _ => {
                let known = self.scopes.last().map(|scope| scope.names()).unwrap_or_default();
                let advice = if known.is_empty() {
                    "there is no FROM".to_owned()
                } else {
                    format!("use one of {known}; write texts in single quotes")
                };
                Err(Problem::invalid(format_args!("there is no column `{}`: {advice}", name.value)).at(name.span))
            }
        }
    }

    fn value(&mut self, value: &ValueWithSpan) -> Result<Typed, Problem> {
        let literal = match &value.value {
            Value::Null => Literal::Null,
            Value::Boolean(flag) => Literal::Number(Stored::Integer((*flag).into())),
            Value::SingleQuotedString(text) | Value::DoubleQuotedString(text) => Literal::Text(text.clone()),
            Value::Number(digits, false) => match (digits.parse::<i64>(), digits.parse::<f64>()) {
                (Ok(whole), _) => Literal::Number(Stored::Integer(whole)),
                (_, Ok(double)) if double.is_finite() => Literal::Number(Stored::Real(double)),
                _ => return Err(Problem::invalid("a number is too large: use one below 1e308").at(value.span)),
            },
            Value::Placeholder(placeholder) => match self.mark(placeholder)?.1 {
                MarkValue::One(literal) => {
                    self.count(literal.length())?;
                    literal.clone()
                }
                MarkValue::Many { json, .. } => {
                    self.count(json.len())?;
                    Literal::Text(json.clone())
                }
                MarkValue::Table => {
                    return Err(Problem::invalid("model.tableName() is a table: use it in FROM").at(value.span));
                }
            },
            other => {
                return Err(Problem::unsupported(
                    format_args!("the literal `{other}`"),
                    "use numbers and texts in quotes",
                )
                .at(value.span));
            }
        };
        Ok(self.literal(literal))
    }

    fn binary(&mut self, whole: &Expr, left: &Expr, operator: &BinaryOperator, right: &Expr) -> Result<Typed, Problem> {
        let sign = match operator {
            BinaryOperator::And | BinaryOperator::Or => return self.joined(whole, operator),
            BinaryOperator::Plus => "+",
            BinaryOperator::Minus => "-",
            BinaryOperator::Multiply => "*",
            BinaryOperator::Divide => "mysql_divide",
            BinaryOperator::MyIntegerDivide => "mysql_div",
            BinaryOperator::Modulo => "mysql_mod",
            BinaryOperator::Eq => "=",
            BinaryOperator::NotEq => "<>",
            BinaryOperator::Lt => "<",
            BinaryOperator::LtEq => "<=",
            BinaryOperator::Gt => ">",
            BinaryOperator::GtEq => ">=",
            BinaryOperator::Spaceship => "IS",
            // The parser's precedence is not that of MySQL.
            BinaryOperator::Xor => return Err(Problem::unsupported("`XOR`", "write (a OR b) AND NOT (a AND b)")),
            other => {
                return Err(Problem::unsupported(
                    format_args!("the operator `{other}`"),
                    "use arithmetic and comparisons",
                ));
            }
        };
        if is_comparison_operator(operator) {
            check_operands(&[left, right])?;
        }
        let (left, right) = (self.expression(left)?, self.expression(right)?);
        match sign {
            "+" | "-" | "*" => Ok(Typed::number(format!("({} {sign} {})", left.as_number()?, right.as_number()?))),
            _ if sign.starts_with("mysql_") => {
                Ok(Typed::number(format!("{sign}({}, {})", left.as_number()?, right.as_number()?)))
            }
            _ => compare(&left, sign, &right),
        }
    }

    /// A chain of AND or OR, joined as a balanced tree: SQLite limits the depth of expressions.
    fn joined(&mut self, whole: &Expr, operator: &BinaryOperator) -> Result<Typed, Problem> {
        let (mut operands, mut rest) = (Vec::new(), whole);
        while let Expr::BinaryOp { left, op, right } = rest
            && op == operator
        {
            operands.push(&**right);
            rest = left;
        }
        operands.push(rest);
        let conditions: Vec<String> =
            operands.into_iter().rev().map(|operand| self.condition(operand)).collect::<Result<_, _>>()?;
        let word = if *operator == BinaryOperator::And { " AND " } else { " OR " };
        Ok(Typed::number(balanced(&conditions, word)))
    }

    fn unary(&mut self, operator: &UnaryOperator, operand: &Expr) -> Result<Typed, Problem> {
        match operator {
            UnaryOperator::Not => Ok(Typed::number(format!("(NOT {})", self.condition(operand)?))),
            UnaryOperator::Minus => Ok(Typed::number(format!("(- {})", self.expression(operand)?.as_number()?))),
            UnaryOperator::Plus => self.expression(operand),
            UnaryOperator::BangNot => Err(Problem::unsupported("`!`", "write NOT")),
            other => {
                Err(Problem::unsupported(format_args!("the operator `{other}`"), "use arithmetic and comparisons"))
            }
        }
    }

    fn is(&mut self, operand: &Expr, predicate: &str, is_truth: bool) -> Result<Typed, Problem> {
        check_operands(&[operand])?;
        let operand = if is_truth { self.condition(operand)? } else { self.expression(operand)?.sql };
        Ok(Typed::number(format!("({operand} {predicate})")))
    }

    fn between(&mut self, operand: &Expr, negated: bool, low: &Expr, high: &Expr) -> Result<Typed, Problem> {
        check_operands(&[operand, low, high])?;
        let [operand, low, high] = [self.expression(operand)?, self.expression(low)?, self.expression(high)?];
        if low.kind.is_mixed(high.kind) {
            return Err(Problem::unsupported("BETWEEN a number and a text", "write both in the same way"));
        }
        let (low, high) = (compare(&operand, ">=", &low)?, compare(&operand, "<=", &high)?);
        let not = if negated { "NOT " } else { "" };
        Ok(Typed::number(format!("({not}({} AND {}))", low.sql, high.sql)))
    }

    fn like(&mut self, operand: &Expr, negated: bool, pattern: &Expr, escape: Option<&Expr>) -> Result<Typed, Problem> {
        check_operands(&[operand, pattern])?;
        let escape = match escape {
            None => "\\".to_owned(),
            Some(Expr::Value(ValueWithSpan {
                value: Value::SingleQuotedString(text) | Value::DoubleQuotedString(text),
                ..
            })) if text.chars().count() <= 1 => text.clone(),
            Some(other) => {
                return Err(Problem::invalid("ESCAPE needs one character in quotes").at(other.span()));
            }
        };
        let (operand, pattern) = (self.expression(operand)?, self.expression(pattern)?);
        let escape = self.bind(Stored::Text(escape));
        let not = if negated { "NOT " } else { "" };
        Ok(Typed::number(format!("({not}mysql_like({}, {}, {escape}))", operand.as_text(), pattern.as_text())))
    }

    fn in_list(&mut self, operand: &Expr, negated: bool, list: &[Expr]) -> Result<Typed, Problem> {
        check_operands(&[operand])?;
        let operand = self.expression(operand)?;
        let mut elements = Vec::new();
        for element in list {
            match self.array(element)? {
                Some(literals) => {
                    if literals.is_empty() {
                        let message = "the array of IN is empty, which MySQL does not allow: leave the condition out";
                        return Err(Problem::invalid(message).at(element.span()));
                    }
                    for literal in literals {
                        let element = self.literal(literal);
                        elements.push(element);
                    }
                }
                None => elements.push(self.expression(element)?),
            }
        }
        let kind = elements.iter().fold(Type::Null, |kind, element| kind.common(element.kind));
        let has = |wanted: Type| elements.iter().any(|element| element.kind == wanted);
        if operand.kind != Type::Number && has(Type::Number) && (has(Type::Text) || has(Type::Id)) {
            return Err(Problem::unsupported("IN with both numbers and texts", "write all elements in the same way"));
        }
        if (operand.kind == Type::Time || has(Type::Time)) && operand.kind != kind {
            return Err(Problem::unsupported("IN with times and other values", "compare Unix times"));
        }
        let not = if negated { "NOT " } else { "" };
        let as_numbers = operand.kind == Type::Number || has(Type::Number);
        let (left, elements): (String, Vec<String>) = if as_numbers {
            (operand.as_number()?, elements.iter().map(Typed::as_number).collect::<Result<_, _>>()?)
        } else {
            let is_exact = operand.kind == Type::Id || has(Type::Id);
            let left = if is_exact { operand.sql } else { format!("{} COLLATE {COLLATION}", operand.sql) };
            (left, elements.into_iter().map(|element| element.sql).collect())
        };
        Ok(Typed::number(format!("({left} {not}IN ({}))", elements.join(", "))))
    }

    /// The elements of a parameter of type ARRAY.
    fn array(&mut self, expression: &Expr) -> Result<Option<Vec<Literal>>, Problem> {
        let Expr::Value(ValueWithSpan { value: Value::Placeholder(placeholder), .. }) = expression else {
            return Ok(None);
        };
        match self.mark(placeholder)? {
            (mark, MarkValue::Many { elements, .. }) if matches!(mark.kind, MarkKind::Parameter(_)) => {
                self.count(elements.iter().map(|element| size_of_val(element) + element.length()).sum())?;
                Ok(Some(elements.clone()))
            }
            _ => Ok(None),
        }
    }

    fn in_subquery(&mut self, operand: &Expr, negated: bool, query: &Query) -> Result<Typed, Problem> {
        check_operands(&[operand])?;
        let operand = self.expression(operand)?;
        let query = self.query(query)?;
        let [column] = &query.columns[..] else {
            return Err(Problem::invalid("a subquery of IN must select one column"));
        };
        refuse(query.has_limit, "LIMIT in a subquery of IN", "MySQL does not allow it: join a subquery in FROM")?;
        if operand.kind.is_mixed(column.kind) || (operand.kind == Type::Time) != (column.kind == Type::Time) {
            return Err(Problem::unsupported(
                "IN with a subquery of another type",
                "convert one side, as in CAST(x AS CHAR)",
            ));
        }
        let is_text = operand.kind == Type::Text && column.kind != Type::Id;
        let left = if is_text { format!("{} COLLATE {COLLATION}", operand.sql) } else { operand.sql };
        let not = if negated { "NOT " } else { "" };
        Ok(Typed::number(format!("({left} {not}IN ({}))", query.sql)))
    }

    /// A subquery as a value. MySQL refuses one with several rows, where SQLite takes the first.
    fn scalar(&mut self, query: &Query) -> Result<Typed, Problem> {
        let query = self.query(query)?;
        let [column] = &query.columns[..] else {
            return Err(Problem::invalid("a subquery that is used as a value must select one column"));
        };
        let kind = column.kind;
        if query.is_single {
            return Ok(Typed::new(format!("({})", query.sql), kind));
        }
        Ok(Typed::new(format!("(SELECT {SINGLE}(o1) FROM ({}))", query.sql), kind))
    }

    fn case(
        &mut self,
        operand: Option<&Expr>,
        conditions: &[CaseWhen],
        otherwise: Option<&Expr>,
    ) -> Result<Typed, Problem> {
        let operand = operand.map(|operand| self.expression(operand)).transpose()?;
        let mut branches = Vec::new();
        for CaseWhen { condition, result } in conditions {
            let when = match &operand {
                Some(operand) => {
                    self.count(operand.sql.len())?;
                    compare(operand, "=", &self.expression(condition)?)?.sql
                }
                None => self.condition(condition)?,
            };
            branches.push((when, self.expression(result)?));
        }
        let otherwise = match otherwise {
            Some(otherwise) => self.expression(otherwise)?,
            None => Typed::new("NULL", Type::Null),
        };
        Ok(choice(&branches, &otherwise))
    }

    fn cast(&mut self, operand: &Expr, target: &DataType) -> Result<Typed, Problem> {
        let operand = self.expression(operand)?;
        match target {
            DataType::Char(None) => Ok(Typed::text(operand.as_text())),
            DataType::Signed | DataType::SignedInteger => {
                operand.as_number()?;
                Ok(Typed::number(format!("mysql_signed({})", operand.sql)))
            }
            DataType::Double(ExactNumberInfo::None) => Ok(Typed::number(operand.as_number()?)),
            DataType::Decimal(size) => {
                let places = match size {
                    ExactNumberInfo::None | ExactNumberInfo::Precision(_) => 0,
                    ExactNumberInfo::PrecisionAndScale(_, places) => *places,
                };
                let places = self.bind(Stored::Integer(places));
                Ok(Typed::number(format!("mysql_round({}, {places})", operand.as_number()?)))
            }
            other => Err(Problem::unsupported(
                format_args!("CAST as `{other}`"),
                "use CHAR, SIGNED, DOUBLE, DECIMAL or DECIMAL(p, s)",
            )),
        }
    }
}

/// A CASE for SQLite.
pub(super) fn choice(branches: &[(String, Typed)], otherwise: &Typed) -> Typed {
    let results = branches.iter().map(|(_, result)| result).chain([otherwise]);
    let kind = results.fold(Type::Null, |kind, result| kind.common(result.kind));
    let mut sql = String::from("CASE");
    for (when, result) in branches {
        sql += &format!(" WHEN {when} THEN {}", result.converted(kind));
    }
    sql += &format!(" ELSE {} END", otherwise.converted(kind));
    Typed::new(format!("({sql})"), kind)
}

fn balanced(conditions: &[String], word: &str) -> String {
    match conditions {
        [condition] => condition.clone(),
        _ => {
            let (left, right) = conditions.split_at(conditions.len() / 2);
            format!("({}{word}{})", balanced(left, word), balanced(right, word))
        }
    }
}

fn is_comparison_operator(operator: &BinaryOperator) -> bool {
    use BinaryOperator::{Eq, Gt, GtEq, Lt, LtEq, NotEq, Spaceship};
    matches!(operator, Eq | NotEq | Lt | LtEq | Gt | GtEq | Spaceship)
}

/// Returns an error for a comparison without parentheses in a comparison: the parser groups some of them differently from
/// MySQL.
fn check_operands(operands: &[&Expr]) -> Result<(), Problem> {
    let is_comparison = |operand: &&&Expr| match operand {
        Expr::BinaryOp { op, .. } => {
            is_comparison_operator(op) || matches!(op, BinaryOperator::And | BinaryOperator::Or)
        }
        Expr::UnaryOp { op, .. } => *op == UnaryOperator::Not,
        Expr::IsNull(_)
        | Expr::IsNotNull(_)
        | Expr::IsTrue(_)
        | Expr::IsNotTrue(_)
        | Expr::IsFalse(_)
        | Expr::IsNotFalse(_)
        | Expr::IsUnknown(_)
        | Expr::IsNotUnknown(_)
        | Expr::Between { .. }
        | Expr::Like { .. }
        | Expr::In { .. } => true,
        _ => false,
    };
    match operands.iter().find(is_comparison) {
        Some(operand) => Err(Problem::unsupported(
            "a comparison inside a comparison without parentheses",
            "write parentheses around the inner one",
        )
        .at(operand.span())),
        None => Ok(()),
    }
}
