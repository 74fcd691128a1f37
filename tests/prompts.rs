//! Every kind of prompt, in either backend, whatever is pasted into it and whatever happens to its window. Nothing is
//! answered by accident, and the terminal is given back every time.

use std::fs;
use std::process::Command;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;
use std::thread::sleep;
use std::time::Duration;

use crate::long;
use crate::program::Home;
use crate::pty;
use crate::pty::CTRL_C;
use crate::pty::CTRL_U;
use crate::pty::ESC;
use crate::pty::Say::Line;
use crate::pty::Say::One;
use crate::pty::Window;

/// A kind of prompt: its name, what its step says of itself, and what is asked first.
type Sort = (&'static str, &'static str, &'static str);

const ASK: &str = "What came of it?";

const SORTS: &[Sort] = &[
    ("yes-no", "kind = \"yes-no\"", ASK),
    (
        "choice",
        "kind = \"choice\"\noptions = [ { id = \"a\", label = \"The one\" }, { id = \"b\", label = \"The other\" } ]",
        ASK,
    ),
    (
        "choices",
        "kind = \"choices\"\noptions = [ { id = \"a\", label = \"The one\" }, { id = \"b\", label = \"The other\" } ]",
        ASK,
    ),
    ("line", "kind = \"line\"", ASK),
    ("text", "kind = \"text\"", ASK),
    ("lines", "kind = \"lines\"", ASK),
    ("date", "kind = \"date\"", ASK),
    ("number", "kind = \"number\"", ASK),
    ("people", "kind = \"people\"", ASK),
    ("actions", "kind = \"actions\"", "Action 1: what will be done?"),
    ("why-not", "kind = \"text\"\nwhy-not = true", ASK),
];

/// A strategy that asks one thing.
fn strategy(step: &str) -> String {
    format!(
        "format = 1\nid = \"one\"\ntitle = \"One\"\nversion = \"1\"\nsource = \"Invented\"\nverified = true\n\n\
         [[step]]\nid = \"it\"\nask = \"{ASK}\"\n{step}\nroutes = [ {{ to = \"over\" }} ]\n\n\
         [[outcome]]\nid = \"over\"\nkind = \"resolved\"\ntext = \"It is over.\"\n"
    )
}

fn home(step: &str) -> Home {
    let home = Home::new();
    home.file("strategies/one.toml", &strategy(step));
    home
}

fn command(home: &Home) -> Command {
    let mut command = home.command();
    command.arg("--strategies").arg(home.path().join("strategies")).args(["start", "one", "--case", "PCC-48213"]);
    command
}

fn window(home: &Home, in_plain: bool) -> Window {
    let mut command = command(home);
    if in_plain { Window::open_plain(command.arg("--plain")) } else { Window::open(&command) }
}

/// A window that has come to its prompt.
#[track_caller]
fn at_prompt(home: &Home, in_plain: bool, asked: &str) -> Window {
    let mut held = window(home, in_plain);
    held.answers(&[("in danger now", One("No")), ("significant harm", One("No"))]);
    held.asks(asked);
    held
}

/// The answers that are saved.
fn saved(home: &Home) -> String {
    let journals = home.state().join("journals");
    let files = fs::read_dir(journals).into_iter().flatten().map(|entry| fs::read_to_string(entry.unwrap().path()));
    files.map(Result::unwrap).collect()
}

#[track_caller]
fn nothing_is_answered(home: &Home, why: &str) {
    let saved = saved(home);
    assert!(!saved.contains("\"step\""), "{why}: an answer was taken:\n{saved}");
    assert!(home.record_names().is_empty(), "{why}: a record was written");
}

/// Runs every case, many at a time: most of their time is spent waiting for a person's pace. Without `RETHINK_LONG`,
/// only every so many of them.
fn each<T: Sync>(cases: &[T], sample: usize, run: impl Fn(&T) + Sync) {
    let wanted = long(cases.len(), cases.len().min(sample));
    let step = cases.len().div_ceil(wanted);
    let cases: Vec<&T> = cases.iter().step_by(step).collect();
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..12 {
            scope.spawn(|| {
                while let Some(case) = cases.get(next.fetch_add(1, Ordering::SeqCst)) {
                    run(case);
                }
            });
        }
    });
}

