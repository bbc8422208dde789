// Lists the record kinds of this program, which the build finds by their place in the folders.
import records from "agentops:records";
import { kindsOf } from "../records/kinds.ts";

export const KINDS = kindsOf(records);
