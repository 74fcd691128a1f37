//! What an audit found, as one file for a browser and for paper: sentences, and bars with a table of the same figures.

use crate::audit::Change;
use crate::audit::Compared;
use crate::audit::DEFINITIONS;
use crate::audit::Figure;
use crate::audit::Filter;
use crate::audit::Measure;
use crate::audit::Need;
use crate::audit::Report;
use crate::audit::Share;
use crate::calendar;
use crate::calendar::Calendar;
use crate::render::audit::change;
use crate::render::audit::words;
use crate::render::audit::words::SHARES;
use crate::render::audit::words::counted;
use crate::render::html::Bar;
use crate::render::html::Depth;
use crate::render::html::Html;
use crate::render::page::capital;
use crate::render::page::one_line;
use crate::render::unread::not_counted;

/// What an audit found, whole. Where records are invented, the title and every picture and table say so.
pub fn html(report: &Report<'_>, calendar: &Calendar) -> String {
    let (first, invented) = if report.invented { ("Invented: audit", " (invented)") } else { ("Audit", "") };
    let title = format!("{first} as seen on {}", calendar::medium(report.today));
    let mut drawing = Drawing { html: Html::new(&title, &title), invented, report, calendar };
    if report.invented {
        drawing.html.words("Invented: nobody in these records exists.");
    }
    if let Some(only) = only(report.filter) {
        drawing.html.words(&only);
    }
    match &report.compared {
        Some(compared) => drawing.compared(compared),
        None => {
            drawing.needs();
            drawing.thanks();
            drawing.figures();
            drawing.never();
        }
    }
    drawing.definitions();
    drawing.html.text()
}

/// A file that is being drawn, and what it is drawn from.
struct Drawing<'a> {
    html: Html,
    /// What the heading of every table and picture says last.
    invented: &'static str,
    report: &'a Report<'a>,
    calendar: &'a Calendar,
}

