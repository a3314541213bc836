use super::*;

fn screen(options: Options) -> Screen<Vec<u8>> {
    Screen::over(Vec::new(), Size::new(20, 4), options).unwrap()
}

fn text(screen: &Screen<Vec<u8>>) -> String {
    String::from_utf8(screen.writer().clone()).unwrap()
}

fn say(frame: &mut Frame<'_>, text: &str) -> Option<Position> {
    frame.render_widget(text, frame.area());
    None
}

#[test]
fn the_modes_go_out_with_the_first_frame() {
    let mut screen = screen(Options::default());
    screen.enter().unwrap();
    assert_eq!(text(&screen), "");
    screen.draw(|frame| say(frame, "hello")).unwrap();
    assert!(text(&screen).starts_with("\u{1b}[22;2t\u{1b}[?1049h"));
    assert!(text(&screen).contains("hello"));
}

#[test]
fn leaving_gives_the_cursor_the_screen_and_the_title_back() {
    let mut screen = screen(Options::default());
    screen.enter().unwrap();
    screen.draw(|frame| say(frame, "hello")).unwrap();
    screen.leave().unwrap();
    let shown = text(&screen);
    let end = shown.rsplit_once("\u{1b}[m").unwrap().1;
    assert!(
        end.starts_with("\u{1b}[?25h\u{1b}[?1049l\u{1b}[23;2t"),
        "{end:?}"
    );
}

#[test]
fn coming_back_paints_everything_again() {
    let mut screen = screen(Options::default());
    screen.enter().unwrap();
    screen.draw(|frame| say(frame, "hello")).unwrap();
    screen.leave().unwrap();
    screen.enter().unwrap();
    screen.draw(|frame| say(frame, "hello")).unwrap();
    assert_eq!(text(&screen).matches("hello").count(), 2);
}

#[test]
fn a_resize_paints_everything_again() {
    let mut screen = screen(Options::default());
    screen.enter().unwrap();
    screen.draw(|frame| say(frame, "hello")).unwrap();
    screen.set_size(Size::new(10, 2));
    screen.draw(|frame| say(frame, "hello")).unwrap();
    assert_eq!(text(&screen).matches("hello").count(), 2);
}

#[test]
fn a_title_cannot_carry_a_command() {
    let mut screen = screen(Options::default());
    screen.set_title("audit\u{7}\u{1b}]52;c;AAAA\u{7}\u{202e}x");
    screen.flush().unwrap();
    assert!(text(&screen).starts_with("\u{1b}]2;tickmark: audit]52;c;AAAAx\u{7}"));
}

#[test]
fn the_mouse_is_off_until_it_is_wanted() {
    let mut screen = screen(Options::default());
    screen.enter().unwrap();
    screen.flush().unwrap();
    assert!(!text(&screen).contains("?1000h"));
    screen.set_mouse(true);
    screen.flush().unwrap();
    assert!(text(&screen).contains("\u{1b}[?1000h"));
}

#[test]
fn a_terminal_without_a_size_is_taken_as_the_usual_one() {
    assert_eq!(usable(Size::new(0, 0)), USUAL);
    assert!(u16::try_from(usable(Size::new(60_000, 60_000)).area()).is_ok());
}