/// Every kind of prompt, in either backend, with each of these.
fn with<T: Copy>(these: &[T]) -> Vec<(Sort, bool, T)> {
    let backends = SORTS.iter().flat_map(|sort| [(*sort, false), (*sort, true)]);
    backends.flat_map(|(sort, in_plain)| these.iter().map(move |it| (sort, in_plain, *it))).collect()
}

#[test]
fn a_paste_answers_no_prompt_of_any_kind() {
    if pty::is_missing() {
        return;
    }
    let mut ways = Vec::new();
    for end in ["\n", "\r\n", "\r"] {
        ways.extend([(end, true), (end, false)]);
    }
    each(&with(&ways), 13, |&((kind, step, asked), in_plain, (end, marked))| {
        let why = format!("{kind}, plain: {in_plain}, marked: {marked}, {end:?}");
        let home = home(step);
        let mut held = at_prompt(&home, in_plain, asked);
        // The last line has its end too, and is an answer to most prompts.
        let text = ["maybe not yet", ":save", "!", ".", "1", "yes", ""].join(end);
        held.press(&if marked { format!("{ESC}[200~{text}{ESC}[201~") } else { text });
        sleep(Duration::from_millis(400));
        // In plain mode an Enter after which nothing comes is an Enter, and one line is one answer: it is there whole.
        if in_plain && !marked && kind == "line" {
            assert!(saved(&home).contains("\"said\":\"maybe not yet :save ! . 1 yes\""), "{why}");
        } else {
            nothing_is_answered(&home, &why);
        }
        held.press(CTRL_C);
        let code = held.over();
        assert_eq!(code, 130, "{why}\n{}", held.screen());
        held.is_given_back();
        assert!(home.record_names().is_empty(), "{why}");
    });
}

/// What happens to a window, and how the program then ends: by itself, or because it was asked to afterwards.
const EVENTS: &[(&str, Option<u32>)] = &[
    ("INT", Some(130)),
    ("QUIT", Some(130)),
    ("TERM", Some(143)),
    ("HUP", Some(129)),
    ("PIPE", None),
    ("WINCH", None),
    ("TSTP", None),
    ("size", None),
];

#[test]
fn whatever_the_signal_the_terminal_is_given_back() {
    if pty::is_missing() {
        return;
    }
    each(&with(EVENTS), 20, |&((kind, step, asked), in_plain, (event, ends))| {
        let why = format!("{kind}, plain: {in_plain}, {event}");
        let home = home(step);
        let mut held = at_prompt(&home, in_plain, asked);
        match event {
            "size" => {
                for (rows, columns) in [(1, 1), (2, 30), (40, 100)] {
                    held.resize(rows, columns);
                    sleep(Duration::from_millis(50));
                }
            }
            "TSTP" => {
                held.signal("TSTP");
                held.stops();
                held.is_given_back();
                held.signal("CONT");
                sleep(Duration::from_millis(100));
            }
            signal => held.signal(signal),
        }
        // The line editor misses an interruption in the very instant in which it begins to wait for a key: whoever sent
        // it sends it once more.
        if event == "INT" && !held.has_ended_within(Duration::from_secs(5)) {
            held.signal("INT");
        }
        if let Some(code) = ends {
            assert_eq!(held.over(), code, "{why}\n{}", held.screen());
        } else {
            sleep(Duration::from_millis(150));
            assert!(held.is_open(), "{why}: it ended\n{}", held.screen());
            nothing_is_answered(&home, &why);
            held.press(CTRL_C);
            assert_eq!(held.over(), 130, "{why}\n{}", held.screen());
        }
        held.is_given_back();
        nothing_is_answered(&home, &why);
    });
}

