//! Macros for generated code, which keep its files short to read and fast to compile.
//!
//! Users' modules may have their own `Clone` or `String`, so every name is a full path.
//!
//! Each macro contains implementations that differ only in names. Like all of [`v1`](crate::__private::v1) they never
//! change for existing code.

/// Implements the standard traits of a generated row or nested object, in addition to
/// [`Record`](crate::__private::v1::Record).
///
/// A derived `Clone` would be type-checked field by field; the layout has access to every field anyway.
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

/// Implements the traits of a nested object, which is also the value of a field.
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

/// Implements the traits of a writable model.
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

/// Implements the trait of a model without required fields.
#[doc(hidden)]
#[macro_export]
macro_rules! __nothing_required_v1 {
    ($name:ident) => {
        #[diagnostic::do_not_recommend]
        impl $crate::write::NoRequiredFields for $name {}
    };
}

/// Implements the traits of a create shape, given its fields with their constants.
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

/// Implements the traits of a generated enumeration, in addition to [`Options`]; values are identified by their keys.
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
