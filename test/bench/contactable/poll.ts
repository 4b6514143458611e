import postgres from "postgres";

/** What readers met with while something went on: how long that took, and each of their reads, in milliseconds. */
export type Polled = { readonly milliseconds: number; readonly reads: readonly number[] };

const betweenReads = 10;

/** Reads a broker's best contactable leads every ten milliseconds while `work` goes on. */
export async function pollWhile(
  databaseUrl: string,
  broker: number,
  work: () => Promise<unknown>,
): Promise<Polled> {
  const reader = postgres(databaseUrl, { max: 1, fetch_types: false });
  const reads: number[] = [];
  const going = { on: true };
  const isGoing = () => going.on;
  const read = async () => {
    const start = performance.now();
    await reader`
      select lead_id from public.mv_contactable_leads where broker_id = ${broker}
      order by score desc, created_at, lead_id limit 250`;
    reads.push(performance.now() - start);
  };
  try {
    // Connects, and plans.
    await read();
    reads.length = 0;
    const start = performance.now();
    const working = work().finally(() => {
      going.on = false;
    });
    while (isGoing()) {
      await read();
      await new Promise((resolve) => setTimeout(resolve, betweenReads));
    }
    await working;
    return { milliseconds: performance.now() - start, reads };
  } finally {
    await reader.end();
  }
}