impl Drawing<'_> {
    fn table(&mut self, heading: &str, columns: &[&str], rows: &[Vec<String>]) {
        self.html.heading(Depth::Section, &format!("{heading}{}", self.invented));
        self.html.table(columns, rows);
    }

    fn bars(&mut self, heading: &str, of: &str, bars: &[Bar]) {
        self.html.bars(&format!("{heading}{}", self.invented), [of, "Figure"], bars);
    }

    fn needs(&mut self) {
        let report = self.report;
        self.html.words(&words::first_line(report));
        if !report.needs.is_empty() {
            self.html.words(&words::kinds(report));
        }
        self.html.words(&words::files(report));
        if let Some(unread) = not_counted(report.unread) {
            self.html.words(&unread);
        }
        self.html.words("Reviews not yet finished on other computers cannot be seen from here.");
        for needs in report.needs.chunk_by(|one, other| one.yours == other.yours) {
            let yours = needs.iter().any(|need| need.yours);
            let words = if yours { "What waits for you" } else { "What needs somebody, most urgent first" };
            let rows: Vec<Vec<String>> = needs.iter().map(|need| self.need(need)).collect();
            self.table(words, &["Case", "What, and since when or by when"], &rows);
        }
    }

    fn need(&self, need: &Need<'_>) -> Vec<String> {
        let said = need.said.iter().map(|(label, said)| format!("\n{label}: {said}"));
        let what = capital(&words::needed(need, self.report, self.calendar));
        vec![words::case_of(need).to_owned(), said.fold(what, |all, said| all + &said)]
    }

    fn thanks(&mut self) {
        let Some(oldest) = self.report.thanks.last() else { return };
        let words = format!("Settled at the first strategy since {}, to thank people for", calendar::medium(oldest.on));
        let thanks = self.report.thanks.iter();
        let rows: Vec<Vec<String>> =
            thanks.map(|settled| vec![settled.case.to_owned(), capital(&words::thanked(settled))]).collect();
        self.table(&words, &["Case", "How"], &rows);
    }

    /// Each strategy, then how long each takes, then dates, then what holds of cases.
    fn figures(&mut self) {
        let report = self.report;
        let Some(measures) = report.figures.get("") else { return };
        self.html.heading(Depth::Section, "How things go");
        for its in measures.chunk_by(|one, other| one.strategy == other.strategy) {
            let id = its[0].strategy.as_str();
            let bars: Vec<Bar> = its.iter().filter_map(of_strategy).collect();
            if id.is_empty() || bars.is_empty() {
                continue;
            }
            let title = self.title(id);
            self.bars(&title, "How cases left it", &bars);
            let open = its.iter().filter(|it| it.what == "open").find_map(|it| share(&it.figure));
            if let Some(open) = open.filter(|open| open.part > 0) {
                self.html.words(&format!("Open now: {} of {} that have been there.", open.part, open.whole));
            }
        }
        self.days(measures);
        for (heading, all) in SHARES {
            let known = |what| words::share(measures, what).filter(|share| share.whole > 0);
            let bars: Vec<Bar> = all.iter().filter_map(|(what, words)| Some(bar(words, known(what)?))).collect();
            self.bars(heading, "What", &bars);
        }
        self.groups();
    }

    /// How long cases stay under each strategy: two bars for each, as long as their share of the longest.
    fn days(&mut self, measures: &[Measure]) {
        let days = |it: &Measure| match &it.figure {
            Figure::Days(days) if it.what == "days" => Some((days.median()?, days.percentile(90)?)),
            _ => None,
        };
        let all: Vec<(&str, (i64, i64))> =
            measures.iter().filter_map(|it| Some((it.strategy.as_str(), days(it)?))).collect();
        let longest = all.iter().map(|(_, (_, ninety))| *ninety).max().unwrap_or(0).max(1);
        let bar = |id: &str, what: &str, days: i64| Bar {
            label: format!("{id}, {what}"),
            figure: if days == 1 { "1 day".to_owned() } else { format!("{days} days") },
            length: usize::try_from(100 * days / longest).unwrap_or(0),
        };
        let bars: Vec<Bar> = all
            .iter()
            .flat_map(|(id, (median, ninety))| [bar(id, "half", *median), bar(id, "nine in ten", *ninety)])
            .collect();
        self.bars("Working days in which they leave a strategy", "Of the cases that left", &bars);
    }

    fn groups(&mut self) {
        let named = || self.report.figures.iter().filter(|(group, _)| !group.is_empty());
        if named().next().is_none() {
            return;
        }
        let few = |group: &str| Bar { label: capital(group), figure: "fewer than five".to_owned(), length: 0 };
        let most = named().filter_map(|(_, measures)| words::cases(measures)).max().unwrap_or(0).max(1);
        let cases = named().map(|(group, measures)| {
            let cases = words::cases(measures);
            cases.map_or_else(
                || few(group),
                |many| Bar {
                    label: capital(group),
                    figure: if many == 1 { "1 case".to_owned() } else { format!("{many} cases") },
                    length: 100 * many / most,
                },
            )
        });
        let cases: Vec<Bar> = cases.collect();
        let shares = |what: &str| -> Vec<Bar> {
            let one = |(group, measures): (&String, &Vec<Measure>)| {
                words::share(measures, what).map_or_else(|| few(group), |share| bar(&capital(group), share))
            };
            named().map(one).collect()
        };
        let (first, kept) = (shares("first"), shares("dates-kept"));
        self.html.heading(Depth::Section, "By group");
        for (title, bars) in [("Cases", cases), ("Settled at the first strategy", first), ("Dates kept", kept)] {
            self.bars(&format!("{title}, by group"), "Group", &bars);
        }
    }

    fn never(&mut self) {
        let report = self.report;
        if report.never.is_empty() || report.filter.is_narrow() {
            return;
        }
        let rows: Vec<Vec<String>> = report
            .never
            .chunk_by(|one, other| one.0 == other.0)
            .map(|ends| vec![ends[0].0.to_owned(), ends.iter().map(|(_, end)| *end).collect::<Vec<_>>().join(", ")])
            .collect();
        self.table("Ends to which no case here came", &["Strategy", "Ends"], &rows);
    }

    /// Two times held against each other: bars for each share, then how it changed.
    fn compared(&mut self, compared: &Compared) {
        self.html.words(&change::cautions(compared, self.report.today));
        let counts = |change: &&Change| change.before.whole + change.after.whole > 0;
        let changes = compared.changes.iter().filter(counts);
        let changes: Vec<(&Change, String)> =
            changes.filter_map(|change| Some((change, change::label(change)?))).collect();
        for its in changes.chunk_by(|(one, _), (other, _)| one.strategy == other.strategy) {
            let title = match its[0].0.strategy.as_str() {
                "" => "All".to_owned(),
                id => self.title(id),
            };
            self.html.heading(Depth::Section, &title);
            let pair = |(change, label): &(&Change, String)| {
                [("before", change.before, label.clone()), ("after", change.after, label.clone())]
            };
            // There is no bar of nothing: it would look like a share of nought.
            let pairs = its.iter().flat_map(pair).filter(|(_, share, _)| share.whole > 0);
            let bars: Vec<Bar> = pairs
                .map(|(time, share, label)| Bar {
                    figure: change::counts(share),
                    ..bar(&format!("{time}, {label}"), share)
                })
                .collect();
            self.bars("Before and after", "What", &bars);
            let rows: Vec<Vec<String>> =
                its.iter().map(|(change, label)| vec![capital(label), capital(&change::says(change))]).collect();
            self.html.heading(Depth::Part, &format!("How it changed{}", self.invented));
            self.html.table(&["What", "Change"], &rows);
        }
    }

    fn definitions(&mut self) {
        self.html.heading(Depth::Section, "What each figure means");
        self.html.words(&words::RULES.join("\n"));
        let rows: Vec<Vec<String>> =
            DEFINITIONS.iter().map(|(what, words)| vec![(*what).to_owned(), (*words).to_owned()]).collect();
        self.html.table(&["Name", "What it is"], &rows);
    }

    /// A strategy as people call it.
    fn title(&self, id: &str) -> String {
        self.report.ladder.sketch(id).map_or_else(|| id.to_owned(), |sketch| one_line(&sketch.title))
    }
}

