import type { Plan } from "./exchange.ts";
import { bytes, type Delivery, type Sender, signed } from "./sender.ts";
import type { Message } from "./sign.ts";

/** What else reaches an address on the internet, made from a message that the sender did send. None of it may leave a trace. */
export async function attacks(sender: Sender, message: Message): Promise<readonly Plan[]> {
  const genuine = await signed(sender, message);
  const signedBody = async (kind: string, body: Uint8Array, answer: string) => {
    const delivery = await signed(sender, { id: message.id, body });
    // A proof that goes into the body can't go into every body.
    const isBare = delivery.path === "" && bearsNothing(delivery, body);
    return plan(kind, [delivery], isBare ? "401 unverified" : answer);
  };
  const forged = await signed({ ...sender, secret: sender.wrongSecret }, message);
  const unsigned: Delivery = { method: "POST", path: "", headers: {}, body: message.body };
  const huge = new Uint8Array(1_000_001).fill(0x20);
  return [
    ...(await forgeries(sender, message, genuine)),
    plan("wrong secret", [forged], "401 unverified"),
    plan("not signed at all", [unsigned], "401 unverified"),
    await signedBody("signed, not JSON", bytes('{"id":'), "400 malformed-body"),
    await signedBody("signed, not UTF-8", Uint8Array.of(0x22, 0xff, 0x22), "400 malformed-body"),
    await signedBody("signed, not an event", bytes("42"), "422 unidentifiable-event"),
    await signedBody("signed, empty", new Uint8Array(), "400 malformed-body"),
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

/** What only a signature can tell from the real thing, and a secret in the address can't; of some, only one that covers a time. */
async function forgeries(sender: Sender, message: Message, genuine: Delivery): Promise<readonly Plan[]> {
  if (bearsNothing(genuine, message.body)) return [];
  const body = genuine.body ?? message.body;
  const tampered = { ...genuine, body: body.with(body.length - 1, 0x20) };
  const fourDaysAgo = new Date(Date.now() - 4 * 24 * 60 * 60 * 1000);
  const tomorrow = new Date(Date.now() + 24 * 60 * 60 * 1000);
  const untimely = [await signed(sender, message, fourDaysAgo), await signed(sender, message, tomorrow)];
  const isTimed = untimely.every((delivery) => JSON.stringify(delivery) !== JSON.stringify(genuine));
  return [
    plan("tampered body", [tampered], "401 unverified"),
    ...(isTimed ? [plan("signed long ago, or tomorrow", untimely, "401 unverified")] : []),
  ];
}

/** Whether neither the headers nor the body that was to be sent hold a proof. */
function bearsNothing({ headers, body }: Delivery, sent: Uint8Array): boolean {
  return Object.keys(headers).length === 0 && body === sent;
}

function plan(kind: string, deliveries: readonly Delivery[], answer: string): Plan {
  return { kind, deliveries, expected: deliveries.map(() => answer) };
}
