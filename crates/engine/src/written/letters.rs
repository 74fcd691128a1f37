//! The letters of a file in another encoding, as far as they can be told.

/// The text of a file that may be in any encoding. Words in plain letters can be read in all of them; what else cannot
/// be read is a mark in its place. It is good for a guess, and never for what is recorded.
pub fn guessed(bytes: &[u8]) -> String {
    utf16(bytes).unwrap_or_else(|| String::from_utf8_lossy(bytes).into_owned())
}

/// The text of a file that has two bytes for each letter, with or without the mark that says so.
pub fn utf16(bytes: &[u8]) -> Option<String> {
    let read: fn([u8; 2]) -> u16 = match bytes {
        [0xff, 0xfe, ..] | [1..=0x7f, 0, 1..=0x7f, 0, ..] => u16::from_le_bytes,
        [0xfe, 0xff, ..] | [0, 1..=0x7f, 0, 1..=0x7f, ..] => u16::from_be_bytes,
        _ => return None,
    };
    let units = bytes.chunks_exact(2).map(|pair| read([pair[0], pair[1]]));
    Some(char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect())
}
