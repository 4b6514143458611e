import { serveLeadUpload } from "./serve.ts";

serveLeadUpload();
