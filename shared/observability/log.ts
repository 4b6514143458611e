/** One line of the log. What it holds besides is for `event` to say. */
export type LogEntry = {
  readonly event: string;
  /** The id of the request, which the answer carries too. */
  readonly request: string;
};

/** Writes one entry. */
export type Log<Entry extends LogEntry> = (entry: Entry) => void;

/** Where finished lines go. */
export type LogOutput = { readonly log: (line: string) => void; readonly error: (line: string) => void };

/**
 * A log of one JSON object per line, as the platform's log search takes it apart.
 *
 * Entries hold codes, counts and ids. Never headers, bodies, addresses with tokens, nor any message of the database: the
 * types of the entries leave no room for them.
 */
export function jsonLog<Entry extends LogEntry>(
  functionName: string,
  output: LogOutput = console,
): Log<Entry> {
  return function log({ event, request, ...specifics }) {
    const line = JSON.stringify({ event, function: functionName, request, ...specifics });
    if (event === "failed") output.error(line);
    else output.log(line);
  };
}
