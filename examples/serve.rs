//! A server that counts primes: each line of a connection is a number, and the answer is how many primes
//! there are up to it. A task works it out in the background; when the deadline passes first, the task is
//! cancelled.
//!
//! ```text
//! cargo run --release --example serve -- [--port P] [--deadline-ms D]
//! ```
//!
//! It listens on the loopback address only, and prints where; without `--port`, on a port that is free. The
//! lines:
//!
//! ```text
//! 100             25
//! 4000000000      late                     when its deadline, of a second if not said otherwise, has passed
//! forever         late                     always: it ends only when it is cancelled
//! one             not a number: "one" (invalid digit found in string)
//! deadline 50     deadline: 50 ms          for the lines that follow in this connection
//! quit                                     the end of the connection
//! ```

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::ExitCode;
use std::thread;
use std::time::Duration;

use abreast::prelude::*;
use abreast::{Task, is_cancelled, spawn};

/// No request is longer. Who sends a longer line is not listened to any more.
const LONGEST_LINE: u64 = 1_000;

fn main() -> ExitCode {
    let options = match Options::parse(std::env::args().skip(1)) {
        Ok(options) => options,
        Err(error) => {
            eprintln!("serve: {error}\nusage: serve [--port P] [--deadline-ms D]");
            return ExitCode::from(2);
        }
    };
    match listen(&options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("serve: {error}");
            ExitCode::from(1)
        }
    }
}

#[derive(Debug, PartialEq)]
struct Options {
    port: u16,
    deadline: Duration,
}

impl Options {
    fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Options, String> {
        let mut options = Options {
            port: 0,
            deadline: Duration::from_secs(1),
        };
        while let Some(name) = arguments.next() {
            let value = arguments.next().ok_or(format!("{name}: no value"))?;
            let wrong = |error| format!("{name} {value}: {error}");
            match &name[..] {
                "--port" => options.port = value.parse().map_err(wrong)?,
                "--deadline-ms" => options.deadline = milliseconds(&value).map_err(wrong)?,
                _ => return Err(format!("{name}: no such option")),
            }
        }
        Ok(options)
    }
}

fn milliseconds(text: &str) -> Result<Duration, std::num::ParseIntError> {
    // As many as a `u32` holds are seven weeks.
    text.parse::<u32>()
        .map(|number| Duration::from_millis(number.into()))
}

fn listen(options: &Options) -> io::Result<()> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, options.port))?;
    writeln!(io::stdout(), "listening on {}", listener.local_addr()?)?;
    serve(listener.incoming(), options.deadline);
    Ok(())
}

/// Returns when there are no more connections, and all have ended.
///
/// Each has a thread of its own, which mostly waits for its client. The tasks of all share the threads of
/// the pool.
fn serve(connections: impl Iterator<Item = io::Result<TcpStream>>, deadline: Duration) {
    thread::scope(|s| {
        for connection in connections {
            let started = connection.and_then(|stream| {
                let attend = move || tell(attend(&stream, deadline));
                thread::Builder::new().spawn_scoped(s, attend)
            });
            tell(started.map(drop));
        }
    });
}

/// A connection that fails is no reason to end the others: its error is a line on standard error, if that
/// is open.
fn tell(done: io::Result<()>) {
    if let Err(error) = done {
        let _ = writeln!(io::stderr(), "serve: a connection: {error}");
    }
}

/// Answers line by line, until the client has no more, or says so.
fn attend(stream: &TcpStream, mut deadline: Duration) -> io::Result<()> {
    let (mut input, mut output) = (BufReader::new(stream), stream);
    let mut line = Vec::new();
    loop {
        line.clear();
        (&mut input)
            .take(LONGEST_LINE)
            .read_until(b'\n', &mut line)?;
        let text = String::from_utf8_lossy(&line);
        if line.is_empty() || text.trim() == "quit" {
            return Ok(());
        }
        let mut answer = answer(text.trim(), &mut deadline);
        answer.push('\n');
        output.write_all(answer.as_bytes())?;
        if line.last() != Some(&b'\n') {
            // The last line, or one that is too long.
            return Ok(());
        }
    }
}

fn answer(line: &str, deadline: &mut Duration) -> String {
    if let Some(limit) = line.strip_prefix("deadline ") {
        return match milliseconds(limit.trim()) {
            Ok(limit) => {
                *deadline = limit;
                format!("deadline: {} ms", limit.as_millis())
            }
            Err(error) => format!("not a number: {limit:?} ({error})"),
        };
    }
    let task = match line {
        "forever" => spawn(forever),
        _ => match line.parse::<u32>() {
            Ok(limit) => spawn(move || count_primes(limit)),
            Err(error) => return format!("not a number: {line:?} ({error})"),
        },
    };
    match in_time(task, *deadline) {
        Some(count) => count.to_string(),
        None => "late".to_owned(),
    }
}

