const senders = 8;

/** Sends every delivery to a URL, eight at a time. Throws when one is answered with another status than expected. */
export async function sendAll(
  url: string,
  deliveries: readonly RequestInit[],
  expectedStatus: number,
): Promise<void> {
  const waiting = [...deliveries];
  async function send(): Promise<void> {
    for (let delivery = waiting.pop(); delivery; delivery = waiting.pop()) {
      const answer = await fetch(url, delivery);
      const text = await answer.text();
      if (answer.status !== expectedStatus) throw new Error(`${url} answered ${answer.status}: ${text}`);
    }
  }
  await Promise.all(Array.from({ length: senders }, send));
}
