const encoder = new TextEncoder();

/**
 * Writes lines into a file in place of what it held, for its owner alone to read: what is told of people is nobody else's business.
 * Returns what `make` does. For commands whose result is a file, because npm writes lines of its own to standard output.
 */
export async function writePrivateLines<Result>(
  path: string,
  make: (write: (line: string) => void) => Promise<Result>,
): Promise<Result> {
  using file = await Deno.open(path, { write: true, create: true, truncate: true, mode: 0o600 });
  await Deno.chmod(path, 0o600);
  return await make((line) => {
    let rest = encoder.encode(`${line}\n`);
    while (rest.length > 0) rest = rest.subarray(file.writeSync(rest));
  });
}
