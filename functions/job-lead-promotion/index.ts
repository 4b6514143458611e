import { serveJob } from "../../shared/jobs/serve.ts";
import { job } from "./job.ts";

serveJob(job);
