//! What an audit found, as one file for a browser and for paper: sentences, and bars with a table of the same figures.

use crate::audit::Change;
use crate::audit::Compared;
use crate::audit::DEFINITIONS;
use crate::audit::Figure;
use crate::audit::Measure;
use crate::audit::Need;
use crate::audit::Report;
use crate::audit::Share;
use crate::calendar;
use crate::calendar::Calendar;
use crate::practice::command;
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
    let first = if report.is_practice { format!("PRACTICE: {}", first.to_lowercase()) } else { first.to_owned() };
    let title = format!("{first} as seen on {}", calendar::medium(report.today));
    let mut drawing = Drawing { html: Html::new(&title, &title), invented, report, calendar };
    if report.is_practice {
        drawing.html.words(words::PRACTICE);
    }
    if report.invented {
        drawing.html.words("Invented: nobody in these records exists.");
    }
    for words in words::risks_gone(report)
        .into_iter()
        .chain(words::only(report))
        .chain(words::at_risk_elsewhere(report, &command(report.is_practice, "rethink audit")))
    {
        drawing.html.words(&words);
    }
    match &report.compared {
        Some(compared) => {
            drawing.at_risk();
            drawing.compared(compared);
        }
        None => {
            drawing.html.words(&words::first_line(report));
            if !report.needs.is_empty() {
                drawing.html.words(&words::kinds(report));
            }
            drawing.at_risk();
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

    /// Where a child may be at risk, and then how many files do not count: one of them may be of such a child.
    fn at_risk(&mut self) {
        self.needs_of(true);
        if let Some(unread) = not_counted(self.report.unread, &command(self.report.is_practice, "rethink verify")) {
            self.html.words(&unread);
        }
    }

    fn needs(&mut self) {
        self.needs_of(false);
        self.html.words(&words::files(self.report));
        self.html.words(words::ELSEWHERE);
    }

    /// A table under each heading, of what is of a child at risk or of what is not.
    fn needs_of(&mut self, at_risk: bool) {
        let needs: Vec<&Need<'_>> = self.report.needs.iter().filter(|need| need.is_at_risk() == at_risk).collect();
        for its in needs.chunk_by(|one, other| words::heading(one) == words::heading(other)) {
            let rows: Vec<Vec<String>> = its.iter().map(|need| self.need(need)).collect();
            self.table(words::heading(its[0]), &["Case", "What, and since when or by when"], &rows);
        }
    }

    fn need(&self, need: &Need<'_>) -> Vec<String> {
        let said = need.said.iter().map(|(label, said)| format!("\n{label}: {said}"));
        let what = capital(&words::needed(need, self.report.today, self.calendar));
        vec![words::case_of(need).to_owned(), said.fold(what, |all, said| all + &said)]
    }

    fn thanks(&mut self) {
        let Some(oldest) = self.report.thanks.last() else { return };
        let words = format!("Settled at the first strategy since {}, to thank people for", calendar::medium(oldest.on));
        let (report, thanks) = (self.report, self.report.thanks.iter());
        let rows: Vec<Vec<String>> =
            thanks.map(|settled| vec![settled.case.to_owned(), capital(&words::thanked(settled, report))]).collect();
        self.table(&words, &["Case", "How"], &rows);
    }

    /// Each strategy, then how long each takes, then dates, then what holds of cases.
    fn figures(&mut self) {
        let report = self.report;
        let Some(measures) = report.figures.get("") else { return };
        self.html.heading(Depth::Section, "How things go");
        for its in measures.chunk_by(|one, other| one.strategy == other.strategy) {
            let id = its[0].strategy.as_str();
            let bars: Vec<Bar> = its.iter().filter_map(|it| self.of_strategy(it)).collect();
            if id.is_empty() || bars.is_empty() {
                continue;
            }
            let title = self.title(id);
            self.bars(&title, "How cases left it", &bars);
            match its.iter().find(|it| it.what == "open").map(|it| &it.figure) {
                Some(Figure::Share(Share { part, whole })) if *part > 0 => {
                    self.html.words(&format!("Open now: {part} of {whole} that have been there."));
                }
                Some(Figure::Few) => self.html.words(&format!("Open now: {}.", words::NOT_SHOWN)),
                _ => {}
            }
        }
        self.spreads(measures, "days", "Working days until a strategy was over", ["day", "days"]);
        self.spreads(measures, "rounds", "Reviews of a strategy until it ended", ["review", "reviews"]);
        for (heading, all) in SHARES {
            let known = |what| words::figure(measures, what);
            let bars: Vec<Bar> = all.iter().filter_map(|(what, words)| of(words, known(what)?)).collect();
            self.bars(heading, "What", &bars);
        }
        for (what, title) in [
            ("days-late", "Working days after the date, of dates met late"),
            ("raised-to-closed", "Working days from first raised to closed"),
            ("raised-to-closed-days", "Days from first raised to closed"),
        ] {
            self.spreads(measures, what, title, ["day", "days"]);
        }
        self.groups();
    }

    /// Half and nine in ten of what is counted in days or reviews: two bars each, as long as their share of the longest.
    fn spreads(&mut self, measures: &[Measure], what: &str, title: &str, [one, several]: [&str; 2]) {
        let its = || measures.iter().filter(|it| it.what == what);
        let ninety = |it: &Measure| match &it.figure {
            Figure::Days(days) => days.percentile(90),
            _ => None,
        };
        let longest = its().filter_map(ninety).max().unwrap_or(0).max(1);
        let name = |it: &Measure| match it.strategy.as_str() {
            "" => String::new(),
            id => format!("{}, ", one_line(self.report.ladder.short(id))),
        };
        let bars = its().flat_map(|it| match &it.figure {
            Figure::Days(days) => [("half", days.median()), ("nine in ten", days.percentile(90))]
                .into_iter()
                .filter_map(|(half, many)| {
                    let many = many?;
                    let length = usize::try_from(100 * many / longest).unwrap_or(0);
                    let unit = if many == 1 { one } else { several };
                    let figure = format!("{many} {unit}, of {}", days.many());
                    Some(Bar { label: capital(&format!("{}{half}", name(it))), figure, length })
                })
                .collect(),
            Figure::Few => vec![hidden(&capital(&format!("{}half", name(it))))],
            Figure::Count(_) | Figure::Share(_) => Vec::new(),
        });
        let bars: Vec<Bar> = bars.collect();
        self.bars(title, "Of those that are counted", &bars);
    }

    /// How cases left a strategy.
    fn of_strategy(&self, measure: &Measure) -> Option<Bar> {
        match measure.what {
            "settled" => of("settled", &measure.figure),
            "went-on" => of(&words::on_to(&measure.to, &measure.strategy, self.report.ladder), &measure.figure),
            "ended-otherwise" => of("ended otherwise", &measure.figure),
            _ => None,
        }
    }

    fn groups(&mut self) {
        let named = || self.report.figures.iter().filter(|(group, _)| !group.is_empty());
        if named().next().is_none() {
            return;
        }
        let called = |group: &str| words::group(group, self.report);
        let few = |group: &str| hidden(&called(group));
        let most = named().filter_map(|(_, measures)| words::cases(measures)).max().unwrap_or(0).max(1);
        let cases = named().map(|(group, measures)| {
            let cases = words::cases(measures);
            cases.map_or_else(
                || few(group),
                |many| Bar {
                    label: called(group),
                    figure: if many == 1 { "1 case".to_owned() } else { format!("{many} cases") },
                    length: 100 * many / most,
                },
            )
        });
        let cases: Vec<Bar> = cases.collect();
        let shares = |what: &str| -> Vec<Bar> {
            let one = |(group, measures): (&String, &Vec<Measure>)| {
                words::share(measures, what).map_or_else(|| few(group), |share| bar(&called(group), share))
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
            .map(|ends| {
                let says: Vec<&str> = ends.iter().map(|(id, end)| report.ladder.says(id, end)).collect();
                vec![one_line(report.ladder.short(ends[0].0)), says.join("\n")]
            })
            .collect();
        self.table("Ends to which no case here came", &["Strategy", "Ends"], &rows);
    }

    /// Two times held against each other: bars for each share, then how it changed.
    fn compared(&mut self, compared: &Compared) {
        self.html.words(&change::cautions(compared, self.report));
        let counts = |change: &&Change| change.before.whole + change.after.whole > 0;
        let changes = compared.changes.iter().filter(counts);
        let changes: Vec<(&Change, String)> =
            changes.filter_map(|change| Some((change, change::label(change, self.report.ladder)?))).collect();
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

/// A share as a bar, unless nothing is counted in it; what is not shown says so.
fn of(label: &str, figure: &Figure) -> Option<Bar> {
    match figure {
        Figure::Few => Some(hidden(&capital(label))),
        _ => share(figure).filter(|share| share.whole > 0).map(|share| bar(label, share)),
    }
}

/// What is not shown.
fn hidden(label: &str) -> Bar {
    Bar { label: label.to_owned(), figure: words::NOT_SHOWN.to_owned(), length: 0 }
}