/// A fault of its own: the system gives no random bytes for the name of the review.
#[test]
fn after_a_fault_of_its_own_the_terminal_is_given_back() {
    if pty::is_missing() || crate::faults::strace_is_missing() {
        return;
    }
    let home = home("kind = \"text\"");
    let own = command(&home);
    let mut traced = Command::new("strace");
    traced.env_clear().envs(own.get_envs().filter_map(|(name, value)| Some((name, value?))));
    traced.env("PATH", "/usr/bin:/bin").args([
        "-f",
        "-qq",
        "-o",
        "/dev/null",
        "-e",
        "inject=getrandom:error=EIO:when=5",
    ]);
    traced.arg(own.get_program()).args(own.get_args()).current_dir(env!("CARGO_MANIFEST_DIR"));
    let mut held = Window::open(&traced);
    // A small record of that answer needs a name that nobody can guess.
    held.answers(&[("in danger now", One("No")), ("significant harm", One("I'm not sure"))]);
    assert_eq!(held.over(), 70, "{}", held.screen());
    held.is_given_back();
    assert!(held.has_shown("a fault of its own"), "{}", held.screen());
}

/// Whatever was typed before it, an answer can be given afterwards and lands whole.
#[test]
fn a_pause_and_another_size_of_the_window_lose_no_word() {
    if pty::is_missing() {
        return;
    }
    for in_plain in [false, true] {
        let home = home("kind = \"line\"");
        let mut held = at_prompt(&home, in_plain, ASK);
        held.press("Seen at");
        held.sees("Seen at");
        held.signal("TSTP");
        held.stops();
        held.signal("CONT");
        sleep(Duration::from_millis(100));
        held.resize(10, 40);
        sleep(Duration::from_millis(100));
        held.press(" home");
        held.sees("home");
        sleep(Duration::from_millis(50));
        held.press("\r");
        held.answer("Type write", Line("write"));
        held.ends(0);
        held.is_given_back();
        assert!(home.only_record().contains("said = \"Seen at home\""), "{}", home.only_record());
    }
}

#[test]
fn a_long_text_lands_whole_and_one_that_is_too_long_is_said_to_be() {
    if pty::is_missing() {
        return;
    }
    let words = |letters: usize| "abcde fghi ".repeat(letters / 11) + "to the end";
    let mut cases = Vec::new();
    for in_plain in [false, true] {
        for marked in [false, true] {
            cases.extend([(in_plain, marked, 6_000), (in_plain, marked, 70_000)]);
            // Letter by letter, the line editor takes too long over so much.
            if in_plain || marked {
                cases.push((in_plain, marked, 110_000));
            }
        }
    }
    each(&cases, 4, |&(in_plain, marked, letters)| {
        let home = home("kind = \"text\"");
        // The line editor paints everything again at the end of each row: in a wide window, it is soon over.
        let mut held = if in_plain { window(&home, true) } else { Window::of_size(&command(&home), 40, 1000) };
        held.answers(&[("in danger now", One("No")), ("significant harm", One("No"))]);
        held.asks(ASK);
        let text = words(letters);
        held.paste(&text, marked);
        held.finish();
        if letters < 100_000 {
            held.answer("Type write", Line("write"));
            held.ends(0);
            assert!(home.only_record().contains(&text), "marked: {marked}, plain: {in_plain}");
        } else {
            held.sees("write 100000 characters or fewer");
            sleep(Duration::from_millis(50));
            held.press(CTRL_C);
            held.ends(130);
            nothing_is_answered(&home, "a text that is too long");
        }
        held.is_given_back();
    });
}

#[test]
fn ctrl_c_among_keys_that_come_too_early_is_not_thrown_away_with_them() {
    if pty::is_missing() {
        return;
    }
    for plain in [false, true] {
        let home = home("kind = \"line\"");
        let mut held = window(&home, plain);
        // As long as keys come without a pause, no prompt takes them.
        for _ in 0..100 {
            held.press("x");
            sleep(Duration::from_millis(2));
        }
        held.press(CTRL_C);
        assert_eq!(held.over(), 130, "plain: {plain}\n{}", held.screen());
        held.is_given_back();
        nothing_is_answered(&home, "a key that came too early");
    }
}

