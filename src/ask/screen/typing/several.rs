//! Answers of several lines.

use crate::ask::Question;
use crate::ask::Reply;
use crate::ask::Words;
use crate::ask::screen::Command;
use crate::ask::screen::Entry;
use crate::ask::screen::Stands;
use crate::ask::screen::Typing;
use crate::ask::screen::in_words;
use crate::ask::screen::meant_line;
use crate::ask::screen::typing::After;
use crate::ask::screen::typing::typed_after;
use crate::failure::Failure;
use crate::prompt::Kind;
use crate::prompt::LONGEST_TEXT;
use crate::prompt::unsteered;

/// Lines that can be kept: without what cannot be seen, and with a sign for each letter that could not be read.
fn mended(lines: &str) -> String {
    unsteered(lines).replace(char::REPLACEMENT_CHARACTER, "?")
}

impl Typing<'_> {
    /// Reads lines until they are ended, or there is another reply.
    pub(super) fn several(&mut self, question: &Question<'_>) -> Result<Reply, Failure> {
        let prompt = question.prompt;
        // Every line of it with its end.
        let mut begun = String::new();
        let mut refused = 0;
        let stood = match question.now {
            Some(now) if self.starts_with_it(question) => in_words(prompt, now).join("\n"),
            _ => self.draft_to_mend(question)?,
        };
        let mut text = stood.clone();
        let is_offered = self.is_offered(question);
        loop {
            let stands = match &text {
                text if is_offered && begun.is_empty() && *text == stood => Stands::Offered(text),
                text => Stands::Words(text),
            };
            let typed = match (self.read)(self.screen, stands)? {
                Entry::Typed(typed) => typed,
                Entry::Ended => return Ok(self.left(question, &begun, Reply::Ended)),
                Entry::Interrupted => return Ok(self.left(question, &begun, Reply::Interrupted)),
                Entry::Escape => {
                    let line = std::mem::take(&mut self.screen.unfinished);
                    let all = if line == stood { begun.clone() } else { format!("{begun}{line}") };
                    if let Some(reply) = self.escaped(question, &all)? {
                        return Ok(reply);
                    }
                    text = line;
                    continue;
                }
                Entry::Unread => {
                    text = self.unread(question)?;
                    continue;
                }
            };
            let typed = typed_after(typed, &text);
            if let Some(now) = question.now.filter(|_| is_offered && begun.is_empty() && typed == stood) {
                return Ok(Reply::Answer(now.clone()));
            }
            text.clear();
            // Only the line on which Enter was pressed can be a sign: the lines before it were pasted.
            let (pasted, last) = match typed.rsplit_once('\n') {
                Some((pasted, last)) => (Some(pasted), last),
                None => (None, typed.as_str()),
            };
            let nothing = pasted.is_none() && last.trim().is_empty();
            if let Some(now) = question.now
                && nothing
                && begun.is_empty()
                && !self.starts_with_it(question)
            {
                return Ok(Reply::Answer(now.clone()));
            }
            if let Some(pasted) = pasted {
                self.add(&mut begun, pasted, &mut refused)?;
            }
            if last.trim() == "." || (nothing && self.edits) {
                match self.finished(question, &begun)? {
                    Ok(reply) => return Ok(reply),
                    Err(kept) => {
                        self.count(&mut refused)?;
                        if self.edits {
                            text = unsteered(begun.trim_end());
                        }
                        if kept {
                            begun = mended(&begun);
                        } else {
                            begun.clear();
                        }
                    }
                }
                continue;
            }
            if let Some(command) = Command::of(last) {
                match self.obey(command, question, &begun)? {
                    After::Reply(reply) => return Ok(reply),
                    After::Words => {}
                    After::GoOn => {
                        self.count(&mut refused)?;
                        if !begun.is_empty() {
                            self.screen.block("", "", "What you typed so far is kept. Go on from there.")?;
                        }
                        continue;
                    }
                }
            }
            let last = if pasted.is_none() { meant_line(last) } else { last };
            self.add(&mut begun, last, &mut refused)?;
        }
    }

    /// Adds lines to what there is, up to more than any answer may have.
    fn add(&self, begun: &mut String, more: &str, refused: &mut usize) -> Result<(), Failure> {
        if begun.len() > 4 * LONGEST_TEXT {
            // It is refused at its end; until then, it must not fill the memory.
            return self.count(refused);
        }
        begun.push_str(more);
        begun.push('\n');
        Ok(())
    }

    /// The lines as an answer; or, refused, whether they are kept to go on from.
    fn finished(&mut self, question: &Question<'_>, begun: &str) -> Result<Result<Reply, bool>, Failure> {
        let prompt = question.prompt;
        let refusal = match prompt.read(begun, question.reading) {
            Ok(answer) => return Ok(Ok(Reply::Answer(answer))),
            Err(refusal) => refusal,
        };
        self.screen.say(Words::Refusal(&prompt.refused(&refusal)))?;
        let entries = begun.lines().filter(|line| !line.trim().is_empty()).count();
        let too_few = prompt.kind == Kind::Lines && prompt.at_least > i64::try_from(entries).ok();
        let hidden = mended(begun) != begun;
        let kept = (too_few || hidden) && entries > 0 && !self.edits;
        if kept && hidden {
            let says = "What you typed is kept without them; a letter that could not be read is a ?. Go on from there, or \
                        finish it again.";
            self.screen.block("", "", says)?;
        } else if kept {
            self.screen.block("", "", "What you typed so far is kept. Go on from there.")?;
        } else if !self.edits && entries > 0 {
            self.screen.keep_draft(question, begun);
            let says = if self.screen.editor.is_some() {
                "Type :edit to put it right in your editor, or write it again from the beginning."
            } else {
                "Write it again from the beginning. What you typed first is kept beside it until then."
            };
            self.screen.block("", "", says)?;
        }
        Ok(Err(kept))
    }

    /// The prompt is left in the middle, and what was typed with it.
    pub(super) fn left(&mut self, question: &Question<'_>, begun: &str, reply: Reply) -> Reply {
        let unfinished = std::mem::take(&mut self.screen.unfinished);
        let typed = format!("{begun}{unfinished}");
        let before = self.screen.draft_of(question).unwrap_or_default();
        let begun = if typed.trim().is_empty() { before.to_owned() } else { typed };
        // The window may have gone: whoever comes back is shown it.
        drop(self.not_answered(question, &begun));
        reply
    }
}
