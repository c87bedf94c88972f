//! What generated code says in one word each, so that a file of it stays short to read and cheap to compile.
//!
//! A user's module may have a `Clone` or `String` of its own, so every name is a whole path.
//!
//! Each macro stands for implementations that are the same for all types but for names. As all of
//! [`v1`](crate::__private::v1) they are never changed for what is written already.

/// What a generated row or nested object is besides a [`Record`](crate::__private::v1::Record).
///
/// A derived `Clone` would be checked field by field; the table knows the way to every field anyway.
#[doc(hidden)]
#[macro_export]
macro_rules! __record_v1 {
    ($name:ident) => {
        impl ::core::clone::Clone for $name {
            fn clone(&self) -> Self {
                $crate::__private::v1::copied(self)
            }
        }
        impl ::core::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::__private::v1::debug(self, f)
            }
        }
    };
}

/// What a nested object is besides: a value of a field.
#[doc(hidden)]
#[macro_export]
macro_rules! __object_v1 {
    ($name:ident) => {
        $crate::__record_v1!($name);
        impl ::core::default::Default for $name {
            fn default() -> Self {
                $crate::__private::v1::Record::vacant()
            }
        }
        impl $crate::__private::v1::Described for $name {
            type By = $crate::__private::v1::AsRecord;
        }
    };
}

/// That records of a model can be written.
#[doc(hidden)]
#[macro_export]
macro_rules! __writable_v1 {
    ($name:ident) => {
        #[diagnostic::do_not_recommend]
        impl $crate::write::Creatable for $name {}
        #[diagnostic::do_not_recommend]
        impl $crate::model::Updatable for $name {}
    };
}

/// That new records of a model need no value.
#[doc(hidden)]
#[macro_export]
macro_rules! __nothing_required_v1 {
    ($name:ident) => {
        #[diagnostic::do_not_recommend]
        impl $crate::write::NoRequiredFields for $name {}
    };
}

/// What a create shape is: its fields, each with the constant that it is the value of.
#[doc(hidden)]
#[macro_export]
macro_rules! __new_record_v1 {
    ($new:ident => $row:ident { $($field:ident = $constant:ident),* }) => {
        impl ::core::clone::Clone for $new {
            fn clone(&self) -> Self {
                Self { $($field: ::core::clone::Clone::clone(&self.$field)),* }
            }
        }
        impl ::core::fmt::Debug for $new {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::__private::v1::debug_new(::core::stringify!($new), self, f)
            }
        }
        #[diagnostic::do_not_recommend]
        impl $crate::write::IntoCreate for $new {
            type Model = $row;
            fn into_create(self) -> $crate::Create<$row> {
                $crate::__private::v1::create([$($crate::__private::v1::entry($row::$constant, self.$field)),*])
            }
        }
    };
}

/// What a generated enumeration is besides [`Options`]: as good as its key.
#[doc(hidden)]
#[macro_export]
macro_rules! __option_set_v1 {
    ($name:ident) => {
        impl ::core::clone::Clone for $name {
            fn clone(&self) -> Self {
                $crate::__private::v1::same(self)
            }
        }
        impl ::core::cmp::PartialEq for $name {
            fn eq(&self, other: &Self) -> ::core::primitive::bool {
                $crate::__private::v1::equal(self, other)
            }
        }
        impl ::core::cmp::Eq for $name {}
        #[diagnostic::do_not_recommend]
        impl<__E, __A> $crate::value::IntoValue<$crate::field::Choice<__E>, __A> for &$name
        where
            __E: $crate::OptionSet<Tag = <$name as $crate::OptionSet>::Tag>,
        {
            fn into_value(self) -> $crate::value::Value {
                $crate::__private::v1::key_of(self)
            }
        }
        impl ::core::hash::Hash for $name {
            fn hash<H: ::core::hash::Hasher>(&self, state: &mut H) {
                $crate::__private::v1::hash(self, state)
            }
        }
        impl ::core::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::__private::v1::debug_option(self, f)
            }
        }
    };
}