#[test]
fn a_closed_stream_is_no_fault_of_rethink_s_own() {
    if pty::is_missing() {
        return;
    }
    let mut cases = Vec::new();
    for closed in ["<&-", ">&-", "2>&-", "<&- >&-", "<&- >&- 2>&-"] {
        cases.extend([(closed, ""), (closed, "--plain")]);
    }
    each(&cases, 5, |&(closed, plain)| {
        let home = home("kind = \"line\"");
        let program = command(&home);
        let mut shell = Command::new("/bin/sh");
        shell.current_dir(program.get_current_dir().unwrap()).env_clear();
        shell.envs(program.get_envs().map(|(name, value)| (name, value.unwrap_or_default())));
        shell.args(["-c", &format!("exec \"$0\" \"$@\" {plain} {closed}")]);
        shell.arg(program.get_program()).args(program.get_args());
        let mut held = Window::open(&shell);
        let goes_on = match closed {
            // Nothing but the path of the record goes there.
            ">&-" => true,
            // Somebody may be looking on in another way.
            "2>&-" => plain == "--plain",
            _ => false,
        };
        if goes_on {
            sleep(Duration::from_millis(500));
            held.press(CTRL_C);
            assert_eq!(held.over(), 130, "{closed} {plain}\n{}", held.screen());
        } else {
            let code = held.over();
            assert!([4, 7, 8].contains(&code), "{closed} {plain}: {code}\n{}", held.screen());
        }
        held.is_given_back();
        assert!(!held.screen().contains("fault of its own"), "{closed} {plain}\n{}", held.screen());
        nothing_is_answered(&home, closed);
    });
}

#[test]
fn without_colour_no_letter_is_changed_in_looks() {
    if pty::is_missing() {
        return;
    }
    for (name, value) in [("NO_COLOR", "1"), ("LANG", "C"), ("LC_ALL", "C")] {
        let home = home("kind = \"text\"");
        let mut held = Window::open(command(&home).env(name, value));
        held.answers(&[("in danger now", One("No")), ("significant harm", One("No"))]);
        held.asks(ASK);
        held.line("tŷ, 日本, e\u{301}, 👩\u{200d}👧");
        held.goes_on();
        held.line("");
        held.answer("Type write", Line("write"));
        held.ends(0);
        held.is_given_back();
        assert!(home.only_record().contains("said = \"tŷ, 日本, e\u{301}, 👩\u{200d}👧\""), "{}", home.only_record());
        let shown = String::from_utf8_lossy(&held.bytes()).into_owned();
        let looks = shown.split(ESC).skip(1).any(|after| {
            let end = after.find(|c: char| c.is_ascii_alphabetic());
            after.starts_with('[') && end.is_some_and(|end| after[end..].starts_with('m'))
        });
        assert!(name != "NO_COLOR" || !looks, "{shown:?}");
    }
}

#[test]
fn options_wider_than_the_window_can_be_told_apart_and_chosen() {
    if pty::is_missing() {
        return;
    }
    let label = |end: &str| format!("A label that goes on and on and on for the sake of it, {end}");
    let labels = [label("as the first"), label("as the second"), "日本語のとても長いラベル、これは三番目".to_owned()];
    let options: Vec<String> = labels
        .iter()
        .zip(["a", "b", "c"])
        .map(|(label, id)| format!("{{ id = \"{id}\", label = \"{label}\" }}"))
        .collect();
    let step = |kind: &str| format!("kind = \"{kind}\"\noptions = [ {} ]", options.join(", "));
    for (columns, kind) in [(20, "choice"), (30, "choice"), (30, "choices")] {
        let home = home(&step(kind));
        let mut held = Window::of_size(&command(&home), 40, columns);
        held.answers(&[("in danger now", One("No")), ("significant harm", One("No"))]);
        held.asks(ASK);
        for label in &labels {
            held.sees(label);
        }
        // To the second.
        for _ in 0..if kind == "choice" { 2 } else { 1 } {
            held.press(&format!("{ESC}[B"));
            sleep(Duration::from_millis(60));
        }
        if kind == "choices" {
            held.press(" ");
            sleep(Duration::from_millis(60));
        }
        held.press("\r");
        held.asks("Type write");
        // What was drawn and drawn again has been taken away again, whole.
        let screen = held.screen();
        let ends = screen.matches("as the first").count();
        assert!(ends <= 1, "a menu has left something behind:\n{screen}");
        held.line("write");
        held.ends(0);
        let wanted = if kind == "choice" { "is = \"b\"" } else { "are = [\"b\"]" };
        assert!(home.only_record().contains(wanted), "{}", home.only_record());
    }
}

