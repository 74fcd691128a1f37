//! A document on a screen. Its beginning fits one screen, so that what matters is seen at once.
//!
//! A text that is too long for that is shortened there, and stands whole below.

use crate::render::document::Block;
use crate::render::document::Document;
use crate::render::document::Row;
use crate::render::page::Page;
use crate::render::page::one_line;
use crate::render::page::safe;
use crate::render::page::wrapped;

/// The lines of a screen at 80 columns; narrower ones get as many more.
const SCREEN: usize = 24;
/// How wide labels are. Those that stand further in are longer.
const COLUMN: usize = 20;
/// No text is longer than this at the beginning.
const LONGEST: usize = 6;
/// What is put in place of the rest of a text.
const BELOW: &str = "… (whole text below)";

/// The document as lines, none of them wider than `width`.
pub(crate) fn text(document: &Document, width: usize) -> String {
    let is_section = |block: &Block| matches!(block, Block::Section(_) | Block::Between(_));
    let end = document.blocks.iter().position(is_section).unwrap_or(document.blocks.len());
    let (first, rest) = document.blocks.split_at(end);
    let (mut page, shortened) = beginning(&document.title, first, width);
    for row in shortened {
        page.heading(0, &format!("{}{}, the whole text", document.before, row.label));
        page.put(2, &row.text);
    }
    put(rest, &mut page);
    page.text()
}

/// The first screen, and the rows of it that had to be shortened, whole.
fn beginning(title: &str, blocks: &[Block], width: usize) -> (Page, Vec<Row>) {
    let mut most = Vec::new();
    loop {
        let mut page = Page::new(width);
        let lines = SCREEN * 80 / page.width().min(80);
        let mut blocks = blocks.to_vec();
        let (mut shortened, mut heights) = (Vec::new(), Vec::new());
        for block in &mut blocks {
            let Block::Rows(rows) = block else { continue };
            let room = page.room(0, COLUMN);
            for row in rows.iter_mut().filter(|row| row.free) {
                most.resize(most.len().max(heights.len() + 1), LONGEST);
                if let Some(short) = cut(&row.text, room, most[heights.len()]) {
                    shortened.push(row.clone());
                    row.text = short;
                }
                heights.push(wrapped(&row.text, room, "", "").len());
            }
        }
        page.heading(0, title);
        put(&blocks, &mut page);
        // The longest text gives up a line, and of several the first.
        let longest = heights.iter().copied().max().unwrap_or(0);
        match heights.iter().position(|height| *height == longest) {
            Some(place) if page.height() > lines && longest > 1 => most[place] = longest - 1,
            _ => return (page, shortened),
        }
    }
}

/// Puts blocks on a page, each section a little further in than its heading.
fn put(blocks: &[Block], page: &mut Page) {
    let mut indent = 0;
    for (place, block) in blocks.iter().enumerate() {
        let before = place.checked_sub(1).map(|place| &blocks[place]);
        match block {
            Block::Section(heading) => {
                page.heading(0, heading);
                indent = 2;
            }
            Block::Part(heading) => {
                page.heading(2, heading);
                indent = 4;
            }
            Block::Words(words) => {
                if indent > 0 && matches!(before, Some(Block::Rows(_) | Block::Numbered(_))) {
                    page.gap();
                }
                page.put(indent, words);
            }
            Block::Rows(rows) => {
                if matches!(before, Some(Block::Words(_))) {
                    page.gap();
                }
                put_rows(rows, indent, COLUMN + indent, page);
            }
            Block::Numbered(entries) => {
                for (place, (words, rows)) in entries.iter().enumerate() {
                    page.item(indent, &format!("{}.", place + 1), words);
                    put_rows(rows, indent + 3, COLUMN, page);
                }
            }
            Block::Exactly(words) => page.put(indent + 2, words),
            Block::Between(words) => {
                page.gap();
                page.put(0, words);
                indent = 0;
            }
        }
    }
}

fn put_rows(rows: &[Row], indent: usize, column: usize, page: &mut Page) {
    for row in rows {
        page.row(indent, column, &row.label, &row.text);
    }
}

/// A text cut to so many lines, if it has more.
fn cut(text: &str, width: usize, most: usize) -> Option<String> {
    if wrapped(text, width, "", "").len() <= most {
        return None;
    }
    let line = one_line(text);
    if wrapped(&line, width, "", "").len() <= most {
        return Some(line);
    }
    let mut kept: String = safe(&line).chars().take(width * most).collect();
    loop {
        let words = format!("{} {BELOW}", kept.trim_end());
        if kept.is_empty() || wrapped(words.trim(), width, "", "").len() <= most {
            return Some(words.trim().to_owned());
        }
        let end = kept.trim_end().rfind(' ').filter(|end| kept.len() - end < width);
        kept.truncate(end.unwrap_or_else(|| kept.char_indices().next_back().map_or(0, |(at, _)| at)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_cut_at_a_word_and_says_so() {
        assert_eq!(cut("a few words", 30, 1), None);
        assert_eq!(cut("one\ntwo", 30, 1), Some("one two".to_owned()));
        let long = "word ".repeat(100);
        let short = cut(&long, 30, 2).expect("it is too long");
        assert_eq!(short, "word word word word word word word word … (whole text below)");
        let solid = cut(&"x".repeat(500), 30, 2).expect("it is too long");
        assert!(solid.ends_with(BELOW) && wrapped(&solid, 30, "", "").len() <= 2, "{solid}");
    }
}
