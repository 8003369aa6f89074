//! A text that is cut off by a YAML comment.

use crate::lint::rules::Context;
use crate::lint::rules::text::double_quoted;
use crate::offer::{Entry, Field, quote};
use crate::text::diagnostic::{Diagnostic, Edit, Fix};
use crate::text::message::msg;
use crate::text::source::{SourceFile, Span, Spanned};
use crate::text::yaml::Document;

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
    let texts = free_texts(cx).into_iter();
    found.extend(texts.filter_map(|text| cut(cx.file, &text.value, text.span)));
}

/// What is cut off in an account register: the names of accounts, and what an agent is registered as.
pub(crate) fn in_register(file: &SourceFile, document: &Document<'_>) -> Vec<Diagnostic> {
    let Some(root) = &document.root else { return Vec::new() };
    let texts = [("accounts", "name"), ("agents", "registration")].into_iter().flat_map(|(list, key)| {
        let entries = root.get(list).and_then(|node| node.mapping()).unwrap_or(&[]);
        entries.iter().filter_map(move |entry| entry.value.get(key))
    });
    texts.filter_map(|node| cut(file, node.text()?, node.span)).collect()
}

/// The finding of a text that a comment cuts off.
fn cut(file: &SourceFile, read: &str, span: Span) -> Option<Diagnostic> {
    let comment = comment_behind(file, span)?;
    let whole = span.to(comment);
    let (read, quoted) = (quote(read), double_quoted(file.slice(whole)));
    Some(
        RULE.at(span.first_line(file.text()), msg!("the text is {read}; what follows is a comment", read))
            .label(msg!("read as {read}", read))
            .also(comment, msg!("read as a comment"))
            .help(msg!("write `{quoted}`", quoted))
            .note(msg!("if it does begin a comment, put a blank after `#`"))
            .fix(Fix::unsafe_(
                msg!("put the whole text in quotes"),
                vec![Edit { span: whole, text: quoted }],
            )),
    )
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
fn comment_behind(file: &SourceFile, text: Span) -> Option<Span> {
    let rest = file.text().get(text.end() as usize..)?;
    let comment = rest.trim_start_matches([' ', '\t']);
    // Nearly all values end here.
    let after = comment.strip_prefix('#').filter(|_| comment.len() < rest.len())?;
    let begins = after.starts_with(|c: char| !c.is_whitespace()) && !after.starts_with("paysched:");
    if !begins || file.slice(text).starts_with(['"', '\'', '|', '>']) {
        return None;
    }
    let start = text.end() as usize + rest.len() - comment.len();
    let line = comment.split(['\n', '\r']).next()?;
    Some(Span::from_range(start..start + line.trim_end().len()))
}