#[test]
fn esc_that_comes_before_the_rest_of_its_key_does_nothing_by_itself() {
    if pty::is_missing() {
        return;
    }
    let in_a_terminal: Vec<_> = with(&[60, 400]).into_iter().filter(|(_, in_plain, _)| !in_plain).collect();
    each(&in_a_terminal, 8, |&((kind, step, asked), _, pause)| {
        let home = home(step);
        let mut held = at_prompt(&home, false, asked);
        held.press(ESC);
        sleep(Duration::from_millis(pause));
        held.press("[B");
        sleep(Duration::from_millis(250));
        assert!(held.is_open(), "{kind}");
        nothing_is_answered(&home, kind);
        held.press(CTRL_C);
        held.ends(130);
        held.is_given_back();
    });
}

#[test]
fn letters_of_every_width_are_typed_and_rubbed_out_whole() {
    if pty::is_missing() {
        return;
    }
    for in_plain in [false, true] {
        let home = home("kind = \"line\"");
        let mut held = at_prompt(&home, in_plain, ASK);
        // Each is typed and rubbed out by one key, or by as many as it has letters.
        for (letters, keys) in [("é", 1), ("日", 1), ("🙂", 1), ("ŵ", 1)] {
            held.press(letters);
            sleep(Duration::from_millis(20));
            held.press(&"\u{7f}".repeat(keys));
            sleep(Duration::from_millis(20));
        }
        held.press("gone");
        held.press(CTRL_U);
        sleep(Duration::from_millis(20));
        held.line("tŷ 日本 end");
        held.answer("Type write", Line("write"));
        held.ends(0);
        held.is_given_back();
        assert!(home.only_record().contains("said = \"tŷ 日本 end\""), "{}", home.only_record());
    }
}

/// The command for one line in a pipe.
fn piped(home: &Home, input: &[u8]) -> crate::program::Run {
    let strategies = home.path().join("strategies").display().to_string();
    home.run_with_bytes(&["--strategies", &strategies, "start", "one", "--case", "PCC-48213", "--plain"], input)
}

#[test]
fn bytes_that_are_no_letters_are_told_and_take_no_word_with_them() {
    if pty::is_missing() {
        return;
    }
    for in_plain in [false, true] {
        for kind in ["line", "text"] {
            let home = home(&format!("kind = \"{kind}\""));
            let mut held = at_prompt(&home, in_plain, ASK);
            held.press("Seen");
            held.sees("Seen");
            held.press_bytes(if in_plain { b"\xe9t\xe9 at" } else { b"\x1b[200~ \xe9t\xe9 at\nhome\x1b[201~" });
            if in_plain {
                sleep(Duration::from_millis(100));
                if kind == "line" {
                    held.press("\r");
                } else {
                    held.finish();
                }
                held.sees("ome letters could not be read");
                nothing_is_answered(&home, kind);
                held.asks("");
                if kind == "text" {
                    // It stays, with a sign for each letter that is not known.
                    held.line(".");
                    held.answer("Type write", Line("write"));
                    held.ends(0);
                    assert!(home.only_record().contains("said = \"Seen?t? at\""), "{}", home.only_record());
                    continue;
                }
                held.press("Seen at home");
            } else {
                // What had been typed before stands on the line again.
                held.sees("ome letters could not be read");
                held.asks("What you had typed before is.");
                held.sees("Seen");
                nothing_is_answered(&home, kind);
                held.press(" at home");
            }
            held.sees("home");
            sleep(Duration::from_millis(60));
            if kind == "line" {
                held.press("\r");
            } else {
                held.finish();
            }
            held.answer("Type write", Line("write"));
            held.ends(0);
            held.is_given_back();
            assert!(home.only_record().contains("said = \"Seen at home\""), "{}", home.only_record());
        }
    }
}

