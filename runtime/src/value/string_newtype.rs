//! Newtypes of strings.

/// Implements what a newtype of `String` needs to be the value of a field.
macro_rules! string_newtype {
    ($name:ident) => {
        impl $name {
            /// Creates the value from text.
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            /// Returns the text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.0
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl crate::codec::Codec for $name {
            fn placeholder() -> Self {
                Self(String::new())
            }
            fn read(
                &mut self,
                first: u8,
                reader: &mut crate::codec::Reader<'_>,
            ) -> Result<(), crate::codec::DecodeError> {
                crate::codec::Codec::read(&mut self.0, first, reader)
            }
            fn write(&self, out: &mut crate::codec::Writer) {
                out.text(&self.0);
            }
        }

        impl crate::model::sealed::Sealed for $name {}
        #[diagnostic::do_not_recommend]
        impl crate::model::Comparable for $name {
            type Operand = Self;
        }
        #[diagnostic::do_not_recommend]
        impl crate::model::Sortable for $name {}

        #[diagnostic::do_not_recommend]
        impl crate::codec::Decode<$name> for $name {}
        /// As plain text.
        #[diagnostic::do_not_recommend]
        impl crate::codec::Decode<$name> for String {}
    };
}

pub(crate) use string_newtype;
