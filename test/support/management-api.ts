import { Hono } from "hono";
import { z } from "zod/v3";

const uploadMetadata = z.object({
  name: z.string(),
  entrypoint_path: z.string(),
  import_map_path: z.string().optional(),
  static_patterns: z.array(z.string()),
  verify_jwt: z.boolean().optional(),
});
const file = z.instanceof(File);
const uploadForm = z.object({
  metadata: z.string(),
  file: file.array().or(file.transform((only) => [only])),
});
const bulkUpdate = z.array(z.object({ slug: z.string() }));
const secretList = z.array(z.object({ name: z.string(), value: z.string() }));

/** One function as the CLI uploaded it: what it says about it, and its files by their path in the project. */
export type Upload = {
  readonly metadata: z.infer<typeof uploadMetadata>;
  readonly files: ReadonlyMap<string, string>;
};

/** The part of Supabase's Management API that deploying needs, on a free port of this machine. */
export type ManagementApi = {
  readonly url: string;
  /** Every function that was uploaded, by its slug. */
  readonly uploads: ReadonlyMap<string, Upload>;
  /** The slugs that the last deployment made live. */
  readonly live: () => readonly string[];
  readonly secrets: ReadonlyMap<string, string>;
  /** Requests that no route answers: what the CLI asked for and this stand-in doesn't know. */
  readonly unanswered: readonly string[];
  readonly stop: () => Promise<void>;
};

/** Starts a stand-in of the Management API for one project. */
export function startManagementApi(project: string): ManagementApi {
  const uploads = new Map<string, Upload>();
  const secrets = new Map<string, string>();
  const unanswered: string[] = [];
  let live: readonly string[] = [];

  const app = new Hono().basePath(`/v1/projects/${project}`);
  app.get("/", (c) => c.json({ ref: project, id: project, name: project, status: "ACTIVE_HEALTHY" }));
  app.post("/functions/deploy", async (c) => {
    const slug = z.string().parse(c.req.query("slug"));
    const { metadata, file } = uploadForm.parse(await c.req.parseBody({ all: true }));
    const files = await Promise.all(file.map(async (part) => [part.name, await part.text()] as const));
    uploads.set(slug, { metadata: uploadMetadata.parse(JSON.parse(metadata)), files: new Map(files) });
    if (c.req.query("bundleOnly") !== "true") live = [slug];
    return c.json(describe(slug), 201);
  });
  app.put("/functions", async (c) => {
    live = bulkUpdate.parse(await c.req.json()).map(({ slug }) => slug);
    return c.json({ functions: live.map(describe) });
  });
  app.get("/functions", (c) => c.json(live.map(describe)));
  app.post("/secrets", async (c) => {
    for (const { name, value } of secretList.parse(await c.req.json())) secrets.set(name, value);
    return c.body(null, 201);
  });
  app.notFound((c) => {
    unanswered.push(`${c.req.method} ${c.req.path}`);
    return c.json({ message: "not found" }, 404);
  });

  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => undefined }, app.fetch);
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    uploads,
    live: () => live,
    secrets,
    unanswered,
    stop: () => server.shutdown(),
  };

  function describe(slug: string) {
    const metadata = uploads.get(slug)?.metadata;
    return { ...metadata, id: slug, slug, status: "ACTIVE", version: 1, created_at: 0, updated_at: 0 };
  }
}
