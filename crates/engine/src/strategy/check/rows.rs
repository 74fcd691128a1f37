//! Rows, cells and due dates, with every name in them looked up.

use crate::calendar::Length;
use crate::finding::Findings;
use crate::prompt::Kind;
use crate::strategy::Cell;
use crate::strategy::Column;
use crate::strategy::Does;
use crate::strategy::DueRow;
use crate::strategy::From;
use crate::strategy::Step;
use crate::strategy::check::names::unknown;
use crate::written;
use crate::written::Table;
use crate::written::Word;

use toml::Spanned;
use toml::de::DeValue;

/// The steps of a strategy whose names rows may use, and what a review may be about.
pub(crate) struct Asked<'a> {
    pub(crate) steps: &'a [Step],
    pub(crate) about: &'a [String],
}

impl Asked<'_> {
    /// The step at the end of a path.
    pub(crate) fn at(&self, path: &str) -> Option<&Step> {
        let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
        let step = self.steps.iter().find(|step| step.id == first)?;
        match (rest, &step.does) {
            (None, _) => Some(step),
            (Some(rest), Does::Run(inner)) => inner.at(rest),
            _ => None,
        }
    }

    /// The step at the end of a path; a finding if there is none.
    pub(crate) fn step(&self, word: &Word, found: &mut Findings) -> Option<&Step> {
        let step = self.at(&word.it);
        let first = word.it.split('.').next().and_then(|first| self.at(first));
        if step.is_none() && !first.is_some_and(is_unknown_yet) {
            let mut names: Vec<String> = self.steps.iter().map(|step| step.id.clone()).collect();
            for step in self.steps {
                if let Does::Run(inner) = &step.does {
                    names.extend(inner.steps.iter().map(|within| format!("{}.{}", step.id, within.id)));
                }
            }
            unknown("unknown-step", "a step here", word, names.iter().map(String::as_str), found);
        }
        step
    }

    /// A row of columns. `own` is the step whose routes these are: its own answer stands under `is`.
    pub(crate) fn columns(&self, value: &Spanned<DeValue<'_>>, own: Option<&str>, found: &mut Findings) -> Vec<Column> {
        let mut columns = Vec::new();
        if let Some(table) = written::table(value) {
            self.walk("", &table, own, &mut columns, found);
        }
        columns
    }

    fn walk(
        &self,
        before: &str,
        table: &Table<'_>,
        own: Option<&str>,
        columns: &mut Vec<Column>,
        found: &mut Findings,
    ) {
        for (name, value) in table.entries() {
            let path = if before.is_empty() { name.it.clone() } else { format!("{before}.{}", name.it) };
            if let Some(inner) = written::table(value).filter(|inner| !written::is_test(inner)) {
                self.walk(&path, &inner, own, columns, found);
                continue;
            }
            let word = Word { it: path, span: name.span };
            if own == Some(word.it.as_str()) {
                found.add("own-answer", word.span, "this is the step's own answer: write is = … instead");
                continue;
            }
            if word.it == "about" {
                let cell = self.about_cell(value, found);
                columns.push(Column { path: word.it, cell });
            } else if let Some(step) = self.step(&word, found) {
                let cell = cell(value, step, &word.it, found);
                columns.push(Column { path: word.it, cell });
            }
        }
    }

    fn about_cell(&self, value: &Spanned<DeValue<'_>>, found: &mut Findings) -> Cell {
        let words = written::words(value);
        for word in &words {
            if !self.about.contains(&word.it) {
                unknown(
                    "unknown-answer",
                    "what this strategy is about",
                    word,
                    self.about.iter().map(String::as_str),
                    found,
                );
            }
        }
        Cell { words: words.into_iter().map(|word| word.it).collect(), ..Cell::default() }
    }

    /// A due date, one row or several.
    pub(crate) fn due(&self, table: &Table<'_>, found: &mut Findings) -> Vec<DueRow> {
        table.tables("due").iter().map(|row| self.due_row(row, found)).collect()
    }

    fn due_row(&self, row: &Table<'_>, found: &mut Findings) -> DueRow {
        let mut within = Vec::new();
        let mut unset = false;
        for word in row.words("within") {
            if word.it == "unset" {
                unset = true;
            } else if let Some(length) = length(&word, found) {
                within.push(length);
            }
        }
        if unset && !within.is_empty() {
            found.add(
                "wrong-shape",
                row.place("within"),
                "\"unset\" stands by itself: the number is known, or it is not",
            );
        }
        if !row.has("within") && !row.has("by") {
            found.add(
                "no-date",
                row.span.clone(),
                "a due date needs `within` or `by`; write within = \"unset\" if the number is not known",
            );
        }
        let by = row.words("by");
        for word in &by {
            if let Some(step) = self.step(word, found).filter(|step| !is_unknown_yet(step))
                && step.prompt().is_none_or(|prompt| prompt.kind != Kind::Date)
            {
                found.add("not-a-date", word.span.clone(), format!("`{}` does not ask for a date", word.it));
            }
        }
        let extend_to = row.words("extend-to").first().and_then(|word| length(word, found));
        DueRow {
            when: row.value("when").map(|value| self.columns(value, None, found)).unwrap_or_default(),
            within,
            unset,
            from: row.word("from").map_or(From::Today, |word| self.from(&word, found)),
            by: by.into_iter().map(|word| word.it).collect(),
            extend_to,
            verified: row.flag("verified").unwrap_or(true),
        }
    }

    fn from(&self, word: &Word, found: &mut Findings) -> From {
        if word.it == "today" {
            return From::Today;
        }
        if let Some(step) = word.it.strip_suffix(".due") {
            let of = Word { it: step.to_owned(), span: word.span.clone() };
            if let Some(step) = self.step(&of, found).filter(|step| !is_unknown_yet(step))
                && step.due.is_empty()
                && step.wait_for.is_none()
            {
                found.add("no-date", word.span.clone(), format!("`{}` has no due date to count from", of.it));
            }
            return From::DueOf(of.it);
        }
        if let Some(step) = self.step(word, found).filter(|step| !is_unknown_yet(step))
            && step.prompt().is_none_or(|prompt| prompt.kind != Kind::Date)
            && step.wait_for.is_none()
        {
            found.add("not-a-date", word.span.clone(), format!("`{}` neither asks for a date nor waits", word.it));
        }
        From::Step(word.it.clone())
    }
}

