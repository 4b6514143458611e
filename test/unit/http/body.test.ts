import { expect, test } from "vitest";
import { readBody } from "../../../shared/http/body.ts";

// A server's body is a byte stream, which a request made in a test is not.
async function overHttp(limit: number, init: RequestInit): Promise<string> {
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => undefined },
    async (request) => {
      const body = await readBody(request, limit);
      return new Response(typeof body === "string" ? body : `${body.length} ${new Set(body).size}`);
    },
  );
  try {
    const answer = await fetch(`http://127.0.0.1:${server.addr.port}`, { method: "POST", ...init });
    return await answer.text();
  } finally {
    await server.shutdown();
  }
}

function chunks(count: number, size: number): ReadableStream<Uint8Array> {
  let sent = 0;
  return new ReadableStream({
    pull(controller) {
      controller.enqueue(new Uint8Array(size).fill(0x61));
      if (++sent === count) controller.close();
    },
  });
}

test("a body of exactly the limit is read, with its length or in chunks", async () => {
  expect(await overHttp(200_000, { body: "a".repeat(200_000) })).toBe("200000 1");
  expect(await overHttp(200_000, { body: chunks(20, 10_000) })).toBe("200000 1");
  expect(await overHttp(20, { body: chunks(20, 1) })).toBe("20 1");
});

test("a body of one byte more is not", async () => {
  expect(await overHttp(200_000, { body: "a".repeat(200_001) })).toBe("body-too-large");
  expect(await overHttp(199_999, { body: chunks(20, 10_000) })).toBe("body-too-large");
  expect(await overHttp(19, { body: chunks(20, 1) })).toBe("body-too-large");
});

test("no body is an empty one", async () => {
  expect(await overHttp(10, {})).toBe("0 0");
  expect(await overHttp(10, { body: "" })).toBe("0 0");
});
