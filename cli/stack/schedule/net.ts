import postgres from "postgres";
import { postQueued, type QueuedRequest } from "./post-queued.ts";

/** What stands in for pg_net while it runs. */
export type Net = { readonly stop: () => Promise<void> };

const pauseMilliseconds = 500;
const batch = 200;

/**
 * Stands in for pg_net: posts what is in net.http_request_queue, to this machine only, and keeps the answers in net._http_response for
 * six hours. As there, what was taken from the queue is lost when this process dies.
 */
export function startNet(adminUrl: string): Net {
  const sql = postgres(adminUrl, { max: 1, onnotice: () => undefined });
  const ended = new AbortController();
  const underway = new Set<Promise<void>>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function takeQueued(): Promise<void> {
    const taken = await sql<QueuedRequest[]>`
      delete from net.http_request_queue
      where id in (select id from net.http_request_queue order by id limit ${batch})
      returning id, method, url, headers, convert_from(body, 'UTF8') as body, timeout_milliseconds`;
    for (const request of taken) {
      const posting = post(request).finally(() => underway.delete(posting));
      underway.add(posting);
    }
    if (taken.length > 0) {
      await sql`delete from net._http_response where created < now() - interval '6 hours'`;
    }
  }

  async function post(request: QueuedRequest): Promise<void> {
    const answer = await postQueued(request, ended.signal);
    if (ended.signal.aborted) return;
    await sql`insert into net._http_response ${sql({ id: request.id, ...answer })}`.catch(() => undefined);
  }

  let taking = Promise.resolve();
  function wait(): void {
    timer = setTimeout(() => {
      // The database may be away: what is queued then is lost there too.
      taking = takeQueued()
        .catch(() => undefined)
        .then(() => {
          if (!ended.signal.aborted) wait();
        });
    }, pauseMilliseconds);
  }

  wait();
  return {
    async stop() {
      ended.abort();
      clearTimeout(timer);
      await taking;
      await Promise.all(underway);
      await sql.end({ timeout: 1 });
    },
  };
}
