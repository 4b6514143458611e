import postgres from "postgres";

/** A Data API that does nothing but call doors, each in a transaction of its own as PostgREST does. */
export type DoorApi = { readonly url: string; readonly stop: () => Promise<void> };

/** Starts one in front of a database, on a free port of this machine. */
export function startDoorApi(databaseUrl: string): DoorApi {
  const sql = postgres(databaseUrl, { max: 4, connection: { role: "service_role" } });
  const calls = new Map<string, Promise<string>>();

  async function callOf(door: string): Promise<string> {
    const declared = await sql<{ name: string; type: string }[]>`
      select name, type::regtype::text as type
      from pg_proc, unnest(proargnames, proargtypes::oid[]) as argument (name, type)
      where pronamespace = 'public'::regnamespace and proname = ${door}`;
    const given = declared.map(({ name }) => `${name} := given.${name}`);
    const columns = declared.map(({ name, type }) => `${name} ${type}`);
    return `select public.${door}(${given.join()})::text as answer from json_to_record($1::text::json) as given (${columns.join()})`;
  }

  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => undefined },
    async (request) => {
      const door = new URL(request.url).pathname.split("/").at(-1) ?? "";
      const call = calls.get(door) ?? callOf(door);
      calls.set(door, call);
      const [row] = await sql.unsafe<{ answer: string | null }[]>(await call, [await request.text()], {
        prepare: true,
      });
      return new Response(row?.answer ?? "null", { headers: { "content-type": "application/json" } });
    },
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    async stop() {
      await server.shutdown();
      await sql.end();
    },
  };
}
