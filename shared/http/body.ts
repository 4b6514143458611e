import { byteReader } from "./byte-reader.ts";

/** Why a body could not be had. */
export type BodyFault = "body-too-large" | "body-incomplete";

const mostDiscarded = 10_000_000;

/**
 * The bytes of a request's or an answer's body, counted while they arrive: no more than one beyond `limit` is ever held.
 *
 * `content-length` is a hint. It makes the first buffer fit and may shorten the way to a refusal, but it can lie, and a
 * chunked body has none.
 */
export async function readBody(
  request: Pick<Request, "headers" | "body">,
  limit: number,
): Promise<Uint8Array | BodyFault> {
  const declared = Number(request.headers.get("content-length"));
  if (request.body === null) return declared > limit ? "body-too-large" : new Uint8Array();

  const reader = byteReader(request.body);
  if (declared > limit) return await tooLarge(reader);
  // One byte more than is expected, so that the end shows without another buffer.
  let buffer = new Uint8Array(1 + (declared > 0 ? Math.ceil(declared) : Math.min(limit, 4096)));
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read(buffer.subarray(size));
      if (value === undefined) return "body-incomplete";
      // The reader took the buffer away, and gives it back under the part that it has filled.
      buffer = new Uint8Array(value.buffer);
      if (done) return buffer.subarray(0, size);
      size += value.length;
      if (size > limit) return await tooLarge(reader);
      if (size === buffer.length) buffer = enlarged(buffer, Math.min(2 * size, limit + 1));
    }
  } catch {
    return "body-incomplete";
  }
}

/**
 * Reads on and keeps nothing, for a while: an answer that comes while its sender still sends looks to many like a connection that
 * broke, and would be tried again.
 */
async function tooLarge(reader: ReadableStreamBYOBReader): Promise<BodyFault> {
  let buffer = new Uint8Array(65_536);
  for (let size = 0; size < mostDiscarded;) {
    const { done, value } = await reader.read(buffer);
    if (done) return "body-too-large";
    size += value.length;
    buffer = new Uint8Array(value.buffer);
  }
  await reader.cancel();
  return "body-too-large";
}

function enlarged(bytes: Uint8Array, capacity: number) {
  const larger = new Uint8Array(capacity);
  larger.set(bytes);
  return larger;
}
