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
}

/// The keys of one kind of table.
pub type Keys = &'static [Key];

/// A key that may be left out.
pub const fn may(name: &'static str, shape: Shape, says: &'static str) -> Key {
    Key { name, shape, must: false, says }
}

/// A key that must be there.
pub const fn must(name: &'static str, shape: Shape, says: &'static str) -> Key {
    Key { name, shape, must: true, says }
}

/// The tests that may stand in a cell's curly brackets.
pub const TEST: Keys = &[
    may("not", Shape::Paths, "given in some way, and none of these"),
    may("at-least", Shape::Count, "a number, or so many entries, and no fewer"),
    may("at-most", Shape::Count, "a number, or so many entries, and no more"),
    may("older-than", Shape::Lengths, "a day longer ago than this"),
];
