//! Texts on a drawing that never lie on one another.

use super::super::markup::Markup;
use super::scale::{Px, px, text_width};

/// What a text's place is counted from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// What is taken on a drawing: left, top, right, bottom.
type Area = (Px, Px, Px, Px);

/// The places of a drawing that are taken.
#[derive(Debug, Clone, Default)]
pub(super) struct Room(Vec<Area>);

impl Room {
    /// Keeps texts away from an area.
    pub(super) fn take(&mut self, area: Area) {
        self.0.push(area);
    }

    /// Whether a text has room with its foot at this place.
    fn has(&self, text: &str, at: (Px, Px), anchor: Anchor) -> bool {
        let own = area(text, at, anchor);
        let apart =
            |other: &Area| own.2 <= other.0 || other.2 <= own.0 || own.3 <= other.1 || other.3 <= own.1;
        self.0.iter().all(apart)
    }

    /// Writes a text where it has room; whether it had.
    pub(super) fn offer(
        &mut self,
        m: &mut Markup,
        class: &str,
        text: &str,
        at: (Px, Px),
        anchor: Anchor,
    ) -> bool {
        let fits = self.has(text, at, anchor);
        if fits {
            self.write(m, class, text, at, anchor);
        }
        fits
    }

    /// Writes a text and takes its place.
    pub(super) fn write(&mut self, m: &mut Markup, class: &str, text: &str, at: (Px, Px), anchor: Anchor) {
        self.take(area(text, at, anchor));
        write(m, class, text, at, anchor);
    }
}

/// Writes a text on a line of its own.
pub(super) fn write(m: &mut Markup, class: &str, text: &str, (x, y): (Px, Px), anchor: Anchor) {
    let word = match anchor {
        Anchor::Start => "start",
        Anchor::Middle => "middle",
        Anchor::End => "end",
    };
    m.leaf("text", &[("x", &x), ("y", &y), ("text-anchor", &word), ("class", &class)], text);
    m.line();
}

/// The area of a text of 12 pixels, with a little air.
fn area(text: &str, (x, y): (Px, Px), anchor: Anchor) -> Area {
    let width = text_width(text) + px(4);
    let left = match anchor {
        Anchor::Start => x - px(2),
        Anchor::Middle => x - width.half(),
        Anchor::End => x - width + px(2),
    };
    (left, y - px(10), left + width, y + px(3))
}
