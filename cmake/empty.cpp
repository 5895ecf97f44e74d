// Keeps a folder without sources a library.
