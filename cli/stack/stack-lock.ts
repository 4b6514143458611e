import { join } from "node:path";
import { z } from "zod/v3";

const holderSchema = z.object({ pid: z.number(), port: z.number(), token: z.string() });

type Holder = z.infer<typeof holderSchema>;

/**
 * Makes this process the only one that uses a stack's folder, until the returned function is called or the process is gone,
 * however it went. Throws an error that names the process which uses it already.
 *
 * A process id alone can't tell whether its process still runs: numbers are given out again. So whoever holds the lock answers
 * on a port of this machine with the token that is in the lock.
 */
export async function lockHome(home: string): Promise<() => Promise<void>> {
  await Deno.mkdir(home, { recursive: true });
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const holder = { pid: Deno.pid, port: listener.addr.port, token: crypto.randomUUID() };
  const answering = answer(listener, holder.token);
  const release = async (): Promise<void> => {
    listener.close();
    await answering;
  };
  try {
    await take(home, holder);
  } catch (error) {
    await release();
    throw error;
  }
  return async () => {
    await Deno.remove(lockFile(home));
    await release();
  };
}

/** The id of the process that uses a stack's folder; undefined when none does. */
export async function holderOf(home: string): Promise<number | undefined> {
  const holder = await readHolder(home);
  return holder && (await isHeld(holder)) ? holder.pid : undefined;
}

async function take(home: string, holder: Holder): Promise<void> {
  const draft = join(home, `${holder.token}.lock`);
  await Deno.writeTextFile(draft, JSON.stringify(holder));
  try {
    for (;;) {
      try {
        // A link is there at once and whole, or it fails because another one is there.
        await Deno.link(draft, lockFile(home));
        return;
      } catch (error) {
        if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
      }
      const pid = await holderOf(home);
      if (pid !== undefined) {
        throw new Error(
          `process ${pid} runs the stack in ${home}: end it first, or choose another folder (SLUICE_HOME)`,
        );
      }
      await Deno.remove(lockFile(home));
    }
  } finally {
    await Deno.remove(draft);
  }
}

async function answer(listener: Deno.TcpListener, token: string): Promise<void> {
  for await (const connection of listener) {
    // Whoever asked may be gone again.
    await connection.write(new TextEncoder().encode(token)).catch(() => undefined);
    connection.close();
  }
}

async function isHeld({ port, token }: Holder): Promise<boolean> {
  try {
    const connection = await Deno.connect({ hostname: "127.0.0.1", port });
    return (await new Response(connection.readable).text()) === token;
  } catch (error) {
    if (error instanceof Deno.errors.ConnectionRefused || error instanceof Deno.errors.ConnectionReset)
      return false;
    throw error;
  }
}

async function readHolder(home: string): Promise<Holder | undefined> {
  try {
    return holderSchema.parse(JSON.parse(await Deno.readTextFile(lockFile(home))));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

function lockFile(home: string): string {
  return join(home, "stack.lock");
}
