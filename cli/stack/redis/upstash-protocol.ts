import { Buffer } from "node:buffer";
import { z } from "zod/v3";

/** A Redis command and its arguments. */
export type Command = readonly string[];

/** Runs a command; rejects with Redis's own error. */
export type Run = (command: Command) => Promise<unknown>;

const argument = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const commandSchema = z.array(argument).min(1);
const pipelineSchema = z.array(commandSchema).min(1);

/**
 * Answers as Upstash's REST API does (https://upstash.com/docs/redis/features/restapi): a command at `/`, several at
 * `/pipeline`, each as a JSON array, with a bearer token. Strings go back in base64 to a client that asks for it.
 */
export function upstashProtocol(token: string, run: Run): (request: Request) => Promise<Response> {
  return async function answer(request) {
    if (request.headers.get("authorization") !== `Bearer ${token}`) {
      return Response.json({ error: "Unauthorized" }, { status: 401 });
    }
    const encoded = request.headers.get("upstash-encoding") === "base64";
    const isPipeline = new URL(request.url).pathname === "/pipeline";
    const body = (isPipeline ? pipelineSchema : commandSchema.transform((command) => [command])).safeParse(
      await request.json().catch(() => null),
    );
    if (!body.success) return Response.json({ error: "ERR failed to parse command" }, { status: 400 });

    const results = [];
    for (const command of body.data) results.push(await outcome(run, command, encoded));
    if (isPipeline) return Response.json(results);
    const [result] = results;
    return Response.json(result, { status: result && "error" in result ? 400 : 200 });
  };
}

async function outcome(run: Run, command: Command, encoded: boolean) {
  try {
    const result = await run(command);
    return { result: encoded ? inBase64(result) : result };
  } catch (error) {
    return { error: error instanceof Error ? error.message : "ERR" };
  }
}

function inBase64(result: unknown): unknown {
  if (Array.isArray(result)) return result.map(inBase64);
  return typeof result === "string" && result !== "OK" ? Buffer.from(result).toString("base64") : result;
}