/// What the task comes to, if it does by the deadline. It is over in any case then: what nobody waits for
/// takes no thread.
fn in_time(task: Task<Option<u64>>, deadline: Duration) -> Option<u64> {
    match task.join_timeout(deadline) {
        Ok(count) => count,
        Err(task) => {
            // Even if it has just come to its end after all.
            let _ = task.cancel();
            None
        }
    }
}

/// How many primes there are up to `limit`; `None` if the task was cancelled meanwhile.
fn count_primes(limit: u32) -> Option<u64> {
    /// The work of a few milliseconds, at the most: so soon does the task end when it is cancelled.
    const BLOCK: u32 = 256;
    (0..=limit / BLOCK)
        .par_map(|block| {
            if is_cancelled() {
                return None;
            }
            let first = block * BLOCK;
            let last = first.saturating_add(BLOCK - 1).min(limit);
            let primes = (first..=last).filter(|&number| is_prime(number));
            Some(primes.count() as u64)
        })
        .sum()
}

fn is_prime(number: u32) -> bool {
    let mut divisors = (2..).take_while(|&divisor| divisor <= number / divisor);
    number >= 2 && divisors.all(|divisor| number % divisor != 0)
}

/// The work that no deadline is long enough for.
fn forever() -> Option<u64> {
    while !is_cancelled() {
        std::hint::spin_loop();
    }
    None
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;

    /// Far more than any of the requests takes; and as long does a client wait for a line.
    const MINUTE: Duration = Duration::from_secs(60);

    struct Client {
        input: BufReader<TcpStream>,
        output: TcpStream,
    }

    impl Client {
        fn new(server: SocketAddr) -> Client {
            let output = TcpStream::connect(server).unwrap();
            output.set_read_timeout(Some(MINUTE)).unwrap();
            output.set_write_timeout(Some(MINUTE)).unwrap();
            let input = BufReader::new(output.try_clone().unwrap());
            Client { input, output }
        }

        fn send(&mut self, text: &str) {
            self.output.write_all(text.as_bytes()).unwrap();
        }

        /// Without the end of the line; empty at the end of the connection.
        fn receive(&mut self) -> String {
            let mut line = String::new();
            self.input.read_line(&mut line).unwrap();
            line.trim_end().to_owned()
        }

        fn ask(&mut self, request: &str) -> String {
            self.send(&format!("{request}\n"));
            self.receive()
        }
    }

    /// Runs the clients beside a server that ends when so many have come and gone.
    fn with_server(clients: usize, deadline: Duration, drive: impl FnOnce(SocketAddr)) {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let (over, is_over) = std::sync::mpsc::channel();
        // Not in a scope, which would wait for it when a client has panicked.
        drop(thread::spawn(move || {
            serve(listener.incoming().take(clients), deadline);
            over.send(()).unwrap();
        }));
        drive(address);
        is_over.recv_timeout(MINUTE).unwrap();
    }

    /// Says so when it is dropped: also if a test fails.
    struct Over<'a>(&'a AtomicBool);

    impl Drop for Over<'_> {
        fn drop(&mut self) {
            self.0.store(true, Ordering::Relaxed);
        }
    }

    #[test]
    fn answers_line_by_line() {
        with_server(1, MINUTE, |server| {
            let mut client = Client::new(server);
            for (request, expected) in [
                ("0", "0"),
                ("1", "0"),
                ("2", "1"),
                ("3", "2"),
                ("100", "25"),
                (" 255 ", "54"),
                ("256", "54"),
                ("257", "55"),
                ("10000", "1229"),
                (
                    "one",
                    "not a number: \"one\" (invalid digit found in string)",
                ),
                ("-1", "not a number: \"-1\" (invalid digit found in string)"),
                (
                    "",
                    "not a number: \"\" (cannot parse integer from empty string)",
                ),
                (
                    "4294967296",
                    "not a number: \"4294967296\" (number too large to fit in target type)",
                ),
                (
                    "deadline soon",
                    "not a number: \"soon\" (invalid digit found in string)",
                ),
                ("deadline 60000", "deadline: 60000 ms"),
                ("541", "100"),
            ] {
                assert_eq!(client.ask(request), expected, "{request:?}");
            }
            assert_eq!(client.ask("quit"), "", "the end of the connection");
        });
    }

    #[test]
    fn several_lines_at_once_are_answered_in_order() {
        with_server(1, MINUTE, |server| {
            let mut client = Client::new(server);
            client.send("10\nten\n100\nquit\n1000\n");
            assert_eq!(client.receive(), "4");
            assert!(client.receive().starts_with("not a number: \"ten\""));
            assert_eq!(client.receive(), "25");
        });
    }

    #[test]
    fn a_client_may_leave_without_a_word_and_its_last_line_needs_no_end() {
        with_server(2, MINUTE, |server| {
            drop(Client::new(server));
            let mut client = Client::new(server);
            client.send("10");
            client.output.shutdown(std::net::Shutdown::Write).unwrap();
            assert_eq!(client.receive(), "4");
            assert_eq!(client.receive(), "");
        });
    }

    #[test]
    fn a_line_without_an_end_is_not_read_for_ever() {
        with_server(1, MINUTE, |server| {
            let mut client = Client::new(server);
            client.send(&"x".repeat(LONGEST_LINE as usize));
            assert!(client.receive().starts_with("not a number: \"xxx"));
            assert_eq!(client.receive(), "");
        });
    }

    #[test]
    fn many_clients_at_once() {
        with_server(8, MINUTE, |server| {
            thread::scope(|s| {
                for _ in 0..8 {
                    s.spawn(|| {
                        let mut client = Client::new(server);
                        for _ in 0..20 {
                            assert_eq!(client.ask("1000"), "168");
                            assert_eq!(client.ask("7919"), "1000");
                        }
                        assert_eq!(client.ask("quit"), "");
                    });
                }
            });
        });
    }

    /// One client's request does not end by itself, and as long as it has no answer, the others ask and get
    /// theirs. Each request is late or in time for certain: the first ends only when cancelled, the others
    /// have a minute.
    #[test]
    fn the_late_are_cancelled_and_the_others_get_their_answers() {
        with_server(4, MINUTE, |server| {
            let is_over = AtomicBool::new(false);
            thread::scope(|s| {
                for _ in 0..3 {
                    s.spawn(|| {
                        let mut client = Client::new(server);
                        let mut last = false;
                        while !last {
                            // Once more when it is over.
                            last = is_over.load(Ordering::Relaxed);
                            assert_eq!(client.ask("1000"), "168");
                        }
                    });
                }
                let over = Over(&is_over);
                let mut client = Client::new(server);
                assert_eq!(client.ask("deadline 200"), "deadline: 200 ms");
                let late = [(); 2].map(|()| client.ask("forever"));
                drop(over);
                assert_eq!(late, ["late", "late"]);
                assert_eq!(client.ask("deadline 60000"), "deadline: 60000 ms");
                assert_eq!(client.ask("1000"), "168", "in the same connection");
            });
        });
    }

    /// More of them than there are threads, so that some are not even begun by their deadline.
    #[test]
    fn the_late_leave_no_thread_at_work() {
        let clients = 2 * abreast::current_threads() + 1;
        with_server(clients, MINUTE, |server| {
            thread::scope(|s| {
                for _ in 0..clients {
                    s.spawn(|| {
                        let mut client = Client::new(server);
                        client.ask("deadline 10");
                        assert_eq!(client.ask("forever"), "late");
                        client.ask("deadline 60000");
                        assert_eq!(client.ask("541"), "100");
                    });
                }
            });
        });
    }

    #[test]
    fn a_cancelled_count_ends() {
        // Hours, if it went on. It may not have been begun.
        let task = spawn(|| count_primes(u32::MAX));
        assert!(matches!(task.cancel(), None | Some(None)));
        // This one has been.
        let (begun, is_begun) = std::sync::mpsc::channel();
        let task = spawn(move || {
            begun.send(()).unwrap();
            count_primes(u32::MAX)
        });
        is_begun.recv_timeout(MINUTE).unwrap();
        assert_eq!(task.cancel(), Some(None));
    }

    #[test]
    fn options_in_any_order() {
        let parse = |text: &str| Options::parse(text.split_whitespace().map(str::to_owned));
        let options = |port, ms| Options {
            port,
            deadline: Duration::from_millis(ms),
        };
        assert_eq!(parse(""), Ok(options(0, 1_000)));
        assert_eq!(parse("--deadline-ms 5 --port 80"), Ok(options(80, 5)));
        assert_eq!(parse("--port"), Err("--port: no value".to_owned()));
        assert_eq!(parse("--to 1"), Err("--to: no such option".to_owned()));
        assert_eq!(
            parse("--port 65536"),
            Err("--port 65536: number too large to fit in target type".to_owned())
        );
    }
}
