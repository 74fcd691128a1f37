//! A document as one file for a browser and for paper.

use crate::render::document::Block;
use crate::render::document::Document;
use crate::render::document::Row;
use crate::render::document::label;
use crate::render::html::Depth;
use crate::render::html::Html;

/// The document as a file.
pub(crate) fn html(document: &Document) -> String {
    let mut html = Html::new(&document.title, &document.sheet);
    for block in &document.blocks {
        match block {
            Block::Section(words) => html.heading(Depth::Section, words),
            Block::Part(words) => html.heading(Depth::Part, words),
            Block::Words(words) | Block::Between(words) => html.words(words),
            Block::Rows(list) => rows(list, &mut html),
            Block::Numbered(entries) => html.numbered(entries, |(words, list), html| {
                html.words(words);
                rows(list, html);
            }),
            Block::Exactly(words) => html.exactly(words),
        }
    }
    html.text()
}

fn rows(rows: &[Row], html: &mut Html) {
    let rows: Vec<Vec<String>> = rows.iter().map(|row| vec![label(row), row.text.clone()]).collect();
    html.table(&[], &rows);
}
