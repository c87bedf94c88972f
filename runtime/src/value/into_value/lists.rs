//! Lists: owned with owned items, borrowed with borrowed items.

use super::IntoValue;
use crate::codec::Writer;
use crate::model::List;
use crate::value::{Value, json, write};

#[diagnostic::do_not_recommend]
impl<T: IntoValue<K>, K, A> IntoValue<List<K>, A> for Vec<T> {
    fn into_value(self) -> Value {
        list(self)
    }
}

#[diagnostic::do_not_recommend]
impl<T: IntoValue<K>, K, A, const N: usize> IntoValue<List<K>, A> for [T; N] {
    fn into_value(self) -> Value {
        list(self)
    }
}

#[diagnostic::do_not_recommend]
impl<'v, T, K, A> IntoValue<List<K>, A> for &'v [T]
where
    &'v T: IntoValue<K>,
{
    fn into_value(self) -> Value {
        list(self)
    }
}

#[diagnostic::do_not_recommend]
impl<'v, T, K, A> IntoValue<List<K>, A> for &'v Vec<T>
where
    &'v T: IntoValue<K>,
{
    fn into_value(self) -> Value {
        list(self)
    }
}

#[diagnostic::do_not_recommend]
impl<'v, T, K, A, const N: usize> IntoValue<List<K>, A> for &'v [T; N]
where
    &'v T: IntoValue<K>,
{
    fn into_value(self) -> Value {
        list(self)
    }
}

fn list<T: IntoValue<K>, K>(items: impl IntoIterator<Item = T>) -> Value {
    let mut out = Writer::new();
    out.list(items, |out, item| write(&item.into_value(), out));
    json(out)
}
