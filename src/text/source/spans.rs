//! Many spans of one text, searched by place without looking at each.

use super::Span;

/// Spans in order of their starts, each with the furthest end up to it and the index of that span.
#[derive(Debug)]
pub(crate) struct Spans(Vec<(u32, (u32, usize))>);

impl Spans {
    /// Spans that may overlap, in any order.
    pub(crate) fn new(spans: impl Iterator<Item = Span>) -> Self {
        let mut spans: Vec<(Span, usize)> = spans.zip(0..).collect();
        spans.sort_unstable();
        let mut furthest = (0, 0);
        let start = |(span, at): (Span, usize)| {
            furthest = furthest.max((span.end(), at));
            (span.start(), furthest)
        };
        Self(spans.into_iter().map(start).collect())
    }

    /// The index of one that has a byte in common with `span`.
    pub(crate) fn over(&self, span: Span) -> Option<usize> {
        self.find(|start| start < span.end(), |end| end > span.start())
    }

    /// Whether one of them has a byte in common with `span`, or is next to it.
    pub(crate) fn touch(&self, span: Span) -> bool {
        self.find(|start| start <= span.end(), |end| end >= span.start()).is_some()
    }

    fn find(&self, starts: impl Fn(u32) -> bool, ends: impl Fn(u32) -> bool) -> Option<usize> {
        let before = self.0.partition_point(|(start, _)| starts(*start));
        let (_, (end, at)) = *self.0.get(before.checked_sub(1)?)?;
        ends(end).then_some(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_found_by_each_of_its_bytes() {
        let all = [(2, 5), (0, 9), (20, 20), (12, 15)].map(|(start, end)| Span::new(start, end));
        let spans = Spans::new(all.into_iter());
        for start in 0..25 {
            for end in start..25 {
                let span = Span::new(start, end);
                let over = |one: &Span| one.start() < end && start < one.end();
                let touch = |one: &Span| one.start() <= end && start <= one.end();
                assert_eq!(spans.over(span).is_some(), all.iter().any(over), "{span:?}");
                assert_eq!(spans.touch(span), all.iter().any(touch), "{span:?}");
                assert!(spans.over(span).is_none_or(|at| over(&all[at])), "{span:?}");
            }
        }
    }
}