/// A share as a bar.
fn bar(label: &str, share: Share) -> Bar {
    Bar { label: capital(label), figure: counted(share), length: share.percent().unwrap_or(0) }
}

fn share(figure: &Figure) -> Option<Share> {
    match figure {
        Figure::Share(share) => Some(*share),
        _ => None,
    }
}

/// How cases left a strategy.
fn of_strategy(measure: &Measure) -> Option<Bar> {
    let share = share(&measure.figure).filter(|share| share.whole > 0)?;
    match measure.what {
        "settled" => Some(bar("settled", share)),
        "went-on" if measure.to == measure.strategy => Some(bar("again", share)),
        "went-on" => Some(bar(&format!("on to {}", measure.to), share)),
        "ended-otherwise" => Some(bar("ended otherwise", share)),
        _ => None,
    }
}

/// What was asked for, if it was not everything.
fn only(filter: &Filter) -> Option<String> {
    let words = [
        ("the case", &filter.case),
        ("the strategy", &filter.strategy),
        ("the outcome", &filter.outcome),
        ("the agency", &filter.agency),
        ("the category", &filter.category),
        ("what waits for", &filter.waiting_on),
    ];
    let words = words.into_iter().filter_map(|(what, word)| Some(format!("{what} {}", word.as_ref()?)));
    let days = [("from", filter.from), ("up to", filter.to), ("due by", filter.due_by)];
    let days = days.into_iter().filter_map(|(what, day)| Some(format!("{what} {}", calendar::medium(day?))));
    let all: Vec<String> = words.chain(days).chain(filter.overdue.then(|| "what is past its day".to_owned())).collect();
    (!all.is_empty()).then(|| format!("Only: {}.", one_line(&all.join("; "))))
}
