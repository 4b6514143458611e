/** Presses the button by which a mail program unsubscribes (RFC 8058), as often as said; what was answered each time. */
export async function pressUnsubscribe(link: string, times: number): Promise<readonly number[]> {
  const statuses: number[] = [];
  for (let time = 0; time < times; time += 1) {
    const response = await fetch(link, {
      method: "POST",
      body: new URLSearchParams({ "List-Unsubscribe": "One-Click" }),
    });
    await response.body?.cancel();
    statuses.push(response.status);
  }
  return statuses;
}
