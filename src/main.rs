//! The program: arguments to settings to a command or the screens.

fn main() {}
