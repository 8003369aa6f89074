//! Values of an offer as they are written to a file.

mod text;

pub(super) use text::comment;

/// A value to be written to a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Yaml {
    /// Written as it is.
    Plain(String),
    /// Free text, quoted if needed.
    Text(String),
    /// A list in brackets.
    Brackets(Vec<Yaml>),
    /// A list with one item per line.
    Items(Vec<Yaml>),
    /// A mapping in braces, unless it holds [`Yaml::Items`].
    Mapping(Vec<(String, Yaml)>),
    /// A mapping with one key per line.
    Lines(Vec<(String, Yaml)>),
}

impl Yaml {
    /// Written as it is displayed.
    pub(super) fn plain(value: impl ToString) -> Self {
        Self::Plain(value.to_string())
    }

    /// A key with its value, on as many lines as it takes.
    pub(super) fn block(&self, key: &str, indent: &str, lines: &mut Vec<String>) {
        let deeper = format!("{indent}  ");
        match self {
            Self::Items(items) if !items.is_empty() => {
                lines.push(format!("{indent}{key}:"));
                lines.extend(items.iter().map(|item| format!("{deeper}- {}", item.inline())));
            }
            Self::Mapping(pairs) | Self::Lines(pairs) if self.is_block() => {
                lines.push(format!("{indent}{key}:"));
                pairs.iter().for_each(|(key, value)| value.block(key, &deeper, lines));
            }
            Self::Text(value) => lines.push(format!("{indent}{key}: {}", text::line(value))),
            value => lines.push(format!("{indent}{key}: {}", value.inline())),
        }
    }

    fn is_block(&self) -> bool {
        match self {
            Self::Items(items) => !items.is_empty(),
            Self::Mapping(pairs) => pairs.iter().any(|(_, value)| value.is_block()),
            Self::Lines(pairs) => !pairs.is_empty(),
            Self::Plain(_) | Self::Text(_) | Self::Brackets(_) => false,
        }
    }

    /// The value on one line.
    pub(super) fn inline(&self) -> String {
        let all = |items: &[Self]| items.iter().map(Self::inline).collect::<Vec<_>>().join(", ");
        match self {
            Self::Plain(value) => value.clone(),
            Self::Text(value) => text::text(value),
            Self::Brackets(items) | Self::Items(items) => format!("[{}]", all(items)),
            Self::Mapping(pairs) | Self::Lines(pairs) => {
                let pairs = pairs.iter().map(|(key, value)| format!("{key}: {}", value.inline()));
                format!("{{{}}}", pairs.collect::<Vec<_>>().join(", "))
            }
        }
    }
}

/// A free text as a key.
pub(super) fn key(value: &str) -> String {
    text::text(value)
}

/// A text as a value within brackets, in quotes where it needs them.
pub(super) fn in_line(value: &str) -> String {
    text::text(value)
}
