import { settledWithin } from "./settled-within.ts";

// What is shorter is read with its head, or lies in the connection's buffers.
const longest = 65_536;
const patienceMilliseconds = 5000;

/**
 * Has a request answered, and what nobody has read of its body then read before the answer ends: a connection that is closed on somebody
 * who still sends loses the answer that is on its way.
 */
export async function readOn(
  request: Request,
  answer: (request: Request) => Response | Promise<Response>,
): Promise<Response> {
  const declared = request.headers.get("content-length");
  if (request.body === null || (declared !== null && Number(declared) <= longest)) return answer(request);
  const reader = request.body.getReader({ mode: "byob" });
  const body = new ReadableStream({
    type: "bytes",
    autoAllocateChunkSize: longest,
    async pull(controller) {
      const { byobRequest } = controller;
      if (!byobRequest?.view) return;
      const { buffer, byteOffset, byteLength } = byobRequest.view;
      const { done, value } = await reader.read(new Uint8Array(buffer, byteOffset, byteLength));
      if (done) controller.close();
      if (value) byobRequest.respondWithNewView(value);
    },
  });

  async function readRest(): Promise<void> {
    try {
      while (!(await reader.read(new Uint8Array(longest))).done);
    } catch {
      // Whoever sent is gone.
    }
  }

  const answered = await answer(new Request(request, { body }));
  const ending = new TransformStream<Uint8Array, Uint8Array>({
    // Not for ever: some send as long as they are listened to.
    flush: () => settledWithin(patienceMilliseconds, readRest()),
  });
  return new Response(answered.body?.pipeThrough(ending) ?? null, answered);
}