/// A text of two lines, left in one way or another after the short menu was opened and shut.
#[test]
fn no_line_of_a_text_is_lost_behind_the_short_menu() {
    if pty::is_missing() {
        return;
    }
    for way in ["Save and stop", "A child may be at risk now", "Go back"] {
        let home = home("kind = \"text\"");
        let mut held = at_prompt(&home, false, ASK);
        held.line("The first line");
        held.goes_on();
        held.press("and the second");
        held.sees("and the second");
        held.press(ESC);
        held.sees("Carry on");
        held.mark("Carry on");
        held.press("\r");
        held.asks(ASK);
        held.press(ESC);
        held.sees("Carry on");
        held.mark(way);
        held.press("\r");
        match way {
            "Save and stop" => {
                held.ends(8);
                let said = home.run_with(&["--plain", "resume"], "").err;
                assert!(said.contains("The first line") && said.contains("and the second"), "{said}");
            }
            _ => {
                if way != "Go back" {
                    held.answers(&[("in danger now", One("No")), ("significant harm", One("No"))]);
                }
                held.asks("Do you want to keep this?");
                assert!(held.screen().contains("The first line") && held.screen().contains("and the second"));
            }
        }
    }
}

/// In plain mode nothing stands on the line to be mended: what is left of a refused text is kept, and it is said.
#[test]
fn a_text_with_hidden_characters_keeps_its_other_words_in_plain_mode() {
    if pty::is_missing() {
        return;
    }
    let home = home("kind = \"text\"");
    let mut held = at_prompt(&home, true, ASK);
    held.press("One\rtw\u{202e}o\r\u{1b}[31mthree");
    held.sees("three");
    sleep(Duration::from_millis(100));
    held.press("\r");
    held.goes_on();
    held.line(".");
    held.sees("What you typed is kept without them");
    nothing_is_answered(&home, "hidden characters");
    held.asks("");
    held.line(".");
    held.answer("Type write", Line("write"));
    held.ends(0);
    assert!(home.only_record().contains("One\ntwo\nthree"), "{}", home.only_record());
}

/// In a terminal too, what would colour or move what is shown is refused with the answer that it came in.
#[test]
fn a_colour_that_is_pasted_is_refused_in_the_terminal() {
    if pty::is_missing() {
        return;
    }
    for marked in [false, true] {
        let home = home("kind = \"line\"");
        let mut held = at_prompt(&home, false, ASK);
        let text = "red \u{1b}[31mtext\u{1b}[0m \u{1b}[38;5;9m\u{1b}[2Jhere";
        held.press(&if marked { format!("{ESC}[200~{text}{ESC}[201~") } else { text.to_owned() });
        held.sees("here");
        sleep(Duration::from_millis(100));
        held.press("\r");
        held.sees("hidden characters are in it");
        nothing_is_answered(&home, "a colour");
        held.asks("");
        held.sees("red text");
        sleep(Duration::from_millis(100));
        held.press("\r");
        held.answer("Type write", Line("write"));
        held.ends(0);
        held.is_given_back();
        let record = home.only_record();
        // Some letters of such a sequence may be left, and are seen: whoever gives the text has looked at it.
        assert!(record.contains("said = \"red text") && !record.contains('\u{1b}'), "{record}");
    }
}

/// What was typed for a day, and is none yet, stands there again.
#[test]
fn half_a_day_is_offered_again() {
    if pty::is_missing() {
        return;
    }
    let home = home("kind = \"date\"");
    let mut held = at_prompt(&home, false, ASK);
    held.press("2 wor");
    held.sees("2 wor");
    held.press(ESC);
    held.sees("Carry on");
    held.mark("A child may be at risk now");
    held.press("\r");
    held.answers(&[("in danger now", One("No")), ("significant harm", One("No"))]);
    held.asks(ASK);
    held.sees("2 wor");
    held.press("king days");
    held.sees("king days");
    sleep(Duration::from_millis(60));
    held.press("\r");
    held.answer("Type write", Line("write"));
    held.ends(0);
}

