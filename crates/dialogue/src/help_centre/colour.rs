//! A company's colour on its pages: readable on light and dark ones, by the contrast that WCAG 2.2 asks for.

/// What a text needs to stand out by (WCAG 2.2, 1.4.3).
pub const TEXT: f64 = 4.5;
/// The page behind the text, light and dark, and the lightest card on the dark one; `help.css` says the same.
pub const LIGHT_PAGE: Colour = Colour([0xf7, 0xf7, 0xf5]);
/// See [`LIGHT_PAGE`].
pub const DARK_PAGE: Colour = Colour([0x22, 0x25, 0x24]);
/// Used where a company names none.
const USUAL: Colour = Colour([0x1f, 0x5c, 0x4d]);

/// A colour of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour(pub [u8; 3]);

/// A company's colours on its pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colours {
    /// Of links and buttons on light pages.
    pub accent: Colour,
    /// Of what stands on such a button.
    pub on_accent: Colour,
    /// The same on dark pages.
    pub accent_dark: Colour,
    /// Of what stands on such a button.
    pub on_accent_dark: Colour,
}

impl Colours {
    /// The colours of a company that names these. What is missing, cannot be read or does not stand out is
    /// made to.
    pub fn of(accent: Option<&str>, accent_dark: Option<&str>) -> Self {
        let named = |text: Option<&str>| text.and_then(|text| text.parse().ok());
        let accent = named(accent).unwrap_or(USUAL);
        let dark = named(accent_dark).unwrap_or(accent);
        let (accent, dark) = (accent.readable_on(LIGHT_PAGE), dark.readable_on(DARK_PAGE));
        Self { accent, on_accent: accent.opposite(), accent_dark: dark, on_accent_dark: dark.opposite() }
    }
}

impl Colour {
    const WHITE: Self = Self([255; 3]);
    const BLACK: Self = Self([0; 3]);

    /// How much two colours stand out from each other, 1…21.
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// The nearest shade of it that a text on `page` may have.
    #[must_use]
    pub fn readable_on(self, page: Self) -> Self {
        let towards = if page.luminance() > 0.179 { Self::BLACK } else { Self::WHITE };
        let mut shades = (0..=100_u8).map(|percent| self.mixed(towards, f64::from(percent) / 100.0));
        shades.find(|shade| shade.contrast(page) >= TEXT).unwrap_or(towards)
    }

    /// White or black, whichever stands out more from it.
    fn opposite(self) -> Self {
        if self.contrast(Self::WHITE) >= self.contrast(Self::BLACK) { Self::WHITE } else { Self::BLACK }
    }

    fn mixed(self, other: Self, share: f64) -> Self {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between two bytes")]
        let mix = |a: u8, b: u8| (f64::from(a) * (1.0 - share) + f64::from(b) * share).round() as u8;
        let ([r, g, b], [s, h, c]) = (self.0, other.0);
        Self([mix(r, s), mix(g, h), mix(b, c)])
    }

    fn luminance(self) -> f64 {
        let [red, green, blue] = self.0.map(|part| {
            let part = f64::from(part) / 255.0;
            if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
}

/// A text that is no colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoColour;

impl std::str::FromStr for Colour {
    type Err = NoColour;

    fn from_str(text: &str) -> Result<Self, NoColour> {
        let digits = text
            .strip_prefix('#')
            .filter(|digits| digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let digits = digits.ok_or(NoColour)?;
        let part = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).map_err(|_| NoColour);
        Ok(Self([part(0)?, part(2)?, part(4)?]))
    }
}

impl std::fmt::Display for Colour {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_as_wcag_says() {
        assert!((Colour::BLACK.contrast(Colour::WHITE) - 21.0).abs() < 1e-9);
        let grey: Colour = "#767676".parse().unwrap();
        assert!((grey.contrast(Colour::WHITE) - 4.54).abs() < 0.01);
        for wrong in ["", "#fff", "fffff0", "#gggggg", "#12345é", "red", "#+1+1+1"] {
            assert!(wrong.parse::<Colour>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn every_colour_can_be_read_on_both_pages() {
        for named in
            [None, Some("#ffcc00"), Some("#000000"), Some("#ffffff"), Some("#1f5c4d"), Some("#e4002b")]
        {
            let colours = Colours::of(named, None);
            for (text, page) in [
                (colours.accent, LIGHT_PAGE),
                (colours.on_accent, colours.accent),
                (colours.accent_dark, DARK_PAGE),
                (colours.on_accent_dark, colours.accent_dark),
            ] {
                assert!(text.contrast(page) >= TEXT, "{named:?}: {text} on {page}");
            }
        }
        assert_eq!(Colours::of(Some("#1f5c4d"), None).accent.to_string(), "#1f5c4d");
    }
}
