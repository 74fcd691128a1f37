//! What a screen shows, and what it never shows.

use super::*;
use crate::prompt::Kind;
use crate::prompt::Prompt;

use std::cell::RefCell;
use std::rc::Rc;

/// What was written, to be read afterwards.
#[derive(Clone, Default)]
pub(crate) struct Paper(Rc<RefCell<Vec<u8>>>);

impl Write for Paper {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Paper {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.borrow()).into_owned()
    }
}

fn shown(width: usize, words: Words<'_>) -> String {
    let paper = Paper::default();
    Screen::new(Box::new(paper.clone()), width, false).say(words).expect("shown");
    paper.text()
}

#[test]
fn words_from_outside_cannot_move_the_cursor_or_hide_words() {
    let evil = "a\u{1b}[2Jb\rc\u{9b}31md\u{202e}e\tf\r\ng\u{7}";
    assert_eq!(safe(evil), "a[2Jbc31mde f\ng");
    for words in [
        Words::Heading(evil),
        Words::Text(evil),
        Words::Line(evil),
        Words::Refusal(evil),
        Words::Done(evil),
        Words::Aside(evil),
        Words::Team(evil),
    ] {
        let bytes = shown(80, words);
        assert!(bytes.chars().all(|c| c == '\n' || !c.is_control()), "{bytes:?}");
    }
}

#[test]
fn lines_end_at_words_and_never_inside_one() {
    let text = "Speak to your safeguarding-lead about extraordinarilylongunbreakablewords today";
    for width in 0..40 {
        let lines = shown(width, Words::Text(text));
        assert_eq!(lines.split_whitespace().collect::<Vec<_>>(), text.split_whitespace().collect::<Vec<_>>());
    }
    assert_eq!(shown(20, Words::Refusal("Answer yes or no now")), "Error: Answer yes or\nno now\n");
    assert_eq!(shown(10, Words::Line("  as it is, however long")), "  as it\n  is,\n  however\n  long\n");
    assert_eq!(shown(10, Words::Heading("Title")), "\nTitle\n");
}

#[test]
fn in_a_window_a_word_that_is_longer_than_a_line_runs_over_no_edge() {
    let text = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch: the team and its safeguarding-lead";
    for width in 20..60 {
        for words in
            [Words::Text(text), Words::Heading(text), Words::Line(&format!("  12 {text}")), Words::Refusal(text)]
        {
            let paper = Paper::default();
            Screen::new(Box::new(paper.clone()), width, true).say(words).expect("shown");
            let shown = console::strip_ansi_codes(&paper.text()).into_owned();
            assert!(shown.lines().all(|line| line.chars().count() <= width), "{width}: {shown}");
            let letters = |text: &str| text.split_whitespace().collect::<String>();
            assert!(letters(&shown).ends_with(&letters(text)), "{width}: {shown}");
        }
    }
}

#[test]
fn a_line_of_the_team_begins_no_line_of_the_screen_at_any_width() {
    for text in ["Nothing more needs doing. The record is written.", &"x".repeat(200)] {
        for width in 1..110 {
            let shown = shown(width, Words::Team(text));
            let mut lines = shown.lines();
            assert!(lines.next().is_some_and(|line| line.starts_with("  From")), "{width}: {shown}");
            assert!(width < 4 || lines.all(|line| line.starts_with(' ')), "{width}: {shown}");
            let fits = |line: &str| line.chars().count() <= width;
            assert!(width < 20 || shown.lines().all(fits), "{width}: {shown}");
        }
    }
}

#[test]
fn an_answer_is_said_in_the_words_of_its_prompt() {
    let prompt = Prompt::own("Which?", "Which", Kind::Choices).options(&[("a", "The first"), ("b", "The second")]);
    assert_eq!(in_words(&prompt, &Answer::Choices(vec!["a".into(), "b".into()])), ["The first", "The second"]);
    assert_eq!(in_words(&prompt, &Answer::WhyNot("too young".into())), ["No answer: too young"]);
    assert_eq!(in_words(&prompt, &Answer::Text("a\nb".into())), ["a", "b"]);
}
