//! The content of `{{ }}` in a statement: parameters and functions.

use sqlparser::dialect::MySqlDialect;
use sqlparser::tokenizer::{Span, Token, TokenWithSpan, Tokenizer};

use super::problem::Problem;

/// A `{{ }}` and its place.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Mark {
    pub(super) kind: MarkKind,
    pub(super) span: Span,
}

/// The content of `{{ }}`.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum MarkKind {
    Parameter(String),
    /// `model.tableName()`, of the template's model or another.
    TableName {
        model: Option<String>,
    },
    /// `model.dataId()`.
    DataId,
    /// `user.userId()`.
    UserId,
    /// `user.openId()`.
    OpenId,
    /// `auth.rowPermission()`, for the template's model or another.
    RowPermission {
        model: Option<String>,
    },
    /// `system.currentEpoch()`.
    Epoch,
    /// `system.currentEpochMillis()`.
    EpochMillis,
}

const FUNCTIONS: &str = "model.tableName(), model.tableName('model'), model.dataId(), user.userId(), user.openId(), \
                         auth.rowPermission(), auth.rowPermission('model'), system.currentEpoch() and \
                         system.currentEpochMillis()";

impl Mark {
    /// The mark with these tokens between its braces.
    pub(super) fn of(tokens: &[TokenWithSpan], span: Span) -> Result<Self, Problem> {
        let tokens: Vec<&Token> = tokens.iter().map(|token| &token.token).collect();
        let kind = match tokens[..] {
            [Token::Word(name)] if name.quote_style.is_none() => Some(MarkKind::Parameter(name.value.clone())),
            [Token::Word(group), Token::Period, Token::Word(name), Token::LParen, Token::RParen] => {
                function(&group.value, &name.value, None)
            }
            [
                Token::Word(group),
                Token::Period,
                Token::Word(name),
                Token::LParen,
                Token::SingleQuotedString(model) | Token::DoubleQuotedString(model),
                Token::RParen,
            ] => function(&group.value, &name.value, Some(model)),
            _ => None,
        };
        let kind = kind.ok_or_else(|| {
            Problem::invalid(format_args!(
                "`{{{{ }}}}` must have the name of a parameter or one of the functions {FUNCTIONS}"
            ))
            .at(span)
        })?;
        Ok(Self { kind, span })
    }

    /// The mark in a name in back quotes, which must be all of the name and a table.
    pub(super) fn quoted(name: &str, span: Span) -> Result<Self, Problem> {
        let inside = name.trim().strip_prefix("{{").and_then(|rest| rest.strip_suffix("}}"));
        let tokens = inside.and_then(|inside| Tokenizer::new(&MySqlDialect {}, inside).tokenize_with_location().ok());
        let tokens = tokens.unwrap_or_default().into_iter();
        let tokens: Vec<_> = tokens.filter(|token| !matches!(token.token, Token::Whitespace(_))).collect();
        match Self::of(&tokens, span) {
            Ok(mark @ Mark { kind: MarkKind::TableName { .. }, .. }) => Ok(mark),
            _ => Err(Problem::invalid(
                "in back quotes, `{{ }}` must be all of the name and a table, as in `{{ model.tableName() }}`",
            )
            .at(span)),
        }
    }
}

fn function(group: &str, name: &str, model: Option<&String>) -> Option<MarkKind> {
    let of_model = model.cloned();
    match (group, name, model) {
        ("model", "tableName", _) => Some(MarkKind::TableName { model: of_model }),
        ("auth", "rowPermission", _) => Some(MarkKind::RowPermission { model: of_model }),
        ("model", "dataId", None) => Some(MarkKind::DataId),
        ("user", "userId", None) => Some(MarkKind::UserId),
        ("user", "openId", None) => Some(MarkKind::OpenId),
        ("system", "currentEpoch", None) => Some(MarkKind::Epoch),
        ("system", "currentEpochMillis", None) => Some(MarkKind::EpochMillis),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(inside: &str) -> Result<MarkKind, Problem> {
        let tokens = Tokenizer::new(&MySqlDialect {}, inside).tokenize_with_location().unwrap();
        let tokens: Vec<_> = tokens.into_iter().filter(|token| !matches!(token.token, Token::Whitespace(_))).collect();
        Mark::of(&tokens, Span::empty()).map(|mark| mark.kind)
    }

    #[test]
    fn functions_and_parameters() {
        assert_eq!(mark("model.tableName ( )"), Ok(MarkKind::TableName { model: None }));
        assert_eq!(mark("auth.rowPermission('课程')"), Ok(MarkKind::RowPermission { model: Some("课程".to_owned()) }));
        assert_eq!(mark("model.dataId()"), Ok(MarkKind::DataId));
        assert_eq!(mark("user.userId()"), Ok(MarkKind::UserId));
        assert_eq!(mark("user.openId()"), Ok(MarkKind::OpenId));
        assert_eq!(mark("system.currentEpoch()"), Ok(MarkKind::Epoch));
        assert_eq!(mark("system.currentEpochMillis()"), Ok(MarkKind::EpochMillis));
        assert_eq!(mark("最低分"), Ok(MarkKind::Parameter("最低分".to_owned())));
        for other in ["", "model.dataId", "model.dataId('x')", "model.drop()", "a b", "1", "'a'", "`a`", "a.b", "f()"] {
            assert!(mark(other).unwrap_err().to_string().contains("system.currentEpochMillis()"), "{other}");
        }
    }
}
