//! Declares a mapping of the format once: its struct, and how it is read, written, described and laid out.

use std::fmt::Debug;

use super::Currency;
use super::fields::Field;
use super::reader::{Reader, Slot};
use super::shape::{Shape, Table};
use super::yaml::Yaml;
use crate::text::message::{self, msg};
use crate::text::source::{Span, Spanned};
use crate::text::yaml::Node;

/// How a value is represented in a file: its shape, and how it is read and written.
pub(crate) trait Value {
    /// The type in the model.
    type Value: Clone + Debug + PartialEq;
    /// Its shape.
    const SHAPE: Shape;
    /// Reads it; `None` if it is not of this shape, which is reported. `what` is what messages call it.
    fn read<'d, 's>(reader: &mut Reader<'d, 's>, node: &'d Node<'s>, what: &str) -> Option<Self::Value>;
    /// How it is written; an amount with the decimals of the offer's currency.
    fn write(value: &Self::Value, currency: Option<Currency>) -> Yaml;
    /// Whether everything in it could be read.
    fn is_read(_value: &Self::Value) -> bool {
        true
    }
}

/// What a key holds, present or not: usually a [`Field`] of a [`Value`].
pub(crate) trait Codec {
    /// The type in the model.
    type Held: Clone + Debug + Default + PartialEq;
    /// The shape of the value.
    const SHAPE: Shape;
    /// Reads the value of the key.
    fn read<'d, 's>(reader: &mut Reader<'d, 's>, slot: Slot<'d, 's>, what: &str) -> Self::Held;
    /// What is held for a mapping that could not be read.
    fn invalid() -> Self::Held;
    /// How it is written; `None` if the key is left out.
    fn write(held: &Self::Held, currency: Option<Currency>) -> Option<Yaml>;
    /// Whether everything in it could be read.
    fn is_read(held: &Self::Held) -> bool;
}

impl<V: Value> Codec for V {
    type Held = Field<V::Value>;
    const SHAPE: Shape = V::SHAPE;

    fn read<'d, 's>(reader: &mut Reader<'d, 's>, slot: Slot<'d, 's>, what: &str) -> Self::Held {
        match slot {
            Slot::Empty => Field::Absent,
            Slot::Broken => Field::Invalid,
            Slot::Filled(entry) => match V::read(reader, &entry.value, what) {
                Some(value) => Field::Given(Spanned::new(value, entry.value.span)),
                None => Field::Invalid,
            },
        }
    }

    fn invalid() -> Self::Held {
        Field::Invalid
    }

    fn write(held: &Self::Held, currency: Option<Currency>) -> Option<Yaml> {
        held.get().map(|value| V::write(value, currency))
    }

    fn is_read(held: &Self::Held) -> bool {
        !held.is_invalid() && held.get().is_none_or(V::is_read)
    }
}

/// A mapping that [`table!`] declares.
pub(crate) trait Mapping: Sized {
    /// Its keys in the order of the format.
    const TABLE: &'static Table;
    /// The entry at each of its keys, by field name.
    type Slots<'d, 's>
    where
        's: 'd;
    /// Finds the keys in a mapping; unknown and missing ones are reported, and so is a `node` that is
    /// not a mapping.
    fn slots<'d, 's>(reader: &mut Reader<'d, 's>, node: &'d Node<'s>) -> Option<Self::Slots<'d, 's>>;
    /// Reads the values of the keys.
    fn fill<'d, 's>(reader: &mut Reader<'d, 's>, slots: &Self::Slots<'d, 's>, span: Span) -> Self;
    /// What is held for a mapping that could not be read.
    fn invalid(span: Span) -> Self;
    /// Its keys with their values, if present.
    fn pairs(&self, currency: Option<Currency>) -> Vec<(String, Yaml)>;
    /// Whether every value could be read.
    fn is_complete(&self) -> bool;

    /// Reads the mapping.
    fn read_mapping<'d, 's>(reader: &mut Reader<'d, 's>, node: &'d Node<'s>) -> Option<Self> {
        let slots = Self::slots(reader, node)?;
        Some(Self::fill(reader, &slots, node.span))
    }
}

/// An item of a list of mappings. One that cannot be read stays in the list, so that the rest is not
/// mistaken for all.
pub(crate) trait ListItem: Clone + Debug + PartialEq {
    /// Its shape.
    const ITEM: Shape;
    /// Reads it.
    fn read_item<'d, 's>(reader: &mut Reader<'d, 's>, node: &'d Node<'s>) -> Self;
    /// How it is written.
    fn write_item(&self, currency: Option<Currency>) -> Yaml;
    /// Whether everything in it could be read.
    fn is_item_read(&self) -> bool;
    /// Reads a list some of whose items lack their keys, which is reported; `None` if none does.
    fn read_rows<'d, 's>(_: &mut Reader<'d, 's>, _: &'d Node<'s>) -> Option<Vec<Self>> {
        None
    }
    /// How the one item of a list is written that lacks its brackets; `None` if it is no such item.
    fn sole(_: &Node<'_>) -> Option<String> {
        None
    }
}

