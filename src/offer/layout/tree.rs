//! A document with its comments, each beside the key or item that it belongs to.

use super::scalar::Text;

/// A document.
#[derive(Debug)]
pub(super) struct Tree<'s> {
    /// The lines above the first key that stay there.
    pub head: Vec<Line<'s>>,
    /// The mapping.
    pub root: Piece<'s>,
    /// The lines after it.
    pub tail: Vec<Line<'s>>,
}

/// A line between keys or items.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Line<'s> {
    /// One or several empty lines.
    Blank,
    /// A comment, from its `#`.
    Comment(&'s str),
}

/// A key with its value, or an item of a list, and its comments.
#[derive(Debug)]
pub(super) struct Piece<'s> {
    /// The lines above it.
    pub lead: Vec<Line<'s>>,
    /// The key; none for an item.
    pub key: Option<Key<'s>>,
    /// The value.
    pub value: Value<'s>,
    /// The comment at the end of its line: for a block collection the line of its key, for a block
    /// scalar its first line, for anything else its last.
    pub trailing: Option<&'s str>,
    /// Whether a comment allows findings of the line on which it begins.
    pub targeted: bool,
    /// Whether the value begins on a line below its key.
    pub below: bool,
}

/// A key.
#[derive(Debug)]
pub(super) struct Key<'s> {
    /// Its name.
    pub name: String,
    /// How it is written.
    pub text: std::borrow::Cow<'s, str>,
}

/// A value.
#[derive(Debug)]
pub(super) enum Value<'s> {
    /// None.
    Nothing,
    /// Text.
    Text(Text<'s>),
    /// A value whose lines stay as they are, because a comment allows findings of one of them.
    Fixed(Vec<&'s str>),
    /// The same with its key, if they are on different lines.
    FixedWithKey(Vec<&'s str>),
    /// A list or a mapping.
    Group(Group<'s>),
}

/// A list or a mapping.
#[derive(Debug)]
pub(super) struct Group<'s> {
    /// Whether it is a list.
    pub list: bool,
    /// Whether it is written in brackets.
    pub flow: bool,
    /// Whether it must stay on its one line, because a comment allows findings of it.
    pub fixed: bool,
    /// Whether it is written over several lines.
    pub spread: bool,
    /// Its keys or items.
    pub pieces: Vec<Piece<'s>>,
    /// Comments after the last of them.
    pub tail: Vec<Line<'s>>,
}

impl Piece<'_> {
    /// Whether it has a comment.
    pub(super) fn has_comment(&self) -> bool {
        self.trailing.is_some() || self.lead.iter().any(|line| *line != Line::Blank)
    }
}
