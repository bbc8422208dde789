// The project of the tests of claims with its servers in the test's own process.

import { inProcess } from "../support/in-process.ts";
import type { Format } from "../support/repository.ts";
import { createProject, type Project } from "./project.ts";

export const createSmallProject = (policy?: string, format?: Format): Project =>
  createProject(policy, format, inProcess);
