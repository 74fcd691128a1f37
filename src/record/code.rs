//! The check code of a record: the beginning of its digest, short enough for the minutes of a meeting.

/// Letters and digits that cannot be mistaken for one another.
const LETTERS: &[u8; 32] = b"ABCDEFGHIJKMNPQRSTUVWXYZ23456789";

/// How many bits of the digest a code holds.
///
/// Whoever did not write a record cannot make another one with the same 80 bits. Whoever writes two with one code in
/// mind needs about 2^40 tries, which is work but can be done; the whole digest on the last line leaves no such way.
pub const BITS: usize = 80;

/// The check code of a digest, in groups of four: `K7QF-2M9T-XW3B-R6HD`.
pub fn check_code(sha256: &str) -> String {
    let nibbles: Vec<u8> =
        sha256.chars().take(BITS / 4).map(|c| u8::try_from(c.to_digit(16).unwrap_or(0)).unwrap_or(0)).collect();
    let mut code = String::new();
    for (group, four) in nibbles.chunks(5).enumerate() {
        if group > 0 {
            code.push('-');
        }
        // Five hexadecimal digits are four letters of five bits each.
        let bits = four.iter().fold(0_usize, |bits, nibble| bits << 4 | usize::from(*nibble));
        for place in [15, 10, 5, 0] {
            code.push(char::from(LETTERS[bits >> place & 31]));
        }
    }
    code
}

/// A code as somebody has typed it from paper, as it was printed. None if it is no check code.
pub fn typed_code(typed: &str) -> Option<String> {
    let letters: String = typed
        .chars()
        .filter(|c| !(c.is_whitespace() || *c == '-'))
        .map(|c| if matches!(c, '1' | 'l' | 'L') { 'I' } else { c.to_ascii_uppercase() })
        .collect();
    let is_code = letters.len() == BITS / 5 && letters.bytes().all(|letter| LETTERS.contains(&letter));
    let groups: Vec<&str> = if is_code { (0..4).map(|group| &letters[group * 4..][..4]).collect() } else { Vec::new() };
    is_code.then(|| groups.join("-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_the_first_eighty_bits_and_can_be_typed_from_paper() {
        // 0x00000 is AAAA, 0xfffff is 9999, and 0x08421 is 00001 00001 00001 00001.
        let digest = format!("00000fffff0842107c1f{}", "5".repeat(44));
        assert_eq!(check_code(&digest), "AAAA-9999-BBBB-A9A9");
        assert_eq!(typed_code(" aaaa 9999 bbbb-a9a9 ").as_deref(), Some("AAAA-9999-BBBB-A9A9"));
        assert_eq!(typed_code("AAAA-9999-BBBB-A9"), None);
        assert_eq!(typed_code("AAAA-9999-BBBB-A90O"), None);
        assert_eq!(typed_code("l1LI-9999-BBBB-A9A9").as_deref(), Some("IIII-9999-BBBB-A9A9"));
        assert_eq!(typed_code("éééé-9999-BBBB-A9A9"), None);
    }

    #[test]
    fn what_differs_after_eighty_bits_is_not_in_the_code() {
        let one = format!("{}0{}", "a".repeat(20), "b".repeat(43));
        let other = format!("{}1{}", "a".repeat(20), "b".repeat(43));
        assert_eq!(check_code(&one), check_code(&other));
        assert_ne!(check_code(&one), check_code(&format!("{}1{}", "a".repeat(19), "b".repeat(44))));
    }
}
