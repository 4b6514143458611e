/** What may be told of an exception: never its message, which can quote a payload, an address or a secret. */
export type Failure = {
  readonly error: string;
  /** What a machine called it, as an SQLSTATE. */
  readonly code?: string;
  /** Where it was thrown, innermost first. */
  readonly frames: readonly string[];
  readonly cause?: Failure;
};

const mostFrames = 8;
const mostCauses = 3;

/** Describes anything that was thrown by its name, its code, its stack frames and its causes. */
export function failureOf(thrown: unknown): Failure {
  return describe(thrown, mostCauses);
}

function describe(thrown: unknown, causes: number): Failure {
  if (!(thrown instanceof Error)) return { error: typeof thrown, frames: [] };
  const { name, cause } = thrown;
  const code = "code" in thrown ? thrown.code : undefined;
  return {
    error: /^[A-Za-z]{1,64}$/.test(name) ? name : "Error",
    ...(typeof code === "string" && /^[A-Z0-9_]{1,64}$/.test(code) && { code }),
    frames: framesOf(thrown),
    ...(cause !== undefined && causes > 0 && { cause: describe(cause, causes - 1) }),
  };
}

/** The lines of the stack below the message; none when it can't be told where the message ends. */
function framesOf({ stack = "", message }: Error): readonly string[] {
  const start = stack.indexOf(message);
  if (start < 0) return [];
  const lines = stack.slice(start + message.length).split("\n");
  return lines.flatMap((line) => /^ {4}at (.+)$/.exec(line)?.[1] ?? []).slice(0, mostFrames);
}
