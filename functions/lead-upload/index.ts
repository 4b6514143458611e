import { serveLeadUpload } from "./serve.ts";

await serveLeadUpload();
