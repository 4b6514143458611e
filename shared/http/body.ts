import { byteReader } from "./byte-reader.ts";

/** Why a body could not be had. */
export type BodyFault = "body-too-large" | "body-incomplete";

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
  if (declared > limit) return "body-too-large";
  if (request.body === null) return new Uint8Array();

  const reader = byteReader(request.body);
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
      if (size > limit) {
        await reader.cancel();
        return "body-too-large";
      }
      if (size === buffer.length) buffer = enlarged(buffer, Math.min(2 * size, limit + 1));
    }
  } catch {
    return "body-incomplete";
  }
}

function enlarged(bytes: Uint8Array, capacity: number) {
  const larger = new Uint8Array(capacity);
  larger.set(bytes);
  return larger;
}
