//! A picture in Mermaid: many editors and web pages show it as it is.

use std::fmt::Write as _;

use crate::draw::Drawn;
use crate::draw::Form;
use crate::draw::Picture;

/// The picture in Mermaid.
pub fn mermaid(picture: &Picture) -> String {
    let mut out = format!("---\ntitle: {}\n---\nflowchart TD\n", title(&picture.title));
    let mut stage = None;
    for drawn in &picture.boxes {
        if drawn.stage != stage {
            if stage.is_some() {
                out.push_str("  end\n");
            }
            if let Some((place, heading)) = drawn.stage.and_then(|place| Some((place, picture.stages.get(place)?))) {
                let _ = writeln!(out, "  subgraph {}[\"{}\"]", free_name(&out, place), escaped(heading));
            }
            stage = drawn.stage;
        }
        let _ = writeln!(out, "    {}", shape(drawn));
    }
    if stage.is_some() {
        out.push_str("  end\n");
    }
    for arrow in &picture.arrows {
        let line = if arrow.beside { "-.->" } else { "-->" };
        let words = if arrow.lines.is_empty() { String::new() } else { format!("|\"{}\"|", lines(&arrow.lines)) };
        let _ = writeln!(out, "  {} {line}{words} {}", arrow.from, arrow.to);
    }
    let taken: Vec<&str> = picture.boxes.iter().filter(|drawn| drawn.taken).map(|drawn| drawn.name.as_str()).collect();
    if !taken.is_empty() {
        let _ = writeln!(out, "  classDef taken stroke-width:4px\n  class {} taken", taken.join(","));
    }
    let arrows = picture.arrows.iter().enumerate().filter(|(_, arrow)| arrow.taken);
    let arrows: Vec<String> = arrows.map(|(place, _)| place.to_string()).collect();
    if !arrows.is_empty() {
        let _ = writeln!(out, "  linkStyle {} stroke-width:4px", arrows.join(","));
    }
    out
}

/// A stage may be opened again further down: then it is one more part of the picture.
fn free_name(out: &str, place: usize) -> String {
    let name = format!("stage{}", place + 1);
    match out.matches(&format!("subgraph {name}")).count() {
        0 => name,
        times => format!("{name}x{}", times + 1),
    }
}

fn shape(drawn: &Drawn) -> String {
    let words = lines(&drawn.lines);
    let (open, close) = match drawn.form {
        Form::Beside => ("(", ")"),
        Form::Asks => ("[", "]"),
        Form::Says => ("[/", "/]"),
        Form::Waits => ("{{", "}}"),
        Form::Runs => ("[[", "]]"),
        Form::Ends => ("([", "])"),
    };
    format!("{}{open}\"{words}\"{close}", drawn.name)
}

fn lines(lines: &[String]) -> String {
    lines.iter().map(|line| escaped(line)).collect::<Vec<_>>().join("<br/>")
}

fn escaped(words: &str) -> String {
    let mut out = String::new();
    for c in words.chars() {
        match c {
            '"' | '<' | '>' | '&' | '#' | '`' | '\\' | '|' | '*' | '_' | '$' => {
                let _ = write!(out, "#{};", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out
}

/// The title stands in a block of its own, as YAML: in quotes.
fn title(words: &str) -> String {
    format!("'{}'", words.replace('\'', "''"))
}
