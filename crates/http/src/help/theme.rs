//! The style sheet: ours, in the company's colours.

use rapport_desk::Colours;

const STYLE: &str = include_str!("help.css");

/// The style sheet in these colours.
pub(super) fn css(colours: &Colours) -> String {
    let Colours { accent, on_accent, accent_dark, on_accent_dark } = colours;
    format!(
        ":root {{ --accent: {accent}; --on-accent: {on_accent}; }}\n\
         @media (prefers-color-scheme: dark) {{ :root {{ --accent: {accent_dark}; --on-accent: {on_accent_dark}; }} }}\n\
         {STYLE}"
    )
}
