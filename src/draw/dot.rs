//! A picture in DOT, which Graphviz draws.

use std::fmt::Write as _;

use crate::draw::Drawn;
use crate::draw::Form;
use crate::draw::Picture;

/// The picture in DOT.
pub fn dot(picture: &Picture) -> String {
    let mut out = String::from("digraph strategy {\n");
    let _ = writeln!(out, "  label=\"{}\"; labelloc=t;", escaped(&picture.title));
    out.push_str("  node [fontname=\"sans-serif\", fontsize=12];\n  edge [fontname=\"sans-serif\", fontsize=10];\n");
    for (place, heading) in picture.stages.iter().enumerate() {
        let inside: Vec<&Drawn> = picture.boxes.iter().filter(|drawn| drawn.stage == Some(place)).collect();
        if inside.is_empty() {
            continue;
        }
        let _ = writeln!(out, "  subgraph cluster_{place} {{\n    label=\"{}\";", escaped(heading));
        for drawn in inside {
            shape(drawn, &mut out);
        }
        out.push_str("  }\n");
    }
    for drawn in picture.boxes.iter().filter(|drawn| drawn.stage.is_none()) {
        shape(drawn, &mut out);
    }
    for arrow in &picture.arrows {
        let mut looks = format!("label=\"{}\"", lines(&arrow.lines));
        if arrow.beside {
            looks.push_str(", style=dashed");
        }
        if arrow.taken {
            looks.push_str(", penwidth=3");
        }
        let _ = writeln!(out, "  {} -> {} [{looks}];", arrow.from, arrow.to);
    }
    out.push_str("}\n");
    out
}

fn shape(drawn: &Drawn, out: &mut String) {
    let form = match drawn.form {
        Form::Beside => "box, style=\"rounded,dashed\"",
        Form::Asks => "box",
        Form::Says => "note",
        Form::Waits => "hexagon",
        Form::Runs => "box, peripheries=2",
        Form::Ends => "box, style=rounded",
    };
    let thick = if drawn.taken { ", penwidth=3" } else { "" };
    let _ = writeln!(out, "    {} [label=\"{}\", shape={form}{thick}];", drawn.name, lines(&drawn.lines));
}

fn lines(lines: &[String]) -> String {
    lines.iter().map(|line| escaped(line)).collect::<Vec<_>>().join("\\n")
}

fn escaped(words: &str) -> String {
    words.replace('\\', "\\\\").replace('"', "\\\"")
}
