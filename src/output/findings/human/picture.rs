//! Draws the lines of a file with labels under them, using miette; the only file that depends on it.

use std::borrow::Cow;
use std::fmt;

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, SourceCode,
    SourceSpan, SpanContents, ThemeCharacters, ThemeStyles,
};

use crate::text::diagnostic::{Label, Severity};
use crate::text::sanitize::{marked, marked_line};
use crate::text::source::{SourceFile, Span};

/// The most labels in one picture: more would hide the text.
const MAX_LABELS: usize = 6;
/// The longest line that is drawn in full, in bytes; in a terminal, what it has room for, but not less
/// than the second. Of a longer line a quarter of that is drawn before a label, and half after its start.
const MAX_LINE: (usize, usize) = (240, 40);
/// What stands before a line: its number and a rule.
const GUTTER: usize = 8;

/// Whether to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Whether to write escape sequences.
    pub color: bool,
    /// How many columns the terminal has; `None` for a file or a pipe.
    pub columns: Option<usize>,
}

impl Style {
    pub(super) fn severity(self, text: &str, severity: Severity) -> String {
        self.paint(
            text,
            match severity {
                Severity::Error => "1;31",
                Severity::Warning => "1;33",
                Severity::Info => "1;36",
            },
        )
    }

    pub(super) fn bold(self, text: &str) -> String {
        self.paint(text, "1")
    }

    pub(super) fn dim(self, text: &str) -> String {
        self.paint(text, "36")
    }

    fn paint(self, text: &str, code: &str) -> String {
        // A message quotes user text, which must not control the terminal or look like an output line.
        let text = marked_line(text);
        if self.color { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.into_owned() }
    }
}

/// A file prepared for drawing.
#[derive(Debug)]
pub struct Picture<'a> {
    file: &'a SourceFile,
    /// The text with the same offsets, but without characters that control a terminal.
    text: Cow<'a, str>,
    style: Style,
}

impl<'a> Picture<'a> {
    /// Prepares a file.
    pub fn new(file: &'a SourceFile, style: Style) -> Self {
        Self { file, text: marked(file.text()), style }
    }

    pub(super) fn style(&self) -> Style {
        self.style
    }

    /// The picture of some labels, the first of which is the primary one; ends with a line break.
    pub(super) fn draw(&self, labels: &[Label], severity: Severity) -> String {
        let Some(primary) = labels.first() else { return String::new() };
        if self.file.text().is_empty() {
            return format!("  in {}\n", self.file.path());
        }
        let long = labels.iter().any(|label| self.line_of(label.span).len() > self.longest());
        let shown = if long { 1 } else { MAX_LABELS };
        let spans = labels.iter().take(shown).enumerate().map(|(at, label)| {
            let span = self.clipped(label.span);
            let text =
                Some(marked_line(&label.message.to_string()).into_owned()).filter(|text| !text.is_empty());
            let place = SourceSpan::new((span.start() as usize).into(), span.len());
            if at == 0 {
                LabeledSpan::new_primary_with_span(text, place)
            } else {
                LabeledSpan::new_with_span(text, place)
            }
        });
        let scene = Scene { spans: spans.collect(), severity };
        let mut drawn = String::new();
        if self
            .handler(severity, long)
            .render_report(&mut drawn, &WithSource { scene: &scene, picture: self })
            .is_err()
        {
            let place = self.file.position(primary.span.start());
            return format!("  at {}:{}:{}\n", self.file.path(), place.line, place.column);
        }
        // The first line is the message, which we write ourselves.
        let body = drawn.split_once('\n').map_or("", |(_, body)| body);
        let body = body.lines().map(|line| format!("{}\n", line.trim_end()));
        let others = labels.iter().skip(shown).take(MAX_LABELS - shown).map(|label| self.in_words(label));
        body.filter(|line| line.trim() != "").chain(others).collect()
    }

    /// A label for which there is no room in the picture.
    fn in_words(&self, label: &Label) -> String {
        let place = self.file.position(label.span.start());
        let message = label.message.to_string();
        format!("  {}:{}: {}\n", place.line, place.column, marked_line(&message))
    }

    /// The longest line that is drawn in full, in bytes.
    fn longest(&self) -> usize {
        let (most, least) = MAX_LINE;
        self.style.columns.map_or(most, |columns| columns.saturating_sub(GUTTER).clamp(least, most))
    }

