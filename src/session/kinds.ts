// The kinds of records of this program, as they are found by their place in the folders.
import records from "agentops:records";
import { kindsOf } from "../records/kinds.ts";

export const KINDS = kindsOf(records);