/// True for a step of which it cannot be said yet what it does.
fn is_unknown_yet(step: &Step) -> bool {
    matches!(&step.does, Does::Say(words) if words.is_empty())
}

/// What an answer to `step` is held against, each word of which must be one that it can have.
pub(crate) fn cell(value: &Spanned<DeValue<'_>>, step: &Step, path: &str, found: &mut Findings) -> Cell {
    let mut cell = Cell::default();
    let mut words = Vec::new();
    if let Some(test) = written::table(value) {
        words = test.words("not");
        cell.not = !words.is_empty();
        cell.at_least = test.count("at-least");
        cell.at_most = test.count("at-most");
        cell.older_than = test.words("older-than").first().and_then(|word| length(word, found));
        let kind = step.prompt().map(|prompt| prompt.kind);
        let known = !is_unknown_yet(step);
        bounds(&test, found);
        let counts = cell.at_least.is_some() || cell.at_most.is_some();
        if known && counts && !kind.is_some_and(|kind| kind == Kind::Number || kind.has_entries()) {
            found.add("not-a-number", value.span(), format!("`{path}` is neither a number nor a list of entries"));
        }
        // Of several numbers or days nobody could say which is meant.
        if step.each.is_some() && ((counts && kind == Some(Kind::Number)) || cell.older_than.is_some()) {
            let says = format!("`{path}` is asked once for each entry, so it has no one number or day");
            found.add("not-a-number", value.span(), says);
        }
        if known && cell.older_than.is_some() && kind != Some(Kind::Date) {
            found.add("not-a-date", value.span(), format!("`{path}` does not ask for a date"));
        }
    } else {
        words.extend(written::words(value));
    }
    let may = step.words();
    for word in &words {
        if !may.contains(&word.it.as_str()) && !is_unknown_yet(step) {
            let what = format!("an answer to `{path}`, which has {}", crate::finding::or_list(may.iter().copied()));
            unknown("unknown-answer", &what, word, may.iter().copied(), found);
        }
    }
    cell.words = words.into_iter().map(|word| word.it).collect();
    cell
}

/// A length of time in words.
pub(crate) fn length(word: &Word, found: &mut Findings) -> Option<Length> {
    match word.it.parse() {
        Ok(length) => Some(length),
        Err(_) => {
            found.add(
                "not-a-length",
                word.span.clone(),
                "write a length such as \"5 working days\", \"48 hours\", \"2 weeks\" or \"same day\"",
            );
            None
        }
    }
}

/// The least must not be more than the most.
pub(crate) fn bounds(table: &Table<'_>, found: &mut Findings) {
    if let (Some(least), Some(most)) = (table.count("at-least"), table.count("at-most"))
        && least > most
    {
        found.add("bounds", table.place("at-least"), format!("nothing lies between {least} and {most}"));
    }
}
