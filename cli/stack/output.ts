/** Takes one line of the stack's output. */
export type Print = (line: string) => void;

/** Hands over the lines of a stream, until it ends. */
export async function eachLine(stream: ReadableStream<Uint8Array>, take: Print): Promise<void> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    lines.forEach(take);
  }
  if (rest !== "") take(rest);
}
