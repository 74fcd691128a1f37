//! What may stand in a file: each key with its shape and what it says.

/// What a value may look like.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// A name: small letters, digits and hyphens.
    Name,
    /// One name or several.
    Names,
    /// One name or several, each of which may reach into a strategy that is run: `conversation.people`.
    Paths,
    /// Words to be read by a person. Line breaks are spaces; an empty line starts a paragraph.
    Text,
    /// One or several lines of words.
    Lines,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// One or several of these words.
    SomeOf(&'static [&'static str]),
    /// One or several lengths of time: `"5 working days"`.
    Lengths,
    /// `true` or `false`.
    Flag,
    /// A whole number.
    Count,
    /// A day.
    Day,
    /// A day, or one of these words.
    DayOr(&'static [&'static str]),
    /// A day, or words for one in quotes.
    DayInWords,
    /// Several days.
    Days,
    /// What an answer is held against: a word, a list of words, or a test in curly brackets.
    Cell,
    /// Columns of cells: `{ progress = "none" }`.
    Row,
    /// One row or several.
    Rows,
    /// A list of tables in curly brackets.
    List(Keys),
    /// One table in curly brackets, or a list of them.
    OneOrList(Keys),
    /// `name = "words"` lines under one header.
    Words,
    /// Several tables, each under `[[…]]`.
    Tables(Keys),
    /// One table under `[…]`.
    Table(Keys),
    /// A table whose keys are somebody's own names.
    Open,
    /// Several such tables, each under `[[…]]`.
    OpenTables,
    /// Anything: another reader looks at it.
    Any,
}

impl Shape {
    /// What a value may look like, in the words of the manual.
    pub fn takes(self) -> String {
        let words = |words: &[&str]| words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
        match self {
            Self::Name => "a name".to_owned(),
            Self::Names => "one name or several".to_owned(),
            Self::Paths => "one name or several, with dots into a strategy that is run".to_owned(),
            Self::Text => "words".to_owned(),
            Self::Lines => "words, one line or several".to_owned(),
            Self::OneOf(may) => format!("one of {}", words(may)),
            Self::SomeOf(may) => format!("one or several of {}", words(may)),
            Self::Lengths => "a length, or several".to_owned(),
            Self::Flag => "`true` or `false`".to_owned(),
            Self::Count => "a whole number".to_owned(),
            Self::Day => "a day".to_owned(),
            Self::DayOr(may) => format!("a day, or {}", words(may)),
            Self::DayInWords => "a day, or words for one in quotes".to_owned(),
            Self::Days => "a list of days".to_owned(),
            Self::Cell => "a cell".to_owned(),
            Self::Row => "a row of cells".to_owned(),
            Self::Rows => "a row of cells, or several".to_owned(),
            Self::List(_) => "a list of tables in curly brackets".to_owned(),
            Self::OneOrList(_) => "a table in curly brackets, or a list of them".to_owned(),
            Self::Words => "a header with lines `name = \"words\"` below it".to_owned(),
            Self::Tables(_) | Self::OpenTables => "headers in double brackets, one for each".to_owned(),
            Self::Table(_) | Self::Open => "a header in single brackets".to_owned(),
            Self::Any => "what its kind of answer needs".to_owned(),
        }
    }
}

/// One key of a table.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// Its name.
    pub name: &'static str,
    /// What its value may look like.
    pub shape: Shape,
    /// True if the table cannot do without it.
    pub must: bool,
    /// What it means, in one line of the manual.
    pub says: &'static str,
    /// The smallest value that shows how it is written. Empty for what stands under a header of its own.
    pub example: &'static str,
}

impl Key {
    /// The same key with the smallest value that shows how it is written.
    #[must_use]
    pub const fn like(mut self, example: &'static str) -> Self {
        self.example = example;
        self
    }
}

/// The keys of one kind of table.
pub type Keys = &'static [Key];

/// A key that may be left out.
pub const fn may(name: &'static str, shape: Shape, says: &'static str) -> Key {
    Key { name, shape, must: false, says, example: "" }
}

/// A key that must be there.
pub const fn must(name: &'static str, shape: Shape, says: &'static str) -> Key {
    Key { name, shape, must: true, says, example: "" }
}

/// The tests that may stand in a cell's curly brackets.
pub const TEST: Keys = &[
    may("not", Shape::Paths, "given in some way, and none of these").like(r#"["none", "limited"]"#),
    may("at-least", Shape::Count, "a number, or so many entries, and no fewer").like("2"),
    may("at-most", Shape::Count, "a number, or so many entries, and no more").like("4"),
    may("older-than", Shape::Lengths, "a day longer ago than this").like(r#""72 hours""#),
];