    fn handler(&self, severity: Severity, long: bool) -> GraphicalReportHandler {
        let mut styles = if self.style.color { ThemeStyles::ansi() } else { ThemeStyles::none() };
        if self.style.color {
            // The primary label in the colour of its severity, the others in blue.
            let primary = match severity {
                Severity::Error => styles.error,
                Severity::Warning => styles.warning,
                Severity::Info => styles.advice,
            };
            styles.highlights = vec![primary];
        }
        let theme = GraphicalTheme { characters: ThemeCharacters::unicode(), styles };
        GraphicalReportHandler::new_themed(theme)
            .with_links(false)
            .without_cause_chain()
            .without_syntax_highlighting()
            .with_context_lines(usize::from(!long))
            .with_wrap_lines(false)
            .with_width(120)
    }

    /// The bytes of the line of a span's start, without its line break.
    fn line_of(&self, span: Span) -> std::ops::Range<usize> {
        let lines = self.file.lines();
        let line = lines.line_of(span.start());
        let start = lines.start_of(line) as usize;
        let rest = self.text.get(start..).unwrap_or("");
        let len = rest.find('\n').unwrap_or(rest.len());
        start..start + len
    }

    /// A label's span, cut if it would run far beyond the drawn part of a long line.
    fn clipped(&self, span: Span) -> Span {
        let line = self.line_of(span);
        if line.len() <= self.longest() {
            return span;
        }
        let end = (span.end() as usize).min(span.start() as usize + self.longest() / 2).min(line.end);
        Span::from_range(span.start() as usize..self.boundary(end))
    }

    fn boundary(&self, at: usize) -> usize {
        let at = at.min(self.text.len());
        (0..=at).rev().find(|at| self.text.is_char_boundary(*at)).unwrap_or(0)
    }
}

impl SourceCode for Picture<'_> {
    fn read_span<'b>(
        &'b self,
        span: &SourceSpan,
        lines_before: usize,
        lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'b> + 'b>, MietteError> {
        let lines = self.file.lines();
        let wanted = Span::from_range(span.offset()..span.offset() + span.len());
        let whole = self.line_of(wanted);
        let first = lines.line_of(wanted.start()).saturating_sub(lines_before);
        let last = (lines.line_of(wanted.end().max(wanted.start())) + lines_after).min(lines.count() - 1);
        let clipped = whole.len() > self.longest();
        let (start, end) = if clipped {
            let start = self.boundary(whole.start.max(span.offset().saturating_sub(self.longest() / 4)));
            (start, self.boundary(whole.end.min(span.offset() + self.longest() / 2)))
        } else {
            let end =
                if last + 1 < lines.count() { lines.start_of(last + 1) as usize } else { self.text.len() };
            (lines.start_of(first) as usize, end)
        };
        // A byte order mark at the start would shift the picture of the first line.
        let mark = if start == 0 && self.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let start = start + mark;
        let data = self.text.get(start..end).unwrap_or("");
        let place = self.file.position(wanted.start());
        // For the label alone miette reads line and column as its position; with context lines, as the
        // start of the data.
        let of_label = lines_before + lines_after == 0 || clipped;
        let (line, column) =
            if of_label { (place.line as usize - 1, place.column as usize - 1) } else { (first, 0) };
        Ok(Box::new(MietteSpanContents::new_named(
            marked_line(self.file.path()).into_owned(),
            data.as_bytes(),
            SourceSpan::new(start.into(), data.len()),
            line,
            column,
            last - first + 1,
        )))
    }
}

/// A diagnostic for miette, with nothing but labels.
#[derive(Debug)]
struct Scene {
    spans: Vec<LabeledSpan>,
    severity: Severity,
}

#[derive(Debug)]
struct WithSource<'a> {
    scene: &'a Scene,
    picture: &'a Picture<'a>,
}

impl fmt::Display for WithSource<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Our own line replaces miette's.
        f.write_str("-")
    }
}

impl std::error::Error for WithSource<'_> {}

impl miette::Diagnostic for WithSource<'_> {
    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.scene.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Info => miette::Severity::Advice,
        })
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self.picture as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.scene.spans.iter().cloned()))
    }
}