/// A list of mappings, one below the other.
#[derive(Debug)]
pub(crate) struct Items<T>(std::marker::PhantomData<T>);

impl<T: ListItem> Value for Items<T> {
    type Value = Vec<T>;
    const SHAPE: Shape = Shape::List(&T::ITEM);

    fn read<'d, 's>(reader: &mut Reader<'d, 's>, node: &'d Node<'s>, what: &str) -> Option<Vec<T>> {
        if let Some(items) = T::read_rows(reader, node) {
            return Some(items);
        }
        if let Some(item) = T::sole(node) {
            reader.not_a_list(node, what, &item);
            return None;
        }
        let items = reader.list(node, what)?;
        Some(items.iter().map(|item| T::read_item(reader, item)).collect())
    }

    fn write(items: &Vec<T>, currency: Option<Currency>) -> Yaml {
        Yaml::Items(items.iter().map(|item| item.write_item(currency)).collect())
    }

    fn is_read(items: &Vec<T>) -> bool {
        items.iter().all(T::is_item_read)
    }
}

/// The keys of a mapping whose keys the format does not fix.
pub(crate) trait MapKey {
    /// The type of a key in the model.
    type Key: Clone + Debug + PartialEq;
    /// The shape of a key.
    const SHAPE: Shape;
    /// What the mapping maps from, for messages: `account ids`.
    const FROM: &'static str;
    /// A mapping of one key, for messages.
    const EXAMPLE: &'static str;
    /// Reads a key.
    fn read_key<'d, 's>(reader: &mut Reader<'d, 's>, node: &'d Node<'s>) -> Option<Self::Key>;
    /// How it is written.
    fn write_key(key: &Self::Key) -> String;
}

/// A mapping from arbitrary keys of one shape to values of one shape. What cannot be read is left out.
#[derive(Debug)]
pub(crate) struct MapOf<K, V>(std::marker::PhantomData<(K, V)>);

impl<K: MapKey, V: Value> Value for MapOf<K, V> {
    type Value = Vec<(Spanned<K::Key>, Spanned<V::Value>)>;
    const SHAPE: Shape = Shape::Map(&K::SHAPE, &V::SHAPE);

    fn read<'d, 's>(reader: &mut Reader<'d, 's>, node: &'d Node<'s>, what: &str) -> Option<Self::Value> {
        let Some(entries) = node.mapping() else {
            let help = msg!("write `{example}`", example = K::EXAMPLE);
            let (what, keys) = (message::Value::volatile(what), message::Value::volatile(K::FROM));
            reader.wrong_type(node, msg!("{what} is a mapping from {keys}", what, keys), Some(help));
            return None;
        };
        let mut values = Vec::with_capacity(entries.len());
        for entry in entries {
            let key = K::read_key(reader, &entry.key);
            let value = V::read(reader, &entry.value, what);
            let places = (entry.key.span, entry.value.span);
            values
                .extend(key.zip(value).map(|(k, v)| (Spanned::new(k, places.0), Spanned::new(v, places.1))));
        }
        Some(values)
    }

    fn write(values: &Self::Value, currency: Option<Currency>) -> Yaml {
        let pair = |(key, value): &(Spanned<K::Key>, Spanned<V::Value>)| {
            (K::write_key(&key.value), V::write(&value.value, currency))
        };
        Yaml::Mapping(values.iter().map(pair).collect())
    }

    fn is_read(values: &Self::Value) -> bool {
        values.iter().all(|(_, value)| V::is_read(&value.value))
    }
}

