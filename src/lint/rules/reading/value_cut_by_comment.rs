//! A text that is cut off by a YAML comment.

use crate::lint::rules::Context;
use crate::lint::rules::text::double_quoted;
use crate::offer::{Entry, Field, quote};
use crate::text::diagnostic::{Diagnostic, Edit, Fix};
use crate::text::message::msg;
use crate::text::source::{Span, Spanned};

rule! {
    /// A text without quotes is cut off by ` #`, which begins a comment.
    ///
    /// ## Why
    /// In YAML, ` #` begins a comment that reaches to the end of the line. `name: Deal #2` is the name
    /// `Deal`, and so it would be published. An intended comment has a blank after its `#`.
    ///
    /// ## What to do
    /// Put the whole text in quotes; the unsafe fix does it. If it is a comment, put a blank after the
    /// `#`.
    ///
    /// ### Fails
    /// ```yaml
    /// name: Deal #2 (PO 4711)
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// name: "Deal #2 (PO 4711)" # agreed by mail
    /// ```
    name: "value-cut-by-comment",
    level: Warning,
    reference: "YAML 1.2.2, section 6.6: a comment begins with `#` after a blank",
    fix: Unsafe,
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for text in free_texts(cx) {
        let Some(comment) = comment_behind(cx, text.span) else { continue };
        let whole = text.span.to(comment);
        let (read, quoted) = (quote(&text.value), double_quoted(cx.file.slice(whole)));
        found.push(
            RULE.at(cx.head(text.span), msg!("the text is {read}; what follows is a comment", read))
                .label(msg!("read as {read}", read))
                .also(comment, msg!("read as a comment"))
                .help(msg!("write `{quoted}`", quoted))
                .note(msg!("if it does begin a comment, put a blank after `#`"))
                .fix(Fix::unsafe_(
                    msg!("put the whole text in quotes"),
                    vec![Edit { span: whole, text: quoted }],
                )),
        );
    }
}

/// Every value of a key that takes any text.
fn free_texts<'a>(cx: &Context<'a>) -> Vec<&'a Spanned<String>> {
    let offer = cx.offer;
    let title = offer.product.get().map(|product| &product.title);
    let buyers = offer.buyers.get().into_iter().flatten().map(|buyer| &buyer.name);
    let dimensions = cx.dimensions().iter().flat_map(|dimension| [&dimension.name, &dimension.description]);
    let entries = offer.installments.get().into_iter().flatten();
    let notes = entries.flat_map(|entry| match entry {
        Entry::Single(single) => vec![&single.note, &single.purchase_order],
        Entry::Series(series) => vec![&series.note, &series.purchase_order],
        Entry::Broken(_) => Vec::new(),
    });
    [&offer.name, &offer.description, &offer.refund_policy]
        .into_iter()
        .chain(title)
        .chain(buyers)
        .chain(dimensions)
        .chain(notes)
        .filter_map(Field::spanned)
        .chain(offer.labels.iter().map(|(_, value)| value))
        .collect()
}

/// The comment that follows a text without quotes on its line, unless a blank follows its `#`.
fn comment_behind(cx: &Context<'_>, text: Span) -> Option<Span> {
    if cx.file.slice(text).starts_with(['"', '\'', '|', '>']) {
        return None;
    }
    let rest = cx.file.text().get(text.end() as usize..)?.split(['\n', '\r']).next()?;
    let comment = rest.trim_start_matches([' ', '\t']);
    let begins = comment.strip_prefix('#').is_some_and(|after| {
        after.starts_with(|c: char| !c.is_whitespace()) && !after.starts_with("paysched:")
    });
    let start = text.end() as usize + rest.len() - comment.len();
    (begins && start > text.end() as usize).then(|| Span::from_range(start..start + comment.trim_end().len()))
}
