//! What can be typed at any prompt instead of an answer.

/// A line that is not an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Command {
    /// A child may be at risk now.
    AtRisk,
    /// Go to the question before.
    Back,
    /// Save and stop.
    Save,
    /// Write the answer in an editor.
    Edit,
    /// Say why it is asked.
    Why,
    /// Start in plain mode from now on, or no longer.
    Plain,
    /// Withdraw the review.
    Withdraw,
    /// Go on in another way.
    Elsewhere,
    /// There is no answer, and somebody says why.
    NoAnswer,
    /// "I do not know."
    DontKnow,
    /// Show the commands.
    Help,
    /// Looks like a command, and is none of the program's own.
    Other(String),
}

/// The commands with what they do, as help shows them.
pub(crate) const HELP: &[(&str, &str)] = &[
    ("!", "a child may be at risk now"),
    (":back", "go to the question before"),
    (":save", "save and stop"),
    (":why", "why we ask"),
    (":edit", "write in your own editor"),
    (":withdraw", "withdraw this review"),
    (":elsewhere", "go on in another way"),
    (":plain", "turn plain mode on or off, from the next start"),
    ("?", "show this list again"),
];

/// Those of them that end a review, and are none where there is no review.
pub(crate) const LEAVES: &[&str] = &[":withdraw", ":elsewhere"];

impl Command {
    /// The command on a line of its own. A line with more than one word is always an answer.
    pub(crate) fn of(line: &str) -> Option<Self> {
        let line = line.trim();
        Some(match line {
            "!" => Self::AtRisk,
            "?" => Self::Help,
            ":back" => Self::Back,
            ":save" => Self::Save,
            ":edit" => Self::Edit,
            ":why" => Self::Why,
            ":plain" => Self::Plain,
            ":withdraw" => Self::Withdraw,
            ":elsewhere" => Self::Elsewhere,
            ":none" => Self::NoAnswer,
            ":unknown" => Self::DontKnow,
            _ => {
                let word = line.strip_prefix(':')?;
                let begins = word.starts_with(|c: char| c.is_ascii_alphabetic());
                let is_word = word.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
                return (begins && is_word).then(|| Self::Other(word.to_owned()));
            }
        })
    }
}

/// The line that is meant by one that begins with two full stops or two colons.
pub(crate) fn meant_line(line: &str) -> &str {
    let trimmed = line.trim();
    if trimmed == ".." || trimmed.starts_with("::") { &trimmed[1..] } else { line }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_single_word_is_a_command() {
        assert_eq!(Command::of(" :back "), Some(Command::Back));
        assert_eq!(Command::of("!"), Some(Command::AtRisk));
        assert_eq!(Command::of(":sav"), Some(Command::Other("sav".into())));
        for line in [":) fine", ": and then", ":back we go", "::back", "Why?", "!!", "", ":", ":12"] {
            assert_eq!(Command::of(line), None, "{line}");
        }
    }

    #[test]
    fn doubled_signs_stand_for_themselves() {
        assert_eq!(meant_line(".."), ".");
        assert_eq!(meant_line("::back"), ":back");
        assert_eq!(meant_line("... and"), "... and");
    }
}
