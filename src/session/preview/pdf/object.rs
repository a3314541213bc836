//! The values that a PDF document is written in (ISO 32000-1, 7.3).

/// How deep values may nest.
const DEPTH: usize = 32;

/// How many values are read at one place.
const VALUES: usize = 20_000;

/// A value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    /// A number, without its fraction.
    Number(i64),
    /// A name, as it is written.
    Name(Vec<u8>),
    /// A text.
    Text(Vec<u8>),
    /// Another object, by its number.
    Reference(u32),
    /// A list.
    List(Vec<Value>),
    /// Names with values.
    Dictionary(Vec<(Vec<u8>, Value)>),
    /// Something else, such as `true` or `null`.
    Word,
}

impl Value {
    /// Returns the value of a name in a dictionary.
    pub(super) fn entry(&self, name: &str) -> Option<&Value> {
        match self {
            Value::Dictionary(entries) => {
                let (_, value) = entries.iter().find(|(key, _)| key == name.as_bytes())?;
                Some(value)
            }
            Value::Number(_)
            | Value::Name(_)
            | Value::Text(_)
            | Value::Reference(_)
            | Value::List(_)
            | Value::Word => None,
        }
    }

    /// Tells whether a name of a dictionary has this name for its value.
    pub(super) fn is(&self, key: &str, name: &str) -> bool {
        match self.entry(key) {
            Some(Value::Name(found)) => found == name.as_bytes(),
            Some(_) | None => false,
        }
    }

    /// Returns the number of a name in a dictionary.
    pub(super) fn number(&self, name: &str) -> Option<usize> {
        match self.entry(name)? {
            Value::Number(number) => usize::try_from(*number).ok(),
            Value::Name(_)
            | Value::Text(_)
            | Value::Reference(_)
            | Value::List(_)
            | Value::Dictionary(_)
            | Value::Word => None,
        }
    }
}

/// Reads values one after the other.
pub(super) struct Reader<'a> {
    bytes: &'a [u8],
    /// Where the next one begins.
    pub(super) at: usize,
    left: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8], at: usize) -> Self {
        Self {
            bytes,
            at,
            left: VALUES,
        }
    }

    /// Reads a value; none at the end, at what is no value, and beyond what is read.
    pub(super) fn value(&mut self) -> Option<Value> {
        self.nested(0)
    }

    /// Reads a number that is no reference.
    pub(super) fn number(&mut self) -> Option<u64> {
        self.skip_space();
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        let digits = std::str::from_utf8(self.bytes.get(start..self.at)?).ok()?;
        digits.parse().ok()
    }

    /// Steps over a word if it is the next.
    pub(super) fn word(&mut self, word: &str) -> Option<()> {
        self.skip_space();
        let rest = self.bytes.get(self.at..)?;
        rest.starts_with(word.as_bytes()).then(|| {
            self.at += word.len();
        })
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while let Some(byte) = self.peek() {
            match byte {
                b'%' => {
                    while self
                        .peek()
                        .is_some_and(|byte| !matches!(byte, b'\r' | b'\n'))
                    {
                        self.at += 1;
                    }
                }
                0 | b'\t' | b'\n' | 12 | b'\r' | b' ' => self.at += 1,
                _ => return,
            }
        }
    }

    fn nested(&mut self, depth: usize) -> Option<Value> {
        self.left = self.left.checked_sub(1)?;
        if depth > DEPTH {
            return None;
        }
        self.skip_space();
        match self.peek()? {
            b'<' if self.bytes.get(self.at + 1) == Some(&b'<') => {
                self.at += 2;
                let mut entries = Vec::new();
                while self.word(">>").is_none() {
                    let Value::Name(key) = self.nested(depth + 1)? else {
                        return None;
                    };
                    entries.push((key, self.nested(depth + 1)?));
                }
                Some(Value::Dictionary(entries))
            }
            b'[' => {
                self.at += 1;
                let mut values = Vec::new();
                while self.word("]").is_none() {
                    values.push(self.nested(depth + 1)?);
                }
                Some(Value::List(values))
            }
            b'<' => self.hex(),
            b'(' => self.literal(),
            b'/' => {
                self.at += 1;
                Some(Value::Name(self.regular().to_vec()))
            }
            b'0'..=b'9' | b'+' | b'-' | b'.' => self.number_or_reference(),
            _ => (!self.regular().is_empty()).then_some(Value::Word),
        }
    }

    fn regular(&mut self) -> &'a [u8] {
        let start = self.at;
        let is_regular = |byte: u8| {
            !matches!(
                byte,
                0 | b'\t'
                    | b'\n'
                    | 12
                    | b'\r'
                    | b' '
                    | b'('
                    | b')'
                    | b'<'
                    | b'>'
                    | b'['
                    | b']'
                    | b'{'
                    | b'}'
                    | b'/'
                    | b'%'
            )
        };
        while self.peek().is_some_and(is_regular) {
            self.at += 1;
        }
        self.bytes.get(start..self.at).unwrap_or_default()
    }

    fn number_or_reference(&mut self) -> Option<Value> {
        let text = std::str::from_utf8(self.regular()).ok()?;
        let whole = text.split('.').next().unwrap_or_default();
        let number = match whole.trim_start_matches('+') {
            "" | "-" => 0,
            digits => digits.parse().ok()?,
        };
        if let Ok(object) = u32::try_from(number)
            && text.bytes().all(|byte| byte.is_ascii_digit())
        {
            let after = self.at;
            if self.number().is_some() && self.word("R").is_some() {
                return Some(Value::Reference(object));
            }
            self.at = after;
        }
        Some(Value::Number(number))
    }

    fn hex(&mut self) -> Option<Value> {
        self.at += 1;
        let mut digits = Vec::new();
        loop {
            let byte = self.peek()?;
            self.at += 1;
            match byte {
                b'>' => break,
                _ => digits.extend(
                    char::from(byte)
                        .to_digit(16)
                        .and_then(|d| u8::try_from(d).ok()),
                ),
            }
        }
        let bytes = digits.chunks(2).map(|pair| match pair {
            [high, low] => high << 4 | low,
            [high] => high << 4,
            _ => 0,
        });
        Some(Value::Text(bytes.collect()))
    }

    fn literal(&mut self) -> Option<Value> {
        self.at += 1;
        let mut text = Vec::new();
        let mut open = 0_usize;
        loop {
            let byte = self.peek()?;
            self.at += 1;
            match byte {
                b'(' => open += 1,
                b')' if open == 0 => return Some(Value::Text(text)),
                b')' => open -= 1,
                b'\\' => {
                    self.escaped(&mut text)?;
                    continue;
                }
                _ => {}
            }
            text.push(byte);
        }
    }

    fn escaped(&mut self, text: &mut Vec<u8>) -> Option<()> {
        let byte = self.peek()?;
        self.at += 1;
        match byte {
            b'n' => text.push(b'\n'),
            b'r' => text.push(b'\r'),
            b't' => text.push(b'\t'),
            b'0'..=b'7' => {
                let mut code = u32::from(byte - b'0');
                for _ in 0..2 {
                    let Some(digit @ b'0'..=b'7') = self.peek() else {
                        break;
                    };
                    code = code * 8 + u32::from(digit - b'0');
                    self.at += 1;
                }
                text.push(u8::try_from(code & 255).unwrap_or_default());
            }
            b'\r' | b'\n' => {}
            byte => text.push(byte),
        }
        Some(())
    }
}
