// The YAML library behind one door, so that it can be loaded late: in the bundle, a late import of a CommonJS package has no names.
export { parse, parseDocument } from "yaml";