#[test]
fn signs_that_turn_the_writing_round_are_refused_and_never_drawn() {
    if pty::is_missing() {
        return;
    }
    for in_plain in [false, true] {
        let home = home("kind = \"line\"");
        let mut held = at_prompt(&home, in_plain, ASK);
        held.press("Seen \u{202e}at\u{9b} home");
        held.sees("home");
        sleep(Duration::from_millis(60));
        held.press("\r");
        held.sees("hidden characters are in it");
        nothing_is_answered(&home, "turned round");
        held.asks("");
        if in_plain {
            held.press("Seen at home");
        }
        held.sees("Seen at home");
        sleep(Duration::from_millis(60));
        held.press("\r");
        held.answer("Type write", Line("write"));
        held.ends(0);
        let bytes = held.bytes();
        let shown = String::from_utf8_lossy(&bytes);
        assert!(!shown.contains(['\u{202e}', '\u{9b}']), "plain: {in_plain}");
        assert!(home.only_record().contains("said = \"Seen at home\""), "{}", home.only_record());
    }
}

#[test]
fn input_in_another_encoding_is_not_guessed_at() {
    let home = home("kind = \"line\"");
    let run = piped(&home, b"no\nno\nat the caf\xe9\nwrite\n").ends(4);
    assert!(run.err.contains("UTF-8"), "{}", run.err);
    nothing_is_answered(&home, "in another encoding");
    // A sign that cannot be seen is refused, and not taken out.
    let home = self::home("kind = \"line\"");
    piped(&home, b"no\nno\nSeen\0 at home\nSeen at home\nwrite\n").ends(0).says("hidden characters are in it");
    assert!(home.only_record().contains("said = \"Seen at home\""), "{}", home.only_record());
    let home = self::home("kind = \"line\"");
    let strategies = home.path().join("strategies").display().to_string();
    let file = b"format = 1\nstrategy = \"one\"\ncase = \"PCC-48213\"\ndanger-now = \"no\"\nat-risk = \"no\"\n[answers]\nit = \"caf\xe9\"\n";
    let run = home.run_with_bytes(&["--strategies", &strategies, "start", "--answers", "-"], file).ends(3);
    assert!(run.err.contains("UTF-8"), "{}", run.err);
    assert!(home.record_names().is_empty());
}

#[test]
fn a_pipe_that_says_the_same_for_ever_chooses_nothing() {
    for (step, words) in [
        ("kind = \"yes-no\"", "maybe"),
        ("kind = \"yes-no\"", "yes"),
        ("kind = \"text\"", "no"),
        ("kind = \"text\"", ":why"),
        ("kind = \"people\"", "n"),
        ("kind = \"date\"", "2"),
    ] {
        let home = home(step);
        let run = piped(&home, format!("{words}\n").repeat(3_000).as_bytes());
        // A yes to the first question of all stops, for a child who may be in danger.
        let code = if words == "yes" { &[9][..] } else { &[4, 8] };
        assert!(code.contains(&run.code), "{words}: {}\n{}", run.code, &run.err[..run.err.len().min(2_000)]);
        assert!(home.record_names().is_empty(), "{words} wrote a record");
    }
}

/// What was written in an editor and is refused is there again when the editor is opened again.
#[test]
fn a_text_that_is_refused_after_the_editor_is_not_lost() {
    if pty::is_missing() {
        return;
    }
    for in_plain in [false, true] {
        let home = home("kind = \"text\"");
        // The first time it writes too much. The second time it takes what is there and shortens it.
        let editor = home.file(
            "editor.sh",
            "if [ $(wc -c < \"$1\") -gt 100000 ]; then head -c 20 \"$1\" > \"$1.new\"; mv \"$1.new\" \"$1\"\n\
             else printf 'Word %.0s' $(seq 25000) > \"$1\"; fi\n",
        );
        let mut command = command(&home);
        command.env("EDITOR", format!("sh {}", editor.display())).env("PATH", "/usr/bin:/bin");
        let mut held = if in_plain { Window::open_plain(command.arg("--plain")) } else { Window::open(&command) };
        held.answers(&[("in danger now", One("No")), ("significant harm", One("No"))]);
        held.asks(ASK);
        held.line(":edit");
        held.sees("write 100000 characters or fewer");
        held.asks("");
        held.line(":edit");
        held.answer("Type write", Line("write"));
        held.ends(0);
        assert!(home.only_record().contains("said = \"Word Word Word Word\""), "{}", home.only_record());
    }
}
