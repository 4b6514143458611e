import type { Plan } from "./exchange.ts";
import { bytes, type Delivery, type Sender, signed } from "./sender.ts";
import type { Message } from "./sign.ts";

/** What else reaches an address on the internet, made from a message that the sender did send. None of it may leave a trace. */
export async function attacks(sender: Sender, message: Message): Promise<readonly Plan[]> {
  const genuine = await signed(sender, message);
  const signedBody = (body: Uint8Array) => signed(sender, { id: message.id, body });
  const forged = await signed({ ...sender, secret: sender.wrongSecret }, message);
  const unsigned: Delivery = { method: "POST", path: "", headers: {}, body: message.body };
  const empty = new Uint8Array();
  const huge = new Uint8Array(1_000_001).fill(0x20);
  return [
    ...(await forgeries(sender, message, genuine)),
    plan("wrong secret", [forged], "401 unverified"),
    plan("not signed at all", [unsigned], "401 unverified"),
    plan("signed, not JSON", [await signedBody(bytes('{"id":'))], "400 malformed-body"),
    plan("signed, not UTF-8", [await signedBody(Uint8Array.of(0x22, 0xff, 0x22))], "400 malformed-body"),
    plan("signed, not an event", [await signedBody(bytes("42"))], "422 unidentifiable-event"),
    plan("signed, empty", [await signedBody(empty)], "400 malformed-body"),
    plan("over 1 MB", [{ ...genuine, body: huge }], "413 body-too-large"),
    plan(
      "GET and PUT",
      [
        { ...genuine, method: "GET", body: null },
        { ...genuine, method: "PUT" },
      ],
      "405 method-not-allowed",
    ),
    plan("unknown path", [{ ...genuine, path: `${genuine.path}/no/such/path` }], "404 not-found"),
  ];
}

/** What only a signature can tell from the real thing; a secret in the address can't. */
async function forgeries(sender: Sender, message: Message, genuine: Delivery): Promise<readonly Plan[]> {
  if (Object.keys(genuine.headers).length === 0) return [];
  const last = message.body.length - 1;
  const tampered = { ...genuine, body: message.body.with(last, 0x20) };
  const fourDaysAgo = new Date(Date.now() - 4 * 24 * 60 * 60 * 1000);
  const tomorrow = new Date(Date.now() + 24 * 60 * 60 * 1000);
  const untimely = [await signed(sender, message, fourDaysAgo), await signed(sender, message, tomorrow)];
  return [
    plan("tampered body", [tampered], "401 unverified"),
    plan("signed long ago, or tomorrow", untimely, "401 unverified"),
  ];
}

function plan(kind: string, deliveries: readonly Delivery[], answer: string): Plan {
  return { kind, deliveries, expected: deliveries.map(() => answer) };
}
