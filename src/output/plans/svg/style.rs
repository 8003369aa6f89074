//! The colours and the style sheet that drawings and pages share.

use super::super::markup::Markup;
use crate::text::message::Words;

/// How a drawing's classes look; colours are variables, which a page sets.
pub(in crate::output::plans) const DRAWING: &str = include_str!("style.css");

/// Names of colours with their light and dark values. Text reaches the contrast that WCAG 2.2 asks for
/// (1.4.3, level AA: 4.5 to 1) on `paper` and on `soft`.
const COLOURS: [(&str, &str, &str); 8] = [
    ("paper", "#ffffff", "#11151b"),
    ("ink", "#1a232e", "#e4e9ef"),
    ("quiet", "#55616e", "#a2adba"),
    ("rule", "#dbe1e7", "#2d3742"),
    ("accent", "#155e75", "#67b8d1"),
    ("soft", "#e2eff3", "#17323c"),
    ("second", "#92400e", "#e0a458"),
    ("wrong", "#b42318", "#f2938c"),
];

/// The variables of a page: light, and dark on a screen; print is always light.
pub(in crate::output::plans) fn variables() -> String {
    let list = |night: bool| -> String {
        let one = |(name, by_day, by_night): &(&str, &str, &str)| {
            format!("--{name}:{};", if night { by_night } else { by_day })
        };
        COLOURS.iter().map(one).collect()
    };
    format!(
        ":root{{color-scheme:light dark;{}}}\n@media screen and (prefers-color-scheme:dark){{:root{{{}}}}}\n",
        list(false),
        list(true)
    )
}

/// The style sheet of a standalone picture, with literal colours: not every viewer supports variables.
pub(super) fn alone(words: Words) -> Markup {
    let written_out = |rule: &str, night: bool| {
        COLOURS.iter().fold(format!("{rule}\n"), |css, (name, by_day, by_night)| {
            css.replace(&format!("var(--{name})"), if night { by_night } else { by_day })
        })
    };
    let coloured = DRAWING.lines().filter(|rule| rule.contains("var(--"));
    let mut m = Markup::new(words);
    m.element("style", &[], |m| {
        m.line();
        DRAWING.lines().for_each(|rule| m.text(&written_out(rule, false)));
        m.text("@media (prefers-color-scheme:dark){\n");
        coloured.for_each(|rule| m.text(&written_out(rule, true)));
        m.text("}\n");
    });
    m.line();
    m
}
