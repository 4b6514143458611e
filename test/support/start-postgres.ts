// A process for tests to kill: starts PostgreSQL in the folder that it is given and says where it answers.
import { startPostgres } from "../../cli/stack/postgres.ts";

const [dataFolder = ""] = Deno.args;
const server = await startPostgres({ dataFolder, durable: false });
console.log(server.adminUrl);
await server.ended;
