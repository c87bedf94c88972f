//! The same for the second version of the interface, [`v2`](crate::__private::v2).
//!
//! Views are in users' modules, whose constants and statics would shadow bindings of the same name despite hygiene, so
//! parameters begin with `__`. Functions are in implementations marked as derived, which coverage tools ignore.

/// Implements the run-time information about the fields of a model.
#[doc(hidden)]
#[macro_export]
macro_rules! __fields_v2 {
    ($name:ident $fields:literal) => {
        #[diagnostic::do_not_recommend]
        impl $crate::model::Fields for $name {
            const FIELDS: &'static ::core::primitive::str = $fields;
        }
    };
}

/// Implements the standard traits of a generated row or nested object, in addition to
/// [`Record`](crate::__private::v2::Record), given the names of its fields.
#[doc(hidden)]
#[macro_export]
macro_rules! __record_v2 {
    ($name:ident { $($field:ident),* }) => {
        #[automatically_derived]
        impl ::core::clone::Clone for $name {
            fn clone(&self) -> Self {
                $crate::__private::v2::copied(self)
            }
        }
        #[automatically_derived]
        impl ::core::fmt::Debug for $name {
            fn fmt(&self, __formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                const FIELDS: &[&::core::primitive::str] = &[$(::core::stringify!($field)),*];
                $crate::__private::v2::debug_fields(::core::stringify!($name), FIELDS, self, __formatter)
            }
        }
    };
}

/// Implements the traits of a nested object, which is also the value of a field.
#[doc(hidden)]
#[macro_export]
macro_rules! __object_v2 {
    ($name:ident { $($field:ident),* }) => {
        $crate::__record_v2!($name { $($field),* });
        #[automatically_derived]
        impl ::core::default::Default for $name {
            fn default() -> Self {
                $crate::__private::v2::Record::vacant()
            }
        }
        impl $crate::__private::v2::Described for $name {
            type By = $crate::__private::v2::AsRecord;
        }
    };
}

/// Implements the traits of a create shape without a layout, given its fields with their constants.
#[doc(hidden)]
#[macro_export]
macro_rules! __new_record_v2 {
    ($new:ident => $row:ident { $($field:ident = $constant:ident),* }) => {
        $crate::__new_shape_v2!($new { $($field),* });
        $crate::__into_create_v2!($new => $row { $($field = $constant),* });
    };
}

/// Implements `Clone` and `Debug` of a create shape without a layout.
#[doc(hidden)]
#[macro_export]
macro_rules! __new_shape_v2 {
    ($new:ident { $($field:ident),* }) => {
        #[automatically_derived]
        impl ::core::clone::Clone for $new {
            fn clone(&self) -> Self {
                Self { $($field: ::core::clone::Clone::clone(&self.$field)),* }
            }
        }
        #[automatically_derived]
        impl ::core::fmt::Debug for $new {
            fn fmt(&self, __formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::__private::v2::debug_shape(
                    ::core::stringify!($new),
                    &[$((::core::stringify!($field), &self.$field)),*],
                    __formatter,
                )
            }
        }
    };
}

/// Implements the conversion of a create shape to a new record.
#[doc(hidden)]
#[macro_export]
macro_rules! __into_create_v2 {
    ($new:ident => $row:ident { $($field:ident = $constant:ident),* }) => {
        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        impl $crate::write::IntoCreate for $new {
            type Model = $row;
            fn into_create(self) -> $crate::Create<$row> {
                $crate::__private::v2::create([$($crate::__private::v2::entry($row::$constant, self.$field)),*])
            }
        }
    };
}

/// Implements the traits of a generated enumeration, in addition to [`Options`](crate::__private::v2::Options); values
/// are identified by their keys.
#[doc(hidden)]
#[macro_export]
macro_rules! __option_set_v2 {
    ($name:ident { $($variant:ident),* }) => {
        #[automatically_derived]
        impl ::core::clone::Clone for $name {
            fn clone(&self) -> Self {
                $crate::__private::v2::same(self)
            }
        }
        #[automatically_derived]
        impl ::core::cmp::PartialEq for $name {
            fn eq(&self, __other: &Self) -> ::core::primitive::bool {
                $crate::__private::v2::equal(self, __other)
            }
        }
        impl ::core::cmp::Eq for $name {}
        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        impl<__E, __A> $crate::value::IntoValue<$crate::field::Choice<__E>, __A> for &$name
        where
            __E: $crate::OptionSet<Tag = <$name as $crate::OptionSet>::Tag>,
        {
            fn into_value(self) -> $crate::value::Value {
                $crate::__private::v2::key_of(self)
            }
        }
        #[automatically_derived]
        impl ::core::hash::Hash for $name {
            fn hash<H: ::core::hash::Hasher>(&self, __state: &mut H) {
                $crate::__private::v2::hash(self, __state)
            }
        }
        #[automatically_derived]
        impl ::core::fmt::Debug for $name {
            fn fmt(&self, __formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                const VARIANTS: &[&::core::primitive::str] = &[$(::core::stringify!($variant)),*];
                $crate::__private::v2::debug_variant(self, VARIANTS, __formatter)
            }
        }
    };
}

/// Implements serde for rows, create shapes and nested objects, driven by their layouts.
#[doc(hidden)]
#[macro_export]
macro_rules! __serde_records_v2 {
    ($($name:ident)*) => {$(
        #[automatically_derived]
        impl $crate::__private::v2::serde::Serialize for $name {
            fn serialize<S: $crate::__private::v2::serde::Serializer>(
                &self,
                __serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::__private::v2::serialize(self, __serializer)
            }
        }
        #[automatically_derived]
        impl<'de> $crate::__private::v2::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__private::v2::serde::Deserializer<'de>>(
                __deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::__private::v2::deserialize(__deserializer)
            }
        }
    )*};
}

/// Implements serde for enumerations, by their keys.
#[doc(hidden)]
#[macro_export]
macro_rules! __serde_options_v2 {
    ($($name:ident)*) => {$(
        #[automatically_derived]
        impl $crate::__private::v2::serde::Serialize for $name {
            fn serialize<S: $crate::__private::v2::serde::Serializer>(
                &self,
                __serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::__private::v2::serialize_option(self, __serializer)
            }
        }
        #[automatically_derived]
        impl<'de> $crate::__private::v2::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__private::v2::serde::Deserializer<'de>>(
                __deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::__private::v2::deserialize_option(__deserializer)
            }
        }
    )*};
}
