import { join, resolve } from "node:path";
import { parse } from "dotenv";
import { z } from "zod/v3";
import { type Environment, readSettings } from "../../shared/settings.ts";

/** What the local stack is started with. */
export type StackSettings = {
  /** The folder that everything is kept in between runs. */
  readonly home: string;
  /** 0 for a free one, as `dbPort`. */
  readonly port: number;
  readonly dbPort: number;
  readonly publishableKey: string;
  readonly secretKey: string;
  readonly jwtSecret: string;
  /** What the functions get besides the platform's own variables. */
  readonly secrets: Readonly<Record<string, string>>;
};

const required = z.string({ required_error: "is missing or blank" });
const port = required
  .regex(/^\d{1,5}$/, "must be a port, 1 to 65535, or 0 for a free one")
  .transform(Number)
  .refine((number) => number < 65_536, "must be a port, 1 to 65535, or 0 for a free one");

const schema = z.object({
  SLUICE_HOME: z.string().optional(),
  PORT: port,
  DB_PORT: port,
  SUPABASE_PUBLISHABLE_KEY: required.regex(/^sb_publishable_\w+$/, "must begin with sb_publishable_"),
  SUPABASE_SECRET_KEY: required.regex(/^sb_secret_\w+$/, "must begin with sb_secret_"),
  SUPABASE_JWT_SECRET: required.min(32, "must have at least 32 characters"),
});

/**
 * The settings of a project: `stated` over the development values of its `.env.example`. A variable that is set to nothing is
 * set: it reaches the functions blank. Throws an error that names the variables at fault.
 */
export async function readStackSettings(project: string, stated: Environment): Promise<StackSettings> {
  const all: Environment = {
    ...(await readDotenv(join(project, ".env.example"))),
    // What senders call is this stack, unless somebody has put an address of their own in front of it.
    PUBLIC_BASE_URL: undefined,
    ...stated,
  };
  const settings = readSettings(schema, all);
  return {
    home: resolve(project, settings.SLUICE_HOME ?? ".sluice"),
    port: settings.PORT,
    dbPort: settings.DB_PORT,
    publishableKey: settings.SUPABASE_PUBLISHABLE_KEY,
    secretKey: settings.SUPABASE_SECRET_KEY,
    jwtSecret: settings.SUPABASE_JWT_SECRET,
    secrets: Object.fromEntries(
      Object.entries(all).flatMap(([name, value]) =>
        isSecret(name) && value !== undefined ? [[name, value]] : [],
      ),
    ),
  };
}

/** What a developer has set: this process's environment over the project's `.env`. */
export async function developerEnvironment(project: string): Promise<Environment> {
  return { ...(await readDotenv(join(project, ".env"))), ...Deno.env.toObject() };
}

/** The platform keeps names with its own prefix to itself, and so does this one: the developer's access token is among them. */
function isSecret(name: string): boolean {
  return /^[A-Z][A-Z0-9_]*$/.test(name) && !name.startsWith("SUPABASE_");
}

async function readDotenv(path: string): Promise<Record<string, string>> {
  try {
    return parse(await Deno.readTextFile(path));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return {};
    throw error;
  }
}
