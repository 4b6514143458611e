import { expect, test } from "vitest";
import { forward } from "../../../cli/stack/forward.ts";

test.each([
  ["with all of its body sent", 4],
  ["with most of its body to come", 1000],
])("a client that went away, %s, is nothing to fail for", async (_, length) => {
  let forwarded: (status: number | string) => void = () => undefined;
  const outcome = new Promise<number | string>((resolve) => (forwarded = resolve));
  let release: () => void = () => undefined;
  const gone = new Promise<void>((resolve) => (release = resolve));
  const function_ = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => undefined }, async (r) => {
    await r.text();
    return new Response("taken");
  });
  const door = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => undefined }, async (request) => {
    await gone;
    const origin = `http://127.0.0.1:${function_.addr.port}`;
    try {
      const answer = await forward({ request, origin, prefix: "", peer: "127.0.0.1" });
      forwarded(answer.status);
      return answer;
    } catch (error) {
      forwarded(String(error));
      throw error;
    }
  });

  const client = await Deno.connect({ port: door.addr.port });
  const head = `POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: ${length}\r\n\r\nbody`;
  await client.write(new TextEncoder().encode(head));
  // Long enough for the request to have begun; the server has noticed its end when the next one is answered.
  await new Promise((resolve) => setTimeout(resolve, 50));
  client.close();
  await new Promise((resolve) => setTimeout(resolve, 50));
  release();
  expect(await outcome).toBe(499);
  await Promise.all([door.shutdown(), function_.shutdown()]);
});
