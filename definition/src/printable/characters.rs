//! Characters that must be escaped. The ranges are those of Unicode 17; `tests/printable.rs` compares them with Unicode's
//! tables.

/// Control characters, marks of direction, and characters without a shape or with that of a plain space.
pub(super) fn is_hidden(character: char) -> bool {
    match character {
        ' '..='~' => false,
        // C0, DEL and C1; the no-break space and the soft hyphen.
        '\0'..='\u{a0}' | '\u{ad}' => true,
        ..'\u{34f}' => false,
        // The combining grapheme joiner, the Arabic letter mark, fillers of Hangul, the space of Ogham.
        '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{1680}' => true,
        // Invisible Khmer vowels; Mongolian variation selectors and vowel separator.
        '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}' => true,
        // Spaces, zero widths, directions, separators, invisible operators, deprecated format characters.
        '\u{2000}'..='\u{200f}' | '\u{2028}'..='\u{202f}' | '\u{205f}'..='\u{206f}' => true,
        // Blank Braille, a filler of Hangul.
        '\u{2800}' | '\u{3164}' => true,
        // Noncharacters.
        '\u{fdd0}'..='\u{fdef}' => true,
        // Variation selectors, the byte order mark, another filler, interlinear annotations.
        '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' => true,
        // Joiners of hieroglyphs, of shorthand and of musical notes, and the note without a head.
        '\u{13430}'..='\u{1343f}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d159}' | '\u{1d173}'..='\u{1d17a}' => true,
        // Tags, and more variation selectors.
        '\u{e0000}'..='\u{e0fff}' => true,
        // The last two of each plane are noncharacters.
        other => u32::from(other) & 0xfffe == 0xfffe,
    }
}

/// Hidden characters that separate words.
pub(super) fn is_space(character: char) -> bool {
    character.is_control() || character.is_whitespace() || character == '\u{2800}'
}

/// Combining accents that fit any letter, which can be stacked without limit. The marks of a script, such as those of Thai,
/// belong to its words.
pub(super) fn is_mark(character: char) -> bool {
    matches!(character,
        '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}'
        | '\u{fe20}'..='\u{fe2f}')
}

/// Characters that U+FE0F and U+200D may follow: a little more than Unicode's `Extended_Pictographic`, to have fewer
/// ranges.
pub(super) fn is_pictograph(character: char) -> bool {
    matches!(character,
        '\u{a9}' | '\u{ae}' | '\u{203c}' | '\u{2049}' | '\u{2122}' | '\u{2139}' | '\u{2190}'..='\u{21ff}'
        | '\u{2300}'..='\u{23ff}' | '\u{24c2}' | '\u{25a0}'..='\u{27bf}' | '\u{2934}' | '\u{2935}'
        | '\u{2b00}'..='\u{2bff}' | '\u{3030}' | '\u{303d}' | '\u{3297}' | '\u{3299}' | '\u{1f000}'..='\u{1faff}'
        | '\u{1fc00}'..='\u{1fffd}')
}