/// Declares a mapping of the format: a struct, and behind each of its fields how the value is read and
/// written, whether the key is required, and the key. The first sentence of a field's documentation is
/// the key's description in the schema.
macro_rules! table {
    (
        $(#[doc = $about:literal])+
        $vis:vis struct $name:ident $(at $place:ident)? = $table:literal, $called:literal
            $(, either $either:expr)? $(, needs $needs:expr)?;
        $($(#[doc = $says:literal])+ $field:ident: $held:ty as $codec:ty = $need:ident $key:literal,)+
    ) => {
        $(#[doc = $about])+
        ///
        /// Equality ignores spans.
        #[derive(Debug, Clone)]
        $vis struct $name {
            $(/// Where it is written.
            pub $place: $crate::text::source::Span,)?
            $($(#[doc = $says])+ pub $field: $held,)+
        }

        const _: () = {
            use $crate::offer::keys::{Codec, Mapping};
            use $crate::offer::shape::{Key, Table};
            use $crate::offer::{Currency, Reader, Slot, yaml::Yaml};
            use $crate::text::{source::Span, yaml::Node};

            const KEYS: [Key; [$($key),+].len()] = [$(
                $crate::offer::shape::$need($key, concat!($($says),+).trim_ascii_start(), <$codec as Codec>::SHAPE),
            )+];

            /// The entry at each key.
            #[derive(Debug, Clone, Copy)]
            pub(crate) struct Slots<'d, 's> {
                $(pub(crate) $field: Slot<'d, 's>,)+
            }

            impl Mapping for $name {
                const TABLE: &'static Table = &Table {
                    $(either: $either,)? $(needs: $needs,)?
                    ..Table::new($table, concat!($($about),+).trim_ascii_start(), &KEYS)
                };
                type Slots<'d, 's> = Slots<'d, 's> where 's: 'd;

                fn slots<'d, 's>(reader: &mut Reader<'d, 's>, node: &'d Node<'s>) -> Option<Slots<'d, 's>> {
                    let [$($field),+] = reader.mapping(node, &KEYS, $called)?;
                    Some(Slots { $($field),+ })
                }

                fn fill<'d, 's>(reader: &mut Reader<'d, 's>, slots: &Slots<'d, 's>, span: Span) -> Self {
                    let _ = span;
                    Self {
                        $($place: span,)?
                        $($field: <$codec as Codec>::read(reader, slots.$field, concat!("`", $key, "`")),)+
                    }
                }

                fn invalid(span: Span) -> Self {
                    let _ = span;
                    Self { $($place: span,)? $($field: <$codec as Codec>::invalid(),)+ }
                }

                fn pairs(&self, currency: Option<Currency>) -> Vec<(String, Yaml)> {
                    let pairs = [$(($key, <$codec as Codec>::write(&self.$field, currency)),)+];
                    pairs.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))).collect()
                }

                fn is_complete(&self) -> bool {
                    $(<$codec as Codec>::is_read(&self.$field))&&+
                }
            }

            impl Default for $name {
                /// Nothing given, without a span.
                fn default() -> Self {
                    Self { $($place: Span::NOWHERE,)? $($field: <$held>::default(),)+ }
                }
            }

            impl PartialEq for $name {
                fn eq(&self, other: &Self) -> bool {
                    $(self.$field == other.$field)&&+
                }
            }

            impl Eq for $name {}
        };
    };
}
pub(crate) use table;

/// Mappings that are a value of a key, and are read from their keys alone.
macro_rules! mapping_values {
    ($($name:ident),+) => {$(
        impl $crate::offer::keys::Value for $name {
            type Value = Self;
            const SHAPE: $crate::offer::Shape = $crate::offer::Shape::Table(<Self as Mapping>::TABLE);

            fn read<'d, 's>(
                reader: &mut $crate::offer::Reader<'d, 's>,
                node: &'d $crate::text::yaml::Node<'s>,
                _: &str,
            ) -> Option<Self> {
                Self::read_mapping(reader, node)
            }

            fn write(value: &Self, currency: Option<$crate::offer::Currency>) -> $crate::offer::yaml::Yaml {
                $crate::offer::yaml::Yaml::Mapping(value.pairs(currency))
            }

            fn is_read(value: &Self) -> bool {
                value.is_complete()
            }
        }
    )+};
}
pub(crate) use mapping_values;

/// Mappings that are items of a list, and are read from their keys alone.
macro_rules! mapping_items {
    ($($name:ident),+) => {$(
        impl $crate::offer::keys::ListItem for $name {
            const ITEM: $crate::offer::Shape = $crate::offer::Shape::Table(<Self as Mapping>::TABLE);

            fn read_item<'d, 's>(
                reader: &mut $crate::offer::Reader<'d, 's>,
                node: &'d $crate::text::yaml::Node<'s>,
            ) -> Self {
                Self::read_mapping(reader, node).unwrap_or_else(|| Self::invalid(node.span))
            }

            fn write_item(&self, currency: Option<$crate::offer::Currency>) -> $crate::offer::yaml::Yaml {
                $crate::offer::yaml::Yaml::Mapping(self.pairs(currency))
            }

            fn is_item_read(&self) -> bool {
                self.is_complete()
            }
        }
    )+};
}
pub(crate) use mapping_items;
